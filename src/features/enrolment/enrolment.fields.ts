import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { PageArgs } from '../../graphql/connection.js';
import { Cohort, CohortLoader } from '../cohort/index.js';
import { Engagement, EngagementLoader } from '../engagement/index.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Affiliation, AffiliationLoader, Person, PersonLoader } from '../person/index.js';
import { Enrolment, EnrolmentConnection, EnrolmentOrder } from './dto/enrolment.model.js';
import { EnrolmentLoader, EnrolmentsOfPersonLoader, ReplacementLoader } from './enrolment.loader.js';
import { EnrolmentService } from './enrolment.service.js';

@Resolver(() => Enrolment)
export class EnrolmentFields {
  constructor(
    private readonly people: PersonLoader,
    private readonly affiliations: AffiliationLoader,
    private readonly engagements: EngagementLoader,
    private readonly cohorts: CohortLoader,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  @ResolveField(() => Person)
  async person(@Parent() enrolment: Enrolment, @Context() context: RequestContext): Promise<Person | null> {
    return enrolment.holder ?? this.people.load(context, enrolment.personId);
  }

  @ResolveField(() => Affiliation, {
    description: 'The workplace that this seat belongs to: exactly one (V36).',
  })
  async seatAffiliation(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<Affiliation | null> {
    return this.affiliations.load(context, enrolment.affiliationId);
  }

  @ResolveField(() => Engagement)
  async engagement(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<Engagement | null> {
    return this.engagements.load(context, enrolment.engagementId);
  }

  @ResolveField(() => Municipality, {
    description: 'Whose seat it is; also after the person has moved (L5).',
  })
  municipality(@Parent() enrolment: Enrolment): Municipality {
    return this.municipalities.model(enrolment.municipalityCode);
  }

  @ResolveField(() => Cohort, { nullable: true, description: 'Null until the person is put into one.' })
  async cohort(@Parent() enrolment: Enrolment, @Context() context: RequestContext): Promise<Cohort | null> {
    return enrolment.cohortId === null ? null : this.cohorts.load(context, enrolment.cohortId);
  }
}

@Resolver(() => Enrolment)
export class ReplacementFields {
  constructor(
    private readonly enrolments: EnrolmentLoader,
    private readonly replacements: ReplacementLoader,
  ) {}

  @ResolveField(() => Enrolment, {
    nullable: true,
    description: 'Whose seat this one took over; null for most.',
  })
  async replaces(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return enrolment.replacesId === null ? null : this.enrolments.load(context, enrolment.replacesId);
  }

  @ResolveField(() => Enrolment, { nullable: true, description: 'Who took over the seat; null for most.' })
  async replacedBy(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.replacements.load(context, enrolment.id);
  }
}

@Resolver(() => Person)
export class PersonEnrolmentFields {
  constructor(private readonly enrolments: EnrolmentsOfPersonLoader) {}

  @ResolveField(() => [Enrolment], {
    name: 'enrolments',
    description: 'Oldest first, as far as you may see them.',
  })
  async enrolmentsOf(@Parent() person: Person, @Context() context: RequestContext): Promise<Enrolment[]> {
    return this.enrolments.load(context, person.id);
  }
}

@Resolver(() => Cohort)
export class CohortEnrolmentFields {
  constructor(private readonly enrolments: EnrolmentService) {}

  @ResolveField(() => EnrolmentConnection, {
    name: 'enrolments',
    description: 'By name, as far as you may see them.',
  })
  async enrolmentsOf(@Parent() cohort: Cohort, @Context() context: RequestContext, @Args() page: PageArgs) {
    return this.enrolments.list(actorOf(context), { cohortId: cohort.id }, EnrolmentOrder.PERSON_NAME, page);
  }
}
