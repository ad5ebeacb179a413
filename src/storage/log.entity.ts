/** Who did what, and which requests were already answered. */
import { Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { OptionalText, Text } from './columns.js';

/** Every change: who, when, old, new, reason (V44). The database refuses to change or remove a row. */
@Entity('audit_event')
@Index('audit_event_by_subject', ['subjectId', 'id'])
export class AuditEventEntity {
  @PrimaryGeneratedColumn() id?: number;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
  /** The business act, named as the mutation that did it. */
  @Text() action!: string;
  /** The thing that changed. */
  @Text() subjectId!: string;
  @OptionalText() before!: string | null;
  @OptionalText() after!: string | null;
  @OptionalText() reason!: string | null;
}

/** A request that was answered under a key: the same key again writes nothing. */
@Entity('idempotency_key')
export class IdempotencyKeyEntity {
  @PrimaryColumn('text') actor!: string;
  @PrimaryColumn('text') action!: string;
  @PrimaryColumn('text') key!: string;
  /** SHA-256 of the input, so that a key used for something else is noticed. */
  @Text() inputHash!: string;
  @Text() recordedAt!: string;
}
