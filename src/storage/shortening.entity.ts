/** That the beginning of the log of changes was removed after its period: who approved it, and where what is left begins. */
import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Integer, Text } from './columns.js';

/**
 * Append-only. The last thing that a shortening writes: the database takes it only when all that was to go is gone, and
 * nothing of those days is left. From then on no row of the log may be removed by it any more.
 */
@Entity('audit_shortening_end')
export class AuditShorteningEndEntity {
  @PrimaryColumn('text') shorteningId!: string;
  @Text() recordedAt!: string;
}

/**
 * Append-only. The way through the rules that keep the log as it was written: what it names may be removed while it has
 * not ended. It cannot be saved before it has: the key that points to its end is looked at when the work is saved.
 */
@Entity('audit_shortening')
@ForeignKey(() => AuditShorteningEndEntity, ['id'], ['shorteningId'], { deferrable: 'INITIALLY DEFERRED' })
export class AuditShorteningEntity {
  @Id() id!: string;
  /** The last day that went. */
  @Text() upTo!: string;
  @Integer() events!: number;
  @Integer() seals!: number;
  /** Of the seal over the last events that went. It stays: what is left is proven from it. */
  @Integer() sequence!: number;
  @Integer() toId!: number;
  @Text() hash!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/**
 * Append-only: what the events that went named of a subject that belongs to somebody, such as a dispensation, as ids alone.
 * What is recorded of it later still belongs to them: it is found in their history, goes with them when they are erased, and
 * is shown to nobody else.
 */
@Entity('audit_kept_about')
export class AuditKeptAboutEntity {
  @PrimaryColumn('text') subjectId!: string;
  @Index('audit_kept_about_by_about') @PrimaryColumn('text') aboutId!: string;
}
