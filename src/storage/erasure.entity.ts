/** That a person was erased: who decided it, what was emptied, and about whom nothing can be recorded any more. */
import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, OptionalText, Text } from './columns.js';
import { PersonEntity } from './people.entity.js';

/** Append-only. The last thing that an erasure writes: from then on nothing may be emptied by it any more. */
@Entity('erasure_end')
export class ErasureEndEntity {
  @PrimaryColumn('text') erasureId!: string;
  @Text() recordedAt!: string;
}

/**
 * Append-only. The way through the rules that keep facts as they were recorded: rows that `erased_row` names are emptied
 * while their erasure has not ended. It cannot be saved before it has: the key that points to its end is looked at when
 * the work is saved.
 */
@Entity('erasure')
@ForeignKey(() => ErasureEndEntity, ['id'], ['erasureId'], { deferrable: 'INITIALLY DEFERRED' })
export class ErasureEntity {
  @Id() id!: string;
  @Index() @ForeignKey(() => PersonEntity) @Text() personId!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}

/** Append-only: a row that an erasure empties, or removes. */
@Entity('erased_row')
export class ErasedRowEntity {
  @PrimaryColumn('text') tableName!: string;
  /** What the row is known by; never a name or an address. */
  @PrimaryColumn('text') rowKey!: string;
  @Index() @ForeignKey(() => ErasureEntity) @PrimaryColumn('text') erasureId!: string;
  /** Of an event of the log: what its seal was made with; see audit-seal.ts. */
  @OptionalText() digest!: string | null;
}

/** Append-only: a registration, an enrolment or a certificate of somebody who was erased. Nothing more is recorded of it. */
@Entity('erasure_subject')
export class ErasureSubjectEntity {
  @PrimaryColumn('text') id!: string;
  @Index() @ForeignKey(() => ErasureEntity) @Text() erasureId!: string;
}

/** Append-only: the hash of a seal over events that were recorded without a salt, after some of them were emptied. */
@Entity('audit_restatement')
export class AuditRestatementEntity {
  @PrimaryColumn('integer') sequence!: number;
  @ForeignKey(() => ErasureEntity) @PrimaryColumn('text') erasureId!: string;
  @Text() hash!: string;
}

/** Append-only: that somebody approved what the periods of retention proposed, and what came of it. */
@Entity('retention_run')
export class RetentionRunEntity {
  @Id() id!: string;
  /** As JSON: each proposal, and the erasure or why there was none. */
  @Text() outcome!: string;
  @Text() reason!: string;
  @Text() recordedAt!: string;
  @Text() recordedBy!: string;
}
