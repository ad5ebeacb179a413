import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { invalidInput } from '../../domain/refusal.js';
import type { RequestContext } from '../../graphql/context.js';
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';
import { Engagement } from '../engagement/index.js';
import { AsOfInput } from '../../graphql/as-of.js';
import type { Dossier } from './dossier.js';
import { DossierLoader, SideVisibleLoader, type ReadingOperation } from './dossier.loader.js';
import { EngagementMeeting, EngagementMeetingKind, KickOffCheck } from './dto/meeting.model.js';
import { EngagementPhase, Milestone } from './dto/phase.model.js';
import { PlanDocument, PlanDocumentType } from './dto/plan-document.model.js';
import { TeamMember } from './dto/team.model.js';
import { toDocument, toKickOffCheck, toMeeting, toMilestone, toPhase, toTeamMember } from './mappers.js';

const AS_OF = { type: () => AsOfInput, nullable: true } as const;
const MOST_DAYS = 731;

/** What surrounds an engagement, as far as the actor may read it; what is not for them looks as if it were not there. */
@Resolver(() => Engagement)
export class ImplementationFields {
  constructor(
    private readonly dossiers: DossierLoader,
    private readonly visible: SideVisibleLoader,
  ) {}

  @ResolveField(() => [TeamMember], {
    description:
      'The implementation team on a day, by first day in it. Never made from the participants. For the agency and the engagement’s coordinators.',
  })
  async team(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('on', { type: () => LocalDateScalar, nullable: true, description: 'Default: today.' })
    on: LocalDate | null,
    @Args('knownAt', {
      type: () => DateTimeScalar,
      nullable: true,
      description: 'By what had been recorded then. Default: now.',
    })
    knownAt: Instant | null,
  ): Promise<TeamMember[]> {
    const at = { validOn: on ?? null, knownAt: knownAt ?? null };
    const dossier = await this.side(context, 'teamMember', engagement, at);
    return (dossier?.teamToday() ?? []).map(toTeamMember);
  }

  @ResolveField(() => [EngagementMeeting], {
    description: 'Planned, held and cancelled, by date. For the agency, coordinators and providers.',
  })
  async meetings(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('kind', { type: () => EngagementMeetingKind, nullable: true }) kind: EngagementMeetingKind | null,
    @Args('asOf', AS_OF) asOf: AsOfInput | null,
  ): Promise<EngagementMeeting[]> {
    const dossier = await this.side(context, 'engagementMeeting', engagement, asOf);
    return (dossier?.meetings ?? [])
      .filter((meeting) => kind == null || meeting.kind === kind)
      .flatMap((meeting) => (dossier === null ? [] : [toMeeting(meeting, dossier)]));
  }

  @ResolveField(() => KickOffCheck, {
    nullable: true,
    description:
      'Did the kick-off have the minimum set, and who was missing (V29)? Of the latest one; null until one was held, and when it is not for you to see.',
  })
  async kickOffCheck(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('asOf', AS_OF) asOf: AsOfInput | null,
  ): Promise<KickOffCheck | null> {
    const dossier = await this.side(context, 'engagementMeeting', engagement, asOf);
    const answer = dossier?.kickOff() ?? null;
    return dossier === null || answer === null ? null : toKickOffCheck(answer, dossier);
  }

  @ResolveField(() => [EngagementPhase], {
    description:
      'The phases one after the other (V35); none where the programme states none, and when they are not for you to see.',
  })
  async phases(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('asOf', AS_OF) asOf: AsOfInput | null,
  ): Promise<EngagementPhase[]> {
    const dossier = await this.side(context, 'engagementMeeting', engagement, asOf);
    return (dossier?.phaseAnswers() ?? []).map(toPhase);
  }

  @ResolveField(() => EngagementPhase, {
    nullable: true,
    description:
      'Null before the start, after the end, where the programme states no phases, and when it is not for you to see.',
  })
  async currentPhase(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('asOf', AS_OF) asOf: AsOfInput | null,
  ): Promise<EngagementPhase | null> {
    const phases = await this.phases(engagement, context, asOf);
    return phases.find((phase) => phase.status === 'CURRENT') ?? null;
  }

  @ResolveField(() => [Milestone], {
    description:
      'What is overdue, and what is due in the coming days, by due date (Q23). Plan documents are left out for those who may not read them.',
  })
  async milestones(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('days', { type: () => Int, defaultValue: 30, description: 'How far ahead, 0 to 731.' })
    days: number,
    @Args('asOf', AS_OF) asOf: AsOfInput | null,
  ): Promise<Milestone[]> {
    if (days < 0 || days > MOST_DAYS)
      throw invalidInput({ path: 'days', message: `must be 0 to ${MOST_DAYS}` });
    const dossier = await this.side(context, 'engagementMeeting', engagement, asOf);
    if (dossier === null) return [];
    const documents = await this.visible.may(context, 'planDocument', engagement.id);
    return dossier
      .milestonesIn(days)
      .filter((milestone) => documents || milestone.documentType === null)
      .map((milestone) => toMilestone(milestone, dossier));
  }

  @ResolveField(() => [PlanDocument], {
    description:
      'The newest version of each plan document (Q26). For the agency and the engagement’s coordinators.',
  })
  async planDocuments(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('asOf', AS_OF) asOf: AsOfInput | null,
  ): Promise<PlanDocument[]> {
    const dossier = await this.side(context, 'planDocument', engagement, asOf);
    return dossier === null ? [] : dossier.newestDocuments().map((row) => toDocument(row, dossier));
  }

  @ResolveField(() => [PlanDocumentType], {
    description:
      'Plan documents that the programme’s phases need and that are not there. For the agency and the engagement’s coordinators.',
  })
  async missingPlanDocuments(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('asOf', AS_OF) asOf: AsOfInput | null,
  ): Promise<PlanDocumentType[]> {
    const dossier = await this.side(context, 'planDocument', engagement, asOf);
    return (dossier?.missing() ?? []).map((type) => PlanDocumentType[type]);
  }

  @ResolveField(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day of the cooperation; null while it is open, and when it is not for you to see.',
  })
  async closedOn(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('asOf', AS_OF) asOf: AsOfInput | null,
  ): Promise<LocalDate | null> {
    const dossier = await this.side(context, 'engagementMeeting', engagement, asOf);
    return dossier?.closedOn ?? null;
  }

  private async side(
    context: RequestContext,
    operation: ReadingOperation,
    engagement: Engagement,
    at: AsOfInput | null,
  ): Promise<Dossier | null> {
    const may = await this.visible.may(context, operation, engagement.id);
    return may ? this.dossiers.load(context, engagement, at ?? null) : null;
  }
}
