/** What a seal over a part of the log is made of; the same on every database. */
import { createHash } from 'node:crypto';
import sql, { type Sql } from 'sql-template-tag';
import type { AuditEventEntity, AuditSealEntity } from './log.entity.js';

/** What the first seal has in the place of the hash of the one before it. */
export const NO_SEAL_BEFORE = '0'.repeat(64);

/** `kept` is the digest of what an event said before it was erased; null of every other. */
export type SealedEvent = Readonly<Required<AuditEventEntity>> & {
  readonly kept: string | null;
  readonly erasedBy: string | null;
};
export type Seal = Readonly<AuditSealEntity>;

/** Every column of an event, and what was kept of it if it was erased. */
const EVENT_COLUMNS = sql`v.id, v.recorded_at, v.recorded_by, v.action, v.subject_id, v.before, v.after, v.reason, v.salt,
  k.digest AS kept, k.erasure_id AS erased_by`;
export const SEALED_EVENTS = sql`SELECT ${EVENT_COLUMNS} FROM audit_event v
  LEFT JOIN erased_row k ON k.table_name = 'audit_event' AND k.row_key = CAST(v.id AS text) AND k.digest IS NOT NULL`;

/** Seals that meet a condition, in whatever order is asked for. */
export function sealsWhere(condition: Sql): Sql {
  return sql`SELECT sequence, day, from_id, to_id, events, previous_hash, hash, sealed_at FROM audit_seal WHERE ${condition}`;
}

export const LAST_SEAL = sealsWhere(sql`1 = 1 ORDER BY sequence DESC LIMIT 1`);

/** Events in the order of their numbers, a page of them: after a number, be it below all that a row can have, and up to another. */
export function eventsBetween(after: number, upTo: number, limit: number): Sql {
  return sql`${SEALED_EVENTS}
    WHERE v.id > CAST(${after} AS bigint) AND v.id <= CAST(${upTo} AS bigint) ORDER BY v.id LIMIT ${limit}`;
}

/**
 * Works out the hash of a seal: SHA-256 of lines, each a JSON value and a line feed. First the hash of the seal before;
 * then each event, in the order of the numbers, as an array; last an array of what the seal says of itself. JSON has no line feed inside a value, so no two different parts of a log have the same lines.
 *
 * The array of an event is its number, time, subject of who did it, act, subject, and the digest of what it says. That
 * digest is kept when a person is erased, so that the seal still holds although the words are gone. Events that were
 * recorded without a salt stand there with all their words instead.
 */
export class SealHash {
  private readonly sum = createHash('sha256');

  constructor(previousHash: string) {
    this.line(previousHash);
  }

  add(event: SealedEvent): void {
    const { id, recordedAt, recordedBy, action, subjectId, before, after, reason, salt, kept } = event;
    const said = kept === null && salt === null ? [before, after, reason] : [kept ?? digestOf(event)];
    this.line([id, recordedAt, recordedBy, action, subjectId, ...said]);
  }

  of({ sequence, day, fromId, toId, events, sealedAt }: Omit<Seal, 'hash' | 'previousHash'>): string {
    this.line([sequence, day, fromId, toId, events, sealedAt]);
    return this.sum.digest('hex');
  }

  private line(value: unknown): void {
    this.sum.update(`${JSON.stringify(value)}\n`);
  }
}

/** SHA-256 of what an event says, with its salt: whoever knows it and guesses the words still cannot tell without the salt. */
export function digestOf({
  salt,
  before,
  after,
  reason,
}: Pick<SealedEvent, 'salt' | 'before' | 'after' | 'reason'>): string {
  return createHash('sha256')
    .update(JSON.stringify([salt, before, after, reason]))
    .digest('hex');
}
