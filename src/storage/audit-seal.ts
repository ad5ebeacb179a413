/** What a seal over a part of the log is made of; the same on every database. */
import { createHash } from 'node:crypto';
import sql, { type Sql } from 'sql-template-tag';
import type { AuditEventEntity, AuditSealEntity } from './log.entity.js';

/** What the first seal has in the place of the hash of the one before it. */
export const NO_SEAL_BEFORE = '0'.repeat(64);

export type SealedEvent = Readonly<Required<AuditEventEntity>>;
export type Seal = Readonly<AuditSealEntity>;

/** Every column of an event. */
const EVENT_COLUMNS = sql`id, recorded_at, recorded_by, action, subject_id, before, after, reason`;

/** Seals that meet a condition, in whatever order is asked for. */
export function sealsWhere(condition: Sql): Sql {
  return sql`SELECT sequence, day, from_id, to_id, events, previous_hash, hash, sealed_at FROM audit_seal WHERE ${condition}`;
}

export const LAST_SEAL = sealsWhere(sql`1 = 1 ORDER BY sequence DESC LIMIT 1`);

/** Events in the order of their numbers, a page of them: after a number, be it below all that a row can have, and up to another. */
export function eventsBetween(after: number, upTo: number, limit: number): Sql {
  return sql`SELECT ${EVENT_COLUMNS} FROM audit_event
    WHERE id > CAST(${after} AS bigint) AND id <= CAST(${upTo} AS bigint) ORDER BY id LIMIT ${limit}`;
}

/**
 * Works out the hash of a seal: SHA-256 of lines, each a JSON value and a line feed. First the hash of the seal before;
 * then each event, in the order of the numbers, as an array of all its columns; last an array of what the seal says of
 * itself. JSON has no line feed inside a value, so no two different parts of a log have the same lines.
 */
export class SealHash {
  private readonly sum = createHash('sha256');

  constructor(previousHash: string) {
    this.line(previousHash);
  }

  add(event: SealedEvent): void {
    const { id, recordedAt, recordedBy, action, subjectId, before, after, reason } = event;
    this.line([id, recordedAt, recordedBy, action, subjectId, before, after, reason]);
  }

  of({ sequence, day, fromId, toId, events, sealedAt }: Omit<Seal, 'hash' | 'previousHash'>): string {
    this.line([sequence, day, fromId, toId, events, sealedAt]);
    return this.sum.digest('hex');
  }

  private line(value: unknown): void {
    this.sum.update(`${JSON.stringify(value)}\n`);
  }
}
