/** Attempts and certificates. Neither is ever deleted (V26, V27). */
import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Integer, OptionalText, Text } from './columns.js';
import { CourseDayEntity } from './course.entity.js';
import { EnrolmentEntity, PersonEntity } from './people.entity.js';

@Entity('certification_attempt')
@Index('certification_attempt_number_unique', ['enrolmentId', 'number'], { unique: true })
@Index('certification_attempt_passed_once', ['enrolmentId'], { unique: true, where: `"outcome" = 'PASSED'` })
@Check('certification_attempt_outcome', `"outcome" IN ('PASSED', 'FAILED')`)
@Check('certification_attempt_video', `"video" IS NULL OR "video" IN ('SHOWN', 'NOT_POSSIBLE', 'NOT_SHOWN')`)
export class CertificationAttemptEntity {
  @Id() id!: string;
  @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @Index() @ForeignKey(() => CourseDayEntity) @Text() courseDayId!: string;
  @Integer() number!: number;
  @Text() outcome!: string;
  /** Whether a video was shown; the file itself is never stored (finding 6). */
  @OptionalText() video!: string | null;
  @OptionalText() assessor!: string | null;
  @OptionalText() alternativeBasis!: string | null;
  @Text() heldOn!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

@Entity('certificate')
@Index('certificate_number_unique', ['number', 'version'], { unique: true })
@Index('certificate_one_valid', ['personId', 'programmeKey', 'title'], {
  unique: true,
  where: `"status" IN ('VALID', 'REVIEW_REQUIRED')`,
})
@Check('certificate_kind', `"kind" IN ('CERTIFICATE', 'COURSE')`)
@Check('certificate_status', `"status" IN ('VALID', 'REVIEW_REQUIRED', 'REVOKED', 'REPLACED')`)
export class CertificateEntity {
  @Id() id!: string;
  @Text() number!: string;
  @Integer() version!: number;
  @Index() @ForeignKey(() => EnrolmentEntity) @Text() enrolmentId!: string;
  @ForeignKey(() => PersonEntity) @Text() personId!: string;
  @Text() programmeKey!: string;
  @Text() title!: string;
  @Text() holderName!: string;
  @Text() issuedOn!: string;
  @OptionalText() validUntil!: string | null;
  /** What it rests on at issue, as JSON: rule version, days, minutes, attempt. Never changes (V24). */
  @Text() snapshot!: string;
  /** As after the latest event; expiry is worked out from the date. */
  @Text() status!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  /** COURSE says that a course without certification was completed, and certifies nobody. */
  @Text({ default: 'CERTIFICATE' }) kind!: 'CERTIFICATE' | 'COURSE';
}

@Entity('certificate_event')
export class CertificateEventEntity {
  @ForeignKey(() => CertificateEntity) @PrimaryColumn('text') certificateId!: string;
  @PrimaryColumn('integer') sequence!: number;
  @Text() kind!: string;
  @Text() validOn!: string;
  @OptionalText() reason!: string | null;
  /** Of a decision that it holds all the same: what was open then, as JSON (domain/shortfall.ts). */
  @OptionalText() shortfall!: string | null;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}
