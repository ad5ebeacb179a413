/** Supervision groups, their meetings, and who was there from when to when. */
import { Check, Entity, ForeignKey, Index } from 'typeorm';
import { Flag, Id, Integer, OptionalText, Text } from './columns.js';
import { EnrolmentEntity } from './people.entity.js';
import { MunicipalityEntity, ProviderEntity } from './reference.entity.js';

@Entity('supervision_group')
export class SupervisionGroupEntity {
  @Id() id!: string;
  @Index() @Text() programmeKey!: string;
  @Text() trackKey!: string;
  @Text() name!: string;
  @Index() @ForeignKey(() => ProviderEntity) @OptionalText() providerId!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/**
 * Membership with dates: from the first day (null = from the beginning) to the first day no longer in it (null = still).
 * Ending a membership supersedes its row with one that has an end (Decision 2), so that the members known at any time
 * can be told again (V38). An end on the first day says that it never came to be.
 */
@Entity('group_member')
@Index('group_member_current_unique', ['groupId', 'enrolmentId'], {
  unique: true,
  where: '"superseded_at" IS NULL AND "valid_to" IS NULL',
})
@Check('group_member_order', '"valid_from" IS NULL OR "valid_to" IS NULL OR "valid_from" <= "valid_to"')
export class GroupMemberEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => SupervisionGroupEntity) @Text() groupId!: string;
  @Index() @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @OptionalText() validFrom!: string | null;
  @OptionalText() validTo!: string | null;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** That a group meets for the last time on a day; opening it again supersedes the row. */
@Entity('supervision_group_closure')
@Index('supervision_group_closure_current_unique', ['groupId'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
export class SupervisionGroupClosureEntity {
  @Id() id!: string;
  @ForeignKey(() => SupervisionGroupEntity) @Text() groupId!: string;
  @Text() lastDay!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** Append-only: a membership that a closing ended, and the one that it was before, so that it can be put back. */
@Entity('supervision_group_closure_end')
export class SupervisionGroupClosureEndEntity {
  @ForeignKey(() => GroupMemberEntity) @Id() membershipId!: string;
  @ForeignKey(() => GroupMemberEntity) @Text() earlierId!: string;
  @Index() @ForeignKey(() => SupervisionGroupClosureEntity) @Text() closureId!: string;
}

/** A meeting as it is planned now; what was planned before is in its earlier plans. */
@Entity('supervision_meeting')
@Check('supervision_meeting_status', `"status" IN ('PLANNED', 'HELD', 'CANCELLED')`)
@Check('supervision_meeting_order', '"planned_starts_at" < "planned_ends_at"')
export class SupervisionMeetingEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => SupervisionGroupEntity) @Text() groupId!: string;
  @Text() plannedStartsAt!: string;
  @Text() plannedEndsAt!: string;
  /** A venue attribute only: it never affects credit (V14). */
  @ForeignKey(() => MunicipalityEntity) @OptionalText() hostMunicipalityCode!: string | null;
  @OptionalText() venue!: string | null;
  @Text() status!: string;
  @OptionalText() reason!: string | null;
  @OptionalText() cancelledAt!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** Append-only: how a meeting was planned from `recorded_at` until `superseded_at`, and why that changed (V38). */
@Entity('supervision_earlier_plan')
@Check('supervision_earlier_plan_order', '"starts_at" < "ends_at"')
export class SupervisionEarlierPlanEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => SupervisionMeetingEntity) @Text() meetingId!: string;
  @Text() startsAt!: string;
  @Text() endsAt!: string;
  @ForeignKey(() => MunicipalityEntity) @OptionalText() hostMunicipalityCode!: string | null;
  @OptionalText() venue!: string | null;
  /** Why the plan was given up. */
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() supersededAt!: string;
  @Text() supersededBy!: string;
}

/** Who supervises for a provider. Whoever is no longer active stays, with the meetings that they led. */
@Entity('supervisor')
@Index('supervisor_email_unique', ['providerId', 'email'], { unique: true, where: '"email" IS NOT NULL' })
export class SupervisorEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => ProviderEntity) @Text() providerId!: string;
  @Text() name!: string;
  /** Lower case. */
  @OptionalText() email!: string | null;
  /** Orders as Danish does; see domain/danish.ts. */
  @Text() sortKey!: string;
  @Flag() active!: boolean;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** Who is to lead a meeting, or led it; several may. A change supersedes (Decision 2). */
@Entity('supervision_leader')
@Index('supervision_leader_current_unique', ['meetingId', 'supervisorId'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
export class SupervisionLeaderEntity {
  @Id() id!: string;
  @Index('supervision_leader_by_meeting')
  @ForeignKey(() => SupervisionMeetingEntity)
  @Text()
  meetingId!: string;
  @Index() @ForeignKey(() => SupervisorEntity) @Text() supervisorId!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** That a meeting took place, with its actual times (L3). */
@Entity('supervision_record')
@Index('supervision_record_current_unique', ['meetingId'], { unique: true, where: '"superseded_at" IS NULL' })
@Check('supervision_record_order', '"started_at" < "ended_at"')
@Check('supervision_record_break', '"break_minutes" >= 0')
export class SupervisionRecordEntity {
  @Id() id!: string;
  @Index('supervision_record_by_meeting')
  @ForeignKey(() => SupervisionMeetingEntity)
  @Text()
  meetingId!: string;
  @Text() startedAt!: string;
  @Text() endedAt!: string;
  @Integer() breakMinutes!: number;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}

/** One person at one meeting; times null = the meeting's own. A correction supersedes it with a reason. */
@Entity('presence')
@Index('presence_current_unique', ['meetingId', 'enrolmentId'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Check('presence_order', '"from_at" IS NULL OR "to_at" IS NULL OR "from_at" < "to_at"')
export class PresenceEntity {
  @Id() id!: string;
  @Index('presence_by_meeting') @ForeignKey(() => SupervisionMeetingEntity) @Text() meetingId!: string;
  @Index() @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @OptionalText() fromAt!: string | null;
  @OptionalText() toAt!: string | null;
  @Flag() absent!: boolean;
  @Flag() guest!: boolean;
  @OptionalText() reason!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() supersededAt!: string | null;
}
