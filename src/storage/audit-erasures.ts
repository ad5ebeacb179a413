/** What erasures took out of the log of changes, and whether it is all that they said they took. */
import { createHash } from 'node:crypto';
import sql, { type Sql } from 'sql-template-tag';
import type { SealedEvent } from './audit-seal.js';
import { among } from './sql.js';
import type { Store } from './store.js';

/** What the event of an erasure says of the log; it is sealed like any other event. */
export interface ErasedFromLog {
  readonly erasureId: string;
  /** How many events were emptied. */
  readonly events: number;
  /** SHA-256 of what they name; see `namesHash`. */
  readonly names: string;
  /** Seals over events without a salt, and what their hash is after the erasure. */
  readonly restated: readonly { readonly seal: number; readonly hash: string }[];
}

/** The erasures of a log, to look what they did to it. */
export class LogErasures {
  private constructor(
    private readonly whole: ReadonlyMap<string, boolean>,
    private readonly restated: ReadonlyMap<number, readonly string[]>,
  ) {}

  static async read(store: Store): Promise<LogErasures> {
    const counts = await store.query<{ erasureId: string; n: number }>(sql`
      SELECT erasure_id, COUNT(*) AS n FROM erased_row WHERE table_name = 'audit_event' GROUP BY erasure_id`);
    const told = await store.query<{ after: string | null }>(
      sql`SELECT after FROM audit_event WHERE action = 'personErase' ORDER BY id`,
    );
    const said = new Map(
      told.flatMap(({ after }) => {
        const log = read(after);
        return log === null ? [] : [[log.erasureId, log] as const];
      }),
    );
    const whole = new Map<string, boolean>();
    for (const { erasureId, n } of counts) {
      const log = said.get(erasureId);
      whole.set(erasureId, log?.events === Number(n) && log.names === (await namesHash(store, erasureId)));
    }
    const restated = new Map<number, string[]>();
    for (const row of await store.query<{ sequence: number; erasureId: string; hash: string }>(
      sql`SELECT sequence, erasure_id, hash FROM audit_restatement`,
    ))
      if (
        said.get(row.erasureId)?.restated.some(({ seal, hash }) => seal === row.sequence && hash === row.hash)
      )
        restated.set(row.sequence, [...(restated.get(row.sequence) ?? []), row.hash]);
    return new LogErasures(whole, restated);
  }

  /** What is wrong with an event that was erased. */
  problemOf({ id, before, after, reason, salt, erasedBy }: SealedEvent): string | null {
    if (before !== null || after !== null || reason !== null || salt !== null)
      return `event ${id} was erased and says something all the same`;
    if (erasedBy === null || this.whole.get(erasedBy) !== true)
      return `event ${id} was erased by nobody who said so, or not as they said`;
    return null;
  }

  /** Whether a seal that was made of other words was told anew, with this hash, by an erasure. */
  isRestated(seal: number, hash: string): boolean {
    return this.restated.get(seal)?.includes(hash) ?? false;
  }
}

/** SHA-256 over what the erased events name: without their words nothing else says what that was. */
export async function namesHash(store: Store, erasureId: string): Promise<string> {
  const rows = await store.query<{ eventId: number; aboutId: string }>(sql`
    SELECT event_id, about_id FROM audit_about WHERE event_id IN (
      SELECT CAST(r.row_key AS bigint) FROM erased_row r
      WHERE r.erasure_id = ${erasureId} AND r.table_name = 'audit_event')
    ORDER BY event_id, about_id`);
  const sum = createHash('sha256');
  for (const { eventId, aboutId } of rows) sum.update(`${JSON.stringify([eventId, aboutId])}\n`);
  return sum.digest('hex');
}

/** Those that emptied an event after a number: what they took is proven by the names of all of it. */
export async function erasuresBeyond(store: Store, eventId: number): Promise<string[]> {
  const rows = await store.query<{ erasureId: string; last: number }>(sql`
    SELECT erasure_id, MAX(CAST(row_key AS bigint)) AS last FROM erased_row
    WHERE table_name = 'audit_event' GROUP BY erasure_id`);
  return rows.filter(({ last }) => Number(last) > eventId).map(({ erasureId }) => erasureId);
}

/** Whether one of these erasures emptied an event. */
export function wasEmptiedBy(eventId: Sql, erasureIds: readonly string[]): Sql {
  return sql`EXISTS (SELECT 1 FROM erased_row r WHERE r.table_name = 'audit_event'
    AND r.row_key = CAST(${eventId} AS text) AND r.erasure_id IN ${among(erasureIds)})`;
}

function read(after: string | null): ErasedFromLog | null {
  try {
    return (JSON.parse(after ?? 'null') as { log?: ErasedFromLog } | null)?.log ?? null;
  } catch {
    return null;
  }
}
