/** What participants say about dates and records: apologies and disputes, and what the provider answered. */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, OptionalText, Text } from './columns.js';
import { AttendanceEntity, CourseDayEntity } from './course.entity.js';
import { EnrolmentEntity } from './people.entity.js';
import { PresenceEntity, SupervisionMeetingEntity } from './supervision.entity.js';

/** Either a half-day or a supervision meeting. */
const ABOUT_ONE =
  '("course_day_id" IS NULL) <> ("meeting_id" IS NULL) AND ("course_day_id" IS NULL) = ("part" IS NULL)' +
  ` AND ("part" IS NULL OR "part" IN ('AM', 'PM'))`;

/** That somebody will not come; never why (L10). Withdrawn, it stays as history. */
@Entity('apology')
@Index('apology_half_day_current_unique', ['enrolmentId', 'courseDayId', 'part'], {
  unique: true,
  where: '"withdrawn_at" IS NULL',
})
@Index('apology_meeting_current_unique', ['enrolmentId', 'meetingId'], {
  unique: true,
  where: '"withdrawn_at" IS NULL',
})
@Check('apology_about_one', ABOUT_ONE)
export class ApologyEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Index() @ForeignKey(() => CourseDayEntity) @OptionalText() courseDayId!: string | null;
  @OptionalText() part!: string | null;
  @Index() @ForeignKey(() => SupervisionMeetingEntity) @OptionalText() meetingId!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() withdrawnAt!: string | null;
}

/** The provider has seen an apology, and may have answered it. Append-only. */
@Entity('apology_acknowledgement')
export class ApologyAcknowledgementEntity {
  @ForeignKey(() => ApologyEntity) @PrimaryColumn('text') apologyId!: string;
  @OptionalText() answer!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** Somebody says that a record about them is wrong or missing. One open dispute about each; answered, it stays. */
@Entity('dispute')
@Index('dispute_half_day_open_unique', ['enrolmentId', 'courseDayId', 'part'], {
  unique: true,
  where: '"answered_at" IS NULL',
})
@Index('dispute_meeting_open_unique', ['enrolmentId', 'meetingId'], {
  unique: true,
  where: '"answered_at" IS NULL',
})
@Check('dispute_about_one', ABOUT_ONE)
export class DisputeEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Index() @ForeignKey(() => CourseDayEntity) @OptionalText() courseDayId!: string | null;
  @OptionalText() part!: string | null;
  @Index() @ForeignKey(() => SupervisionMeetingEntity) @OptionalText() meetingId!: string | null;
  /** The record that was current then; both null where nothing was recorded. */
  @ForeignKey(() => AttendanceEntity) @OptionalText() attendanceId!: string | null;
  @ForeignKey(() => PresenceEntity) @OptionalText() presenceId!: string | null;
  @Text() statement!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  @OptionalText() answeredAt!: string | null;
}

/** What the provider decided about a dispute, and why. Append-only. */
@Entity('dispute_answer')
@Check('dispute_answer_decision', `"decision" IN ('CORRECTED', 'UPHELD')`)
export class DisputeAnswerEntity {
  @ForeignKey(() => DisputeEntity) @PrimaryColumn('text') disputeId!: string;
  @Text() decision!: string;
  @Text() answer!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}
