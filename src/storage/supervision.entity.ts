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

/** Membership with dates; null = from the beginning, and still. */
@Entity('group_member')
@Index('group_member_current_unique', ['groupId', 'enrolmentId'], {
  unique: true,
  where: '"valid_to" IS NULL',
})
export class GroupMemberEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => SupervisionGroupEntity) @Text() groupId!: string;
  @Index() @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @OptionalText() validFrom!: string | null;
  @OptionalText() validTo!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

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

/** That a meeting took place, with its actual times (L3). */
@Entity('supervision_record')
@Index('supervision_record_current_unique', ['meetingId'], { unique: true, where: '"superseded_at" IS NULL' })
@Check('supervision_record_order', '"started_at" < "ended_at"')
@Check('supervision_record_break', '"break_minutes" >= 0')
export class SupervisionRecordEntity {
  @Id() id!: string;
  @ForeignKey(() => SupervisionMeetingEntity) @Text() meetingId!: string;
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
  @ForeignKey(() => SupervisionMeetingEntity) @Text() meetingId!: string;
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
