/** Who did what, what proves it, and which requests were already answered. */
import { Check, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Integer, OptionalText, Text } from './columns.js';

/**
 * Every change: who, when, old, new, reason (V44). The database refuses to change or remove a row, but for what an erasure
 * empties (erasure.entity.ts) and a shortening removes (shortening.entity.ts).
 */
@Entity('audit_event')
@Index('audit_event_by_subject', ['subjectId', 'id'])
@Index('audit_event_by_time', ['recordedAt', 'id'])
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
  /** Random, so that the digest of an event that was erased tells nobody what it said; see audit-seal.ts. */
  @OptionalText() salt?: string | null;
}

/**
 * Which enrolments, people and certificates an event of the log names beside its own subject, so that the history of each
 * is found. Append-only, as the log is. Without a foreign key on purpose: the check would make works on PostgreSQL collide
 * that have nothing to do with each other.
 */
@Entity('audit_about')
export class AuditAboutEntity {
  @PrimaryColumn('text') aboutId!: string;
  @Index('audit_about_by_event') @PrimaryColumn('integer') eventId!: number;
}

/**
 * What proves that a part of the log is as it was written; see audit-seal.ts. The parts follow on from each other, and so
 * do the seals. The database refuses to change or remove one, but for those that a shortening removes.
 */
@Entity('audit_seal')
@Index('audit_seal_by_day', ['day', 'sequence'])
@Check('audit_seal_range', '"events" BETWEEN 1 AND "to_id" - "from_id" + 1')
export class AuditSealEntity {
  /** From 1, without a gap. */
  @PrimaryColumn('integer') sequence!: number;
  /** The day in Copenhagen on which all its events were recorded. */
  @Text() day!: string;
  /** The number after the last one of the seal before, whether or not an event has it. */
  @Integer() fromId!: number;
  @Integer() toId!: number;
  /** How many there are: on PostgreSQL a work that was taken back leaves a gap in the numbers. */
  @Integer() events!: number;
  @Text() previousHash!: string;
  @Text() hash!: string;
  @Text() sealedAt!: string;
}

/** Who is behind a subject in the log, as last told by a token; of everybody who has changed anything. */
@Entity('actor')
export class ActorEntity {
  @PrimaryColumn('text') subject!: string;
  @Text() name!: string;
  /** The roles, separated by spaces. */
  @Text() roles!: string;
  @Text() firstSeenAt!: string;
  /** Since when they go by this name and these roles. */
  @Text() namedAt!: string;
  /** The person, where a token said who it is; also of somebody who was erased, so that they are not named again. */
  @OptionalText() personId?: string | null;
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
