import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { meetingMinutes } from '../../domain/credit.js';
import type { RequestContext } from '../../graphql/context.js';
import { LocalDateScalar } from '../../graphql/scalars.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { Rulebook } from '../programme/index.js';
import { ConsequenceLoader } from './consequence.loader.js';
import { SupervisionConsequence, SupervisionGroup, SupervisionMeeting } from './dto/supervision.model.js';
import { awaitsRecording, liesAhead } from './meeting-times.js';
import { MeetingsOfGroupLoader } from './supervision.loader.js';

/** Where a group stands (Q3) and what if it were closed (Q10). */
@Resolver(() => SupervisionGroup)
export class GroupOutlookFields {
  constructor(
    private readonly rulebook: Rulebook,
    private readonly loader: MeetingsOfGroupLoader,
    private readonly consequences: ConsequenceLoader,
    private readonly clock: Clock,
  ) {}

  @ResolveField(() => Int, {
    nullable: true,
    description:
      'What each member is to reach by the programme’s present rules; null where no hours are stated (V42). A person’s own target is in `progress`.',
  })
  targetMinutes(@Parent() { programmeKey, trackKey }: SupervisionGroup): number | null {
    const programme = this.rulebook.requireProgramme(programmeKey);
    return this.rulebook.requireTrack(programme, trackKey).supervision?.targetMinutes ?? null;
  }

  @ResolveField(() => Int, { description: 'Of the meetings that lie ahead.' })
  async plannedMinutes(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
  ): Promise<number> {
    const now = this.clock.now();
    return (await this.loader.load(context, group.id))
      .filter((meeting) => liesAhead(meeting, now))
      .reduce(
        (sum, { startsAt, endsAt }) =>
          sum + meetingMinutes({ startedAt: startsAt, endedAt: endsAt, breakMinutes: 0 }),
        0,
      );
  }

  @ResolveField(() => SupervisionMeeting, {
    nullable: true,
    description: 'The first of the meetings that lie ahead; null when there is none.',
  })
  async nextMeeting(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
  ): Promise<SupervisionMeeting | null> {
    const now = this.clock.now();
    const meetings = await this.loader.load(context, group.id);
    return meetings.find((meeting) => liesAhead(meeting, now)) ?? null;
  }

  @ResolveField(() => [SupervisionMeeting], {
    description: 'Over, but nobody has said who was there: they count as nothing, not as zero (L3).',
  })
  async awaitingRecording(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
  ): Promise<SupervisionMeeting[]> {
    const now = this.clock.now();
    return (await this.loader.load(context, group.id)).filter((meeting) => awaitsRecording(meeting, now));
  }

  @ResolveField(() => [SupervisionConsequence], {
    description:
      'Who would no longer reach the target, with what is planned elsewhere, if the group met for the last time before this day; by name, as far as you may see the people (Q10). Nothing is written.',
  })
  async ifClosed(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
    @Args('on', { type: () => LocalDateScalar, description: 'First day without meetings.' }) on: LocalDate,
  ): Promise<SupervisionConsequence[]> {
    const all = await this.consequences.of(context, { groupId: group.id, from: on });
    return all.filter((consequence) => consequence.fallsBelow);
  }
}

@Resolver(() => SupervisionMeeting)
export class MeetingOutlookFields {
  constructor(private readonly consequences: ConsequenceLoader) {}

  @ResolveField(() => [SupervisionConsequence], {
    description:
      'For each member for whom it counts: what if they miss this meeting (Q24)? By name, as far as you may see the people (V39). Empty unless the meeting lies ahead.',
  })
  async ifAbsent(
    @Parent() meeting: SupervisionMeeting,
    @Context() context: RequestContext,
  ): Promise<SupervisionConsequence[]> {
    return this.consequences.of(context, { groupId: meeting.groupId, meetingId: meeting.id });
  }
}

@Resolver(() => SupervisionConsequence)
export class SupervisionConsequenceFields {
  constructor(private readonly enrolments: EnrolmentLoader) {}

  @ResolveField(() => Enrolment)
  async enrolment(
    @Parent() consequence: SupervisionConsequence,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, consequence.enrolmentId);
  }
}
