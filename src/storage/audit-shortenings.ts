/** What shortenings took off the beginning of the log of changes, and whether it is all that they said they took. */
import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import type { LocalDate } from '../domain/calendar.js';
import { erasuresBeyond, wasEmptiedBy } from './audit-erasures.js';
import { type Seal, sealsWhere } from './audit-seal.js';
import type { AuditShorteningEntity } from './shortening.entity.js';
import type { Store } from './store.js';

const PAGE = 5_000;
const NOTHING_KEPT = createHash('sha256').digest('hex');
/** The act that shortens the log, as the log has it. */
export const SHORTENS = 'retentionAuditApprove';

/** What the event of a shortening says of the log; it is sealed like any other event. */
export interface LogShortened {
  /** The seal over the last events that went. */
  readonly anchor: Seal;
  /** SHA-256 of all runs up to this one; see `runsHash`. */
  readonly runs: string;
  /** SHA-256 of what is kept of names; see `keptNamesHash`. */
  readonly names: string;
}

export type Shortening = Readonly<Omit<AuditShorteningEntity, 'upTo'>> & { readonly upTo: LocalDate };

interface Told {
  readonly eventId: number;
  readonly run: string;
  readonly log: LogShortened | null;
}

/** The shortenings of a log, to begin where it begins now. */
export class LogShortenings {
  private constructor(
    /** Oldest first. */
    readonly all: readonly Shortening[],
    /** What is wrong with them, and with what should be gone. */
    readonly problems: readonly string[],
  ) {}

  static async read(store: Store): Promise<LogShortenings> {
    const all = await runs(store);
    const told = await toldOf(store);
    const last = all.at(-1) ?? null;
    const anchor = last && (await store.queryOne<Seal>(sealsWhere(sql`sequence = ${last.sequence}`)));
    const problems = [
      ...(await unlike(store, all, told)),
      ...(last === null ? [] : anchorProblems(last, anchor, told)),
      ...(last === null ? [] : await leftOvers(store, last)),
    ];
    return new LogShortenings(all, problems);
  }

  get last(): Shortening | null {
    return this.all.at(-1) ?? null;
  }
}

/** Which run was the last one; null when there is none. */
export async function lastShortening(store: Store): Promise<string | null> {
  const row = await store.queryOne<{ id: string }>(
    sql`SELECT id FROM audit_shortening ORDER BY sequence DESC, id DESC LIMIT 1`,
  );
  return row?.id ?? null;
}

/** SHA-256 over the runs up to one, so that none can be changed or removed later. */
export async function runsHash(store: Store, sequence: number): Promise<string> {
  return hashOf((await runs(store)).filter((run) => run.sequence <= sequence));
}

/** SHA-256 over all that is kept of what events that went named. */
export async function keptNamesHash(store: Store): Promise<string> {
  const sum = createHash('sha256');
  for (let after = ['', '']; ;) {
    const page = await store.query<{ subjectId: string; aboutId: string }>(sql`
      SELECT subject_id, about_id FROM audit_kept_about WHERE (subject_id, about_id) > (${after[0]}, ${after[1]})
      ORDER BY subject_id, about_id LIMIT ${PAGE}`);
    for (const { subjectId, aboutId } of page) sum.update(`${JSON.stringify([subjectId, aboutId])}\n`);
    const end = page.at(-1);
    if (end === undefined) return sum.digest('hex');
    after = [end.subjectId, end.aboutId];
  }
}

async function runs(store: Store): Promise<Shortening[]> {
  return store.query<Shortening>(sql`
    SELECT id, up_to, events, seals, sequence, to_id, hash, reason, recorded_at, recorded_by
    FROM audit_shortening ORDER BY sequence, id`);
}

function hashOf(all: readonly Shortening[]): string {
  const sum = createHash('sha256');
  for (const { id, upTo, events, seals, sequence, toId, hash, reason, recordedAt, recordedBy } of all)
    sum.update(
      `${JSON.stringify([id, upTo, events, seals, sequence, toId, hash, reason, recordedAt, recordedBy])}\n`,
    );
  return sum.digest('hex');
}

async function toldOf(store: Store): Promise<Told[]> {
  const rows = await store.query<{ id: number; subjectId: string; after: string | null }>(
    sql`SELECT id, subject_id, after FROM audit_event WHERE action = ${SHORTENS} ORDER BY id`,
  );
  return rows.map(({ id, subjectId, after }) => ({ eventId: id, run: subjectId, log: read(after) }));
}

/** Runs are as the events said that are still there; the last of them says it of all. */
async function unlike(store: Store, all: readonly Shortening[], told: readonly Told[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { eventId, run, log } of told) {
    const place = all.findIndex(({ id }) => id === run);
    if (place < 0)
      problems.push(`event ${eventId} says that the log was shortened, and there is no such run`);
    else if (log?.runs !== hashOf(all.slice(0, place + 1)))
      problems.push(`the runs that shortened the log are not as event ${eventId} says`);
  }
  const names = all.length === 0 ? NOTHING_KEPT : told.at(-1)?.log?.names;
  if (names !== undefined && names !== (await keptNamesHash(store)))
    problems.push('audit_kept_about does not have what the events that went named, and nothing else');
  return problems;
}

function anchorProblems(last: Shortening, anchor: Seal | null, told: readonly Told[]): string[] {
  const own = told.find(({ run }) => run === last.id);
  if (own === undefined) return ['the log was shortened by a run that the log says nothing of'];
  if (anchor === null) return ['the seal that what is left rests on is missing'];
  const said = own.log?.anchor;
  const same =
    said !== undefined &&
    (Object.keys(anchor) as (keyof Seal)[]).every((column) => anchor[column] === said[column]) &&
    (['sequence', 'toId', 'hash'] as const).every((column) => anchor[column] === last[column]);
  return same ? [] : ['the seal that what is left rests on is not the one that was left'];
}

/** What stands before the beginning. */
async function leftOvers(store: Store, { sequence, toId }: Shortening): Promise<string[]> {
  const count = async (statement: ReturnType<typeof sql>) =>
    Number((await store.queryOne<{ n: number }>(statement))?.n ?? 0);
  const upTo = sql`CAST(${toId} AS bigint)`;
  const needed = await erasuresBeyond(store, toId);
  const found = [
    ['events', await count(sql`SELECT COUNT(*) AS n FROM audit_event WHERE id <= ${upTo}`)],
    ['seals', await count(sql`SELECT COUNT(*) AS n FROM audit_seal WHERE sequence < ${sequence}`)],
    [
      'names in audit_about',
      await count(sql`SELECT COUNT(*) AS n FROM audit_about b
        WHERE b.event_id <= ${upTo} AND NOT ${wasEmptiedBy(sql`b.event_id`, needed)}`),
    ],
  ] as const;
  return found
    .filter(([, number]) => number > 0)
    .map(([what, number]) => `before the beginning of the log there are ${what} that had gone: ${number}`);
}

function read(after: string | null): LogShortened | null {
  try {
    return (JSON.parse(after ?? 'null') as { log?: LogShortened } | null)?.log ?? null;
  } catch {
    return null;
  }
}
