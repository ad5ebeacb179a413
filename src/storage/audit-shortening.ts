/** Removes the beginning of the log of changes, by whole days, so that what is left is still proven. */
import { setImmediate as othersFirst } from 'node:timers/promises';
import sql, { join } from 'sql-template-tag';
import type { Clock } from '../config/clock.js';
import { copenhagenDate, type LocalDate, parseInstant } from '../domain/calendar.js';
import { STANDING } from './audit-about.js';
import { LAST_SEAL, type Seal, sealsWhere } from './audit-seal.js';
import { erasuresBeyond, wasEmptiedBy } from './audit-erasures.js';
import { keptNamesHash, type LogShortened, runsHash } from './audit-shortenings.js';
import { newId } from './ids.js';
import { AuditShorteningEndEntity, AuditShorteningEntity } from './shortening.entity.js';
import type { Store } from './store.js';

/** How many numbers of the log a statement goes through: no reader waits long, and none runs into a limit of time. */
const NUMBERS_PER_STATEMENT = 5_000;

/** The part of the log that would go: from its beginning up to the end of a day, as far as it is sealed. */
export interface Cut {
  readonly from: LocalDate;
  /** The last day of it. */
  readonly upTo: LocalDate;
  readonly days: number;
  readonly events: number;
  readonly seals: number;
  /** The seal over the last events of it. */
  readonly anchor: Seal;
}

export interface ShorteningOrder {
  readonly cut: Cut;
  readonly reason: string;
  readonly recordedBy: string;
}

export interface Shortened {
  readonly id: string;
  readonly recordedAt: string;
  /** What its event in the log has to say: what is left is proven by it. */
  readonly told: { readonly upTo: LocalDate; readonly events: number; readonly seals: number } & {
    readonly log: LogShortened;
  };
}

/**
 * What can go of the days up to this one: whole days alone. Where events of two days come in turn, as around midnight,
 * neither goes without the other. Null when there is none.
 */
export async function cutUpTo(store: Store, day: LocalDate): Promise<Cut | null> {
  const days = await store.query<{
    day: LocalDate;
    first: number;
    last: number;
    events: number;
    seals: number;
  }>(sql`
    SELECT day, MIN(sequence) AS first, MAX(sequence) AS last, SUM(events) AS events, COUNT(*) AS seals
    FROM audit_seal WHERE sequence > COALESCE((SELECT MAX(sequence) FROM audit_shortening), 0)
    GROUP BY day ORDER BY day`);
  const goes = (count: number) => {
    const last = Math.max(...days.slice(0, count).map((each) => each.last));
    return days.slice(count).every((each) => each.first > last);
  };
  let count = days.filter((each) => each.day <= day).length;
  while (count > 0 && !goes(count)) count -= 1;
  const cut = days.slice(0, count);
  const [first, last] = [cut[0], cut.at(-1)];
  if (first === undefined || last === undefined) return null;
  const end = Math.max(...cut.map((each) => each.last));
  const anchor = (await store.queryOne<Seal>(sealsWhere(sql`sequence = ${end}`))) as Seal;
  const sum = (what: 'events' | 'seals') => cut.reduce((total, each) => total + Number(each[what]), 0);
  return {
    ...{ from: first.day, upTo: last.day, days: count },
    ...{ events: sum('events'), seals: sum('seals'), anchor },
  };
}

/** The earliest day that something was recorded on and is not sealed yet; '' for a row that has no time, null for none. */
export async function unsealedSince(store: Store): Promise<LocalDate | '' | null> {
  const head = await store.queryOne<Seal>(LAST_SEAL);
  const row = await store.queryOne<{ at: string | null }>(
    sql`SELECT MIN(recorded_at) AS at FROM audit_event WHERE id > CAST(${head?.toId ?? 0} AS bigint)`,
  );
  if (row === null || row.at === null) return null;
  const at = parseInstant(row.at);
  return at === null ? '' : copenhagenDate(at);
}

/** Inside a unit of work; whoever calls has looked whether that part is as it was sealed, and records `told` in the log. */
export async function shortenLog(store: Store, clock: Clock, order: ShorteningOrder): Promise<Shortened> {
  const { cut, reason, recordedBy } = order;
  const { upTo, events, seals, anchor } = cut;
  const run = {
    ...{ id: newId('auditShortening'), upTo, events, seals },
    ...{ sequence: anchor.sequence, toId: anchor.toId, hash: anchor.hash },
    ...{ reason, recordedAt: clock.now(), recordedBy },
  };
  await store.insert(AuditShorteningEntity, run);
  await keepNames(store, anchor.toId);
  await removeNames(store, anchor.toId);
  await inSteps(store, anchor.toId, async (last) => {
    await store.change(sql`DELETE FROM audit_event WHERE id <= ${last}`);
  });
  await store.change(sql`DELETE FROM audit_seal WHERE sequence < ${anchor.sequence}`);
  await store.insert(AuditShorteningEndEntity, { shorteningId: run.id, recordedAt: clock.now() });
  const log = { anchor, runs: await runsHash(store, anchor.sequence), names: await keptNamesHash(store) };
  return { id: run.id, recordedAt: run.recordedAt, told: { upTo, events, seals, log } };
}

/** What belongs to somebody goes on belonging to them, also what is recorded of it later. */
async function keepNames(store: Store, upTo: number): Promise<void> {
  await store.change(sql`
    INSERT INTO audit_kept_about (subject_id, about_id)
    SELECT DISTINCT v.subject_id, b.about_id FROM audit_about b JOIN audit_event v ON v.id = b.event_id
    WHERE b.event_id <= ${upTo} AND substr(v.subject_id, 1, 4) NOT IN (${join(STANDING.map((prefix) => `${prefix}_`))})
    ON CONFLICT DO NOTHING`);
}

/** But for those of events that an erasure emptied, as long as others are left that it emptied: they prove it together. */
async function removeNames(store: Store, upTo: number): Promise<void> {
  const needed = await erasuresBeyond(store, upTo);
  await inSteps(store, upTo, async (last) => {
    await store.change(sql`
      DELETE FROM audit_about WHERE event_id <= ${last} AND NOT ${wasEmptiedBy(sql`audit_about.event_id`, needed)}`);
  });
}

/** A step at a time through the numbers of the log, from the first that is there. */
async function inSteps(store: Store, upTo: number, step: (last: number) => Promise<void>): Promise<void> {
  const row = await store.queryOne<{ id: number | null }>(sql`SELECT MIN(id) AS id FROM audit_event`);
  for (
    let last = Number(row?.id ?? upTo);
    last < upTo + NUMBERS_PER_STATEMENT;
    last += NUMBERS_PER_STATEMENT
  ) {
    await step(Math.min(last, upTo));
    // On SQLite nothing in here lets anybody else in by itself.
    await othersFirst();
  }
}
