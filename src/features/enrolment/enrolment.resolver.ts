import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { AsOfInput } from '../../graphql/as-of.js';
import { PageArgs } from '../../graphql/connection.js';
import { CohortAssignment } from './cohort-assignment.service.js';
import {
  EnrolmentAssignInput,
  EnrolmentAssignPayload,
  EnrolmentAssignResult,
  EnrolmentCompleteInput,
  EnrolmentCompletePayload,
  EnrolmentCompleteResult,
  EnrolmentConfirmInput,
  EnrolmentConfirmPayload,
  EnrolmentConfirmResult,
  EnrolmentReplaceInput,
  EnrolmentReplacePayload,
  EnrolmentReplaceResult,
  EnrolmentWithdrawInput,
  EnrolmentWithdrawPayload,
  EnrolmentWithdrawResult,
} from './dto/enrolment.inputs.js';
import { Enrolment, EnrolmentConnection, EnrolmentFilter, EnrolmentOrder } from './dto/enrolment.model.js';
import { EnrolmentLoader, toEnrolment } from './enrolment.loader.js';
import { EnrolmentService } from './enrolment.service.js';
import { LeavingService } from './leaving.service.js';
import { ReplacementService } from './replacement.service.js';
import { SeatingService } from './seating.service.js';

@Resolver()
export class EnrolmentResolver {
  constructor(
    private readonly enrolments: EnrolmentService,
    private readonly seating: SeatingService,
    private readonly leaving: LeavingService,
    private readonly replacement: ReplacementService,
    private readonly assignment: CohortAssignment,
    private readonly loader: EnrolmentLoader,
  ) {}

  @Access('enrolment')
  @Query(() => Enrolment, { nullable: true, description: 'Null when there is none, or none for you to see.' })
  async enrolment(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.loader.load(context, id);
  }

  @Access('enrolments')
  @Query(() => EnrolmentConnection, {
    name: 'enrolments',
    description:
      'As far as you may see them; with `asOf` as they stood: status, seat, municipality, cohort. Their `progress` takes an `asOf` of its own.',
  })
  async list(
    @Context() context: RequestContext,
    @Args('filter', { type: () => EnrolmentFilter, nullable: true }) filter: EnrolmentFilter | null,
    @Args('orderBy', { type: () => EnrolmentOrder, nullable: true, description: 'Default PERSON_NAME.' })
    orderBy: EnrolmentOrder | null,
    @Args() page: PageArgs,
    @Args('asOf', { type: () => AsOfInput, nullable: true }) asOf: AsOfInput | null,
  ) {
    return this.enrolments.list(actorOf(context), filter ?? {}, orderBy, page, asOf ?? null);
  }

  @Access('enrolmentConfirm')
  @Mutation(() => EnrolmentConfirmResult, {
    description:
      'Give a person a seat. Refused with QuotaExceeded, or kept on the waiting list when `waitlist` is true.',
  })
  async enrolmentConfirm(@Context() context: RequestContext, @Args('input') input: EnrolmentConfirmInput) {
    const { enrolment, warnings } = await this.seating.confirm(actorOf(context), input);
    return Object.assign(new EnrolmentConfirmPayload(), { enrolment: toEnrolment(enrolment), warnings });
  }

  @Access('enrolmentAssign')
  @Mutation(() => EnrolmentAssignResult, {
    description:
      'Put a seated person into a cohort (or move them); an enrolment can be confirmed before its cohort is known.',
  })
  async enrolmentAssign(@Context() context: RequestContext, @Args('input') input: EnrolmentAssignInput) {
    const enrolment = await this.assignment.assign(actorOf(context), input);
    return Object.assign(new EnrolmentAssignPayload(), { enrolment: toEnrolment(enrolment) });
  }

  @Access('enrolmentWithdraw')
  @Mutation(() => EnrolmentWithdrawResult, {
    description:
      'Somebody leaves: CANCELLED before the first half-day (L6), WITHDRAWN after it. What they earned stays.',
  })
  async enrolmentWithdraw(@Context() context: RequestContext, @Args('input') input: EnrolmentWithdrawInput) {
    const { enrolment, ...seat } = await this.leaving.withdraw(actorOf(context), input);
    return Object.assign(new EnrolmentWithdrawPayload(), { enrolment: toEnrolment(enrolment), ...seat });
  }

  @Access('enrolmentReplace')
  @Mutation(() => EnrolmentReplaceResult, {
    description:
      'One person out, another in, on the same seat, in one step. Days and hours stay with the person who earned them.',
  })
  async enrolmentReplace(@Context() context: RequestContext, @Args('input') input: EnrolmentReplaceInput) {
    const { left, joined } = await this.replacement.replace(actorOf(context), input);
    return Object.assign(new EnrolmentReplacePayload(), {
      left: toEnrolment(left),
      joined: toEnrolment(joined),
    });
  }

  @Access('enrolmentComplete')
  @Mutation(() => EnrolmentCompleteResult, {
    description: 'Completed by hand, for tracks whose programme states neither days nor hours (Herlev).',
  })
  async enrolmentComplete(@Context() context: RequestContext, @Args('input') input: EnrolmentCompleteInput) {
    const enrolment = await this.leaving.complete(actorOf(context), input);
    return Object.assign(new EnrolmentCompletePayload(), { enrolment: toEnrolment(enrolment) });
  }
}
