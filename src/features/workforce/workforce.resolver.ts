import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Person, PersonLoader } from '../person/index.js';
import { BreakdownView } from './breakdown.view.js';
import { BreakdownGrouping, ParticipantBreakdown } from './dto/breakdown.model.js';
import { LeaderWithoutLeadershipDay } from './dto/leaders.model.js';
import { CertifiedWorkforce, MunicipalityWorkforce } from './dto/workforce.model.js';
import { LeadersView } from './leaders.view.js';
import { WorkforceView } from './workforce.view.js';

@Resolver()
export class WorkforceResolver {
  constructor(
    private readonly breakdown: BreakdownView,
    private readonly workforce: WorkforceView,
    private readonly leaders: LeadersView,
  ) {}

  @Access('participantBreakdown')
  @Query(() => ParticipantBreakdown, {
    description:
      'Q19: who holds a municipality’s seats on a track, by department, type of organisation, job title or capacity, and the partners’ share. Of the engagement that began last. All zero where it is not for you to see.',
  })
  async participantBreakdown(
    @Context() context: RequestContext,
    @Args('programmeKey') programmeKey: string,
    @Args('municipalityCode') municipalityCode: string,
    @Args('trackKey') trackKey: string,
    @Args('groupBy', { type: () => [BreakdownGrouping], description: 'None = one row for all.' })
    groupBy: BreakdownGrouping[],
  ): Promise<ParticipantBreakdown> {
    return this.breakdown.of(actorOf(context), { programmeKey, municipalityCode, trackKey }, groupBy);
  }

  @Access('certifiedWorkforce')
  @Query(() => CertifiedWorkforce, {
    description:
      'Q21: how many certified people work where, today or on another day: a coming one by the job ends and certificate ends that are known. Coordinators see their own municipality.',
  })
  async certifiedWorkforce(
    @Context() context: RequestContext,
    @Args('municipalityCode', {
      type: () => String,
      nullable: true,
      description: 'Left out: all that you may see.',
    })
    municipalityCode: string | null,
    @Args('programmeKey', {
      type: () => String,
      nullable: true,
      description: 'Left out: all with this track.',
    })
    programmeKey: string | null,
    @Args('trackKey', { description: 'Such as MEETING_LEADER.' }) trackKey: string,
    @Args('on', {
      type: () => LocalDateScalar,
      nullable: true,
      description: 'Default today, or the day of `knownAt`.',
    })
    on: LocalDate | null,
    @Args('knownAt', {
      type: () => DateTimeScalar,
      nullable: true,
      description: 'By what had been recorded then. Default now.',
    })
    knownAt: Instant | null,
  ): Promise<CertifiedWorkforce> {
    return this.workforce.of(actorOf(context), {
      municipalityCode: municipalityCode ?? null,
      programmeKey: programmeKey ?? null,
      trackKey,
      on: on ?? null,
      knownAt: knownAt ?? null,
    });
  }

  @Access('leadersWithoutLeadershipDay')
  @Query(() => [LeaderWithoutLeadershipDay], {
    description:
      'Q22: leaders with staff on the programme who have not had the leadership day, in Danish order of their names.',
  })
  async leadersWithoutLeadershipDay(
    @Context() context: RequestContext,
    @Args('programmeKey') programmeKey: string,
    @Args('municipalityCode') municipalityCode: string,
    @Args('trackKey', { type: () => String, nullable: true, description: 'Default LEADERSHIP.' })
    trackKey: string | null,
  ): Promise<LeaderWithoutLeadershipDay[]> {
    const question = { programmeKey, municipalityCode, trackKey: trackKey ?? 'LEADERSHIP' };
    return this.leaders.of(actorOf(context), question);
  }
}

@Resolver(() => MunicipalityWorkforce)
export class MunicipalityWorkforceFields {
  constructor(private readonly municipalities: MunicipalityDirectory) {}

  @ResolveField(() => Municipality)
  municipality(@Parent() row: MunicipalityWorkforce): Municipality {
    return this.municipalities.model(row.municipalityCode);
  }
}

@Resolver(() => LeaderWithoutLeadershipDay)
export class LeaderFields {
  constructor(
    private readonly people: PersonLoader,
    private readonly enrolments: EnrolmentLoader,
  ) {}

  @ResolveField(() => Person)
  async person(
    @Parent() leader: LeaderWithoutLeadershipDay,
    @Context() context: RequestContext,
  ): Promise<Person | null> {
    return this.people.load(context, leader.personId);
  }

  @ResolveField(() => Enrolment, {
    nullable: true,
    description: 'Their place on the leadership day; null without one, or when it is not for you to see.',
  })
  async enrolment(
    @Parent() leader: LeaderWithoutLeadershipDay,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return leader.enrolmentId === null ? null : this.enrolments.load(context, leader.enrolmentId);
  }
}
