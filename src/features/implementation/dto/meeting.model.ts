import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { LocalDate } from '../../../domain/calendar.js';
import { Node } from '../../../graphql/node.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import type { Dossier } from '../dossier.js';
import { TeamRole } from './team.model.js';

export enum EngagementMeetingKind {
  INITIAL_CALL = 'INITIAL_CALL',
  KICK_OFF = 'KICK_OFF',
  PLAN_WORKSHOP = 'PLAN_WORKSHOP',
  STATUS_MEETING = 'STATUS_MEETING',
}
registerEnumType(EngagementMeetingKind, {
  name: 'EngagementMeetingKind',
  valuesMap: {
    INITIAL_CALL: { description: 'Indledende telefonmøde.' },
    KICK_OFF: { description: 'Opstartsmøde.' },
    PLAN_WORKSHOP: { description: 'Implementeringsplansworkshop.' },
    STATUS_MEETING: { description: 'Statusmøde.' },
  },
});

export enum DatePrecision {
  DAY = 'DAY',
  MID_MONTH = 'MID_MONTH',
  MONTH = 'MONTH',
  QUARTER = 'QUARTER',
  HALF_YEAR = 'HALF_YEAR',
}
registerEnumType(DatePrecision, {
  name: 'DatePrecision',
  description: 'How precisely a date is known; any day of the period stands for it.',
  valuesMap: {
    DAY: {},
    MID_MONTH: { description: 'The 11th to the 20th.' },
    MONTH: {},
    QUARTER: {},
    HALF_YEAR: {},
  },
});

export enum EngagementMeetingStatus {
  PLANNED = 'PLANNED',
  HELD = 'HELD',
  CANCELLED = 'CANCELLED',
}
registerEnumType(EngagementMeetingStatus, { name: 'EngagementMeetingStatus' });

export enum EngagementMeetingPresence {
  PRESENT = 'PRESENT',
  EXCUSED = 'EXCUSED',
  ABSENT = 'ABSENT',
}
registerEnumType(EngagementMeetingPresence, {
  name: 'EngagementMeetingPresence',
  valuesMap: { PRESENT: {}, EXCUSED: { description: 'Stayed away with an apology; never why.' }, ABSENT: {} },
});

@ObjectType({ description: 'One person at one meeting of an engagement.' })
export class EngagementMeetingAttendee {
  personId!: string;
  @Field(() => EngagementMeetingPresence) state!: EngagementMeetingPresence;
  @Field(() => [TeamRole], {
    description: 'The roles in the implementation team on the day, or the role that the person came in.',
  })
  roles!: TeamRole[];
  @Field(() => Boolean, { description: 'Whether the person was in the implementation team on the day.' })
  inTeam!: boolean;
}

@ObjectType({
  implements: () => [Node],
  description: 'A meeting of an engagement: telephone meeting, kick-off, workshop or status meeting.',
})
export class EngagementMeeting extends Node {
  engagementId!: string;
  dossier!: Dossier;
  @Field(() => EngagementMeetingKind) kind!: EngagementMeetingKind;
  @Field(() => LocalDateScalar, { description: 'A day of the period that `datePrecision` says.' })
  date!: LocalDate;
  @Field(() => DatePrecision) datePrecision!: DatePrecision;
  @Field(() => EngagementMeetingStatus) status!: EngagementMeetingStatus;
  @Field(() => String, { nullable: true, description: 'Null when not given.' }) venue!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Status meeting: where things stand against the plan (R33). Null when not given.',
  })
  planStatus!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Status meeting: adjustments of the plan. Null when not given.',
  })
  adjustments!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Status meeting: organisational and professional challenges. Null when not given.',
  })
  challenges!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Status meeting: ongoing sparring and supervision. Null when not given.',
  })
  sparring!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Status meeting: how the staff keep the method up. Null when not given.',
  })
  maintenance!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why it was moved, corrected or cancelled; null when nothing was given.',
  })
  reason!: string | null;
}

export enum KickOffRequirement {
  LEADER = 'LEADER',
  PROJECT_LEADER = 'PROJECT_LEADER',
  TEAM = 'TEAM',
  TEAM_MEMBER = 'TEAM_MEMBER',
}
registerEnumType(KickOffRequirement, {
  name: 'KickOffRequirement',
  valuesMap: {
    LEADER: { description: 'At least one leader is present.' },
    PROJECT_LEADER: { description: 'The project leader is present.' },
    TEAM: { description: 'There is an implementation team on the day.' },
    TEAM_MEMBER: { description: 'This member of the team is present or excused.' },
  },
});

export enum KickOffWarning {
  NO_PROJECT_OWNER = 'NO_PROJECT_OWNER',
  NO_STAKEHOLDER = 'NO_STAKEHOLDER',
}
registerEnumType(KickOffWarning, {
  name: 'KickOffWarning',
  description: 'Who was expected as well; their absence does not make a kick-off incomplete.',
});

@ObjectType({ description: 'What the minimum set of a kick-off lacked.' })
export class KickOffMissing {
  personId!: string | null;
  @Field(() => KickOffRequirement) requirement!: KickOffRequirement;
  @Field(() => [TeamRole], { description: 'Of the member of the team that was missing; else none.' })
  roles!: TeamRole[];
  @Field(() => EngagementMeetingPresence, {
    nullable: true,
    description: 'ABSENT; null when nothing was recorded about the person, and for what is no person.',
  })
  state!: EngagementMeetingPresence | null;
}

@ObjectType({
  description:
    'Did the kick-off have the minimum set: a leader, the project leader, and everybody in the team present or excused (V29)?',
})
export class KickOffCheck {
  meetingModel!: EngagementMeeting;
  @Field(() => Boolean) complete!: boolean;
  @Field(() => Int, { description: 'Members of the team on the day who were present or excused.' })
  present!: number;
  @Field(() => Int, { description: 'Members of the team on the day.' }) expected!: number;
  @Field(() => Int, { description: 'Of those, excused.' }) excused!: number;
  @Field(() => [KickOffMissing]) missing!: KickOffMissing[];
  @Field(() => [KickOffWarning]) warnings!: KickOffWarning[];
}
