import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { fuzzyDateText } from '../../domain/fuzzy-date.js';
import type { RequestContext } from '../../graphql/context.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { Engagement, EngagementLoader } from '../engagement/index.js';
import { Person, PersonLoader } from '../person/index.js';
import {
  EngagementMeeting,
  EngagementMeetingAttendee,
  KickOffCheck,
  KickOffMissing,
} from './dto/meeting.model.js';
import { EngagementPhase, Milestone } from './dto/phase.model.js';
import { MEETING_LABELS, milestoneLabel, phaseLabel } from './labels.js';
import { toAttendees, toKickOffCheck } from './mappers.js';

@Resolver(() => EngagementMeeting)
export class EngagementMeetingFields {
  constructor(private readonly engagements: EngagementLoader) {}

  @ResolveField(() => Engagement, { nullable: true, description: 'Null when it is not for you to see.' })
  async engagement(
    @Parent() meeting: EngagementMeeting,
    @Context() context: RequestContext,
  ): Promise<Engagement | null> {
    return this.engagements.load(context, meeting.engagementId);
  }

  @ResolveField(() => String, { description: 'What kind of meeting, as in `Opstartsmøde`.' })
  name(@Parent() meeting: EngagementMeeting, @Args('locale', LOCALE) locale: string | null): string {
    return localized(MEETING_LABELS[meeting.kind], locale);
  }

  @ResolveField(() => String, { description: 'As people write it: `midten af oktober 2019`.' })
  dateText(@Parent() meeting: EngagementMeeting, @Args('locale', LOCALE) locale: string | null): string {
    return localized(fuzzyDateText(meeting.date, meeting.datePrecision), locale);
  }

  @ResolveField(() => [EngagementMeetingAttendee], {
    description:
      'Everybody of whom something is recorded; of people who are not for you to see only the role.',
  })
  attendees(@Parent() meeting: EngagementMeeting): EngagementMeetingAttendee[] {
    return toAttendees(meeting);
  }

  @ResolveField(() => KickOffCheck, {
    nullable: true,
    description: 'Null unless this is a kick-off that was held.',
  })
  kickOffCheck(@Parent() meeting: EngagementMeeting): KickOffCheck | null {
    const { dossier } = meeting;
    const row = dossier.meetings.find((each) => each.id === meeting.id);
    if (row?.kind !== 'KICK_OFF' || row.status !== 'HELD') return null;
    return toKickOffCheck(dossier.checkKickOff(row), dossier);
  }
}

@Resolver(() => EngagementMeetingAttendee)
export class AttendeeFields {
  constructor(private readonly people: PersonLoader) {}

  @ResolveField(() => Person, {
    nullable: true,
    description: 'Null when the person is not for you to see: from another municipality (V39).',
  })
  async person(
    @Parent() attendee: EngagementMeetingAttendee,
    @Context() context: RequestContext,
  ): Promise<Person | null> {
    return this.people.load(context, attendee.personId);
  }
}

@Resolver(() => KickOffCheck)
export class KickOffCheckFields {
  @ResolveField(() => EngagementMeeting, { description: 'The kick-off that this is about.' })
  meeting(@Parent() check: KickOffCheck): EngagementMeeting {
    return check.meetingModel;
  }
}

@Resolver(() => KickOffMissing)
export class KickOffMissingFields {
  constructor(private readonly people: PersonLoader) {}

  @ResolveField(() => Person, {
    nullable: true,
    description:
      'The member of the team that was missing; null when it is not about one person, and when the person is not for you to see (V39).',
  })
  async person(
    @Parent() missing: KickOffMissing,
    @Context() context: RequestContext,
  ): Promise<Person | null> {
    return missing.personId === null ? null : this.people.load(context, missing.personId);
  }
}

@Resolver(() => EngagementPhase)
export class EngagementPhaseFields {
  @ResolveField(() => String, { description: 'As in `Forberedelsesfasen`.' })
  name(@Parent() phase: EngagementPhase, @Args('locale', LOCALE) locale: string | null): string {
    return localized(phaseLabel(phase.key), locale);
  }
}

@Resolver(() => Milestone)
export class MilestoneFields {
  @ResolveField(() => String, { description: 'As in `Risikoanalyse mangler`.' })
  title(
    @Parent() { answer, meetingModel }: Milestone,
    @Args('locale', LOCALE) locale: string | null,
  ): string {
    return localized(milestoneLabel(answer, meetingModel), locale);
  }

  @ResolveField(() => EngagementMeeting, {
    nullable: true,
    description: 'The meeting that is planned; null unless it is about one.',
  })
  meeting(@Parent() milestone: Milestone): EngagementMeeting | null {
    return milestone.meetingModel;
  }
}
