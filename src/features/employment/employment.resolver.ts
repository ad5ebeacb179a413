import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { toEnrolment } from '../enrolment/index.js';
import { PersonLoader, toAffiliation } from '../person/index.js';
import { AffiliationService } from './affiliation.service.js';
import {
  AffiliationAddInput,
  AffiliationAddPayload,
  AffiliationAddResult,
  AffiliationChangeInput,
  AffiliationChangePayload,
  AffiliationChangeResult,
  AffiliationCorrectInput,
  AffiliationCorrectPayload,
  AffiliationCorrectResult,
  AffiliationEndInput,
  AffiliationEndPayload,
  AffiliationEndResult,
  EnrolmentSeatAffiliationSetInput,
  EnrolmentSeatAffiliationSetPayload,
  EnrolmentSeatAffiliationSetResult,
} from './dto/affiliation.inputs.js';
import { JobChangeService } from './job-change.service.js';

@Resolver()
export class EmploymentResolver {
  constructor(
    private readonly affiliations: AffiliationService,
    private readonly jobs: JobChangeService,
    private readonly people: PersonLoader,
  ) {}

  @Access('affiliationAdd')
  @Mutation(() => AffiliationAddResult, {
    description: 'Coordinator or agency: another job of a person; several may overlap (V36).',
  })
  async affiliationAdd(@Context() context: RequestContext, @Args('input') input: AffiliationAddInput) {
    const row = await this.affiliations.add(actorOf(context), input);
    return Object.assign(new AffiliationAddPayload(), {
      affiliation: toAffiliation(row),
      person: await this.people.load(context, row.personId),
    });
  }

  @Access('affiliationEnd')
  @Mutation(() => AffiliationEndResult, {
    description:
      'Somebody leaves a job, now or on a day that is known already. Seat, days and hours stay (L5).',
  })
  async affiliationEnd(@Context() context: RequestContext, @Args('input') input: AffiliationEndInput) {
    const row = await this.affiliations.end(actorOf(context), input);
    return Object.assign(new AffiliationEndPayload(), { affiliation: toAffiliation(row) });
  }

  @Access('affiliationCorrect')
  @Mutation(() => AffiliationCorrectResult, {
    description: 'Other days for a job than were recorded; what was recorded before stays known.',
  })
  async affiliationCorrect(
    @Context() context: RequestContext,
    @Args('input') input: AffiliationCorrectInput,
  ) {
    const row = await this.affiliations.correct(actorOf(context), input);
    return Object.assign(new AffiliationCorrectPayload(), { affiliation: toAffiliation(row) });
  }

  @Access('affiliationChange')
  @Mutation(() => AffiliationChangeResult, {
    description:
      'Another job or department in the same municipality, in one act. Seat, days and hours are untouched (L4).',
  })
  async affiliationChange(@Context() context: RequestContext, @Args('input') input: AffiliationChangeInput) {
    const { ended, begun, moved } = await this.jobs.change(actorOf(context), input);
    return Object.assign(new AffiliationChangePayload(), {
      ended: toAffiliation(ended),
      begun: toAffiliation(begun),
      moved: moved.map(toEnrolment),
    });
  }

  @Access('enrolmentSeatAffiliationSet')
  @Mutation(() => EnrolmentSeatAffiliationSetResult, {
    description: 'Which of the person’s jobs the seat belongs to: exactly one (V36).',
  })
  async enrolmentSeatAffiliationSet(
    @Context() context: RequestContext,
    @Args('input') input: EnrolmentSeatAffiliationSetInput,
  ) {
    const enrolment = await this.jobs.setSeatAffiliation(actorOf(context), input);
    return Object.assign(new EnrolmentSeatAffiliationSetPayload(), { enrolment: toEnrolment(enrolment) });
  }
}
