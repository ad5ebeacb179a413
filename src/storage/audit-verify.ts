/** Looks whether the log of changes is as it was sealed. Reads only, page by page: memory does not grow with the log. */
import sql from 'sql-template-tag';
import {
  LAST_SEAL,
  NO_SEAL_BEFORE,
  type Seal,
  type SealedEvent,
  SealHash,
  sealsWhere,
} from './audit-seal.js';
import { namedIn } from './audit-about.js';
import { LogErasures } from './audit-erasures.js';
import { LogReader } from './audit-log-reader.js';
import { lastShortening, LogShortenings, type Shortening } from './audit-shortenings.js';
import type { Store } from './store.js';

const PAGE = 1_000;
/** Below every number that an event can have. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER;
/** The smallest number that a seal can have; the first that is made has 1. */
const SMALLEST = -(2 ** 31);
/** How many of the seals that are wrong are told in full. */
const FINDINGS_TOLD = 20;

/** A seal that does not fit what it is about, or its place in the chain. */
export interface Finding {
  readonly seal: number;
  readonly day: string;
  readonly fromId: number;
  readonly toId: number;
  readonly problems: readonly string[];
}

export interface Verification {
  readonly seals: number;
  readonly events: number;
  /** The last seal; null when there is none. */
  readonly head: Seal | null;
  /** How many events are not sealed yet. */
  readonly unsealed: number;
  /** How many seals are wrong. */
  readonly broken: number;
  /** The first of them. */
  readonly findings: readonly Finding[];
  /** The runs that shortened the log, oldest first: what is left is proven from the seal that the last one left. */
  readonly shortened: readonly Shortening[];
  /** What is wrong with the beginning: with those runs, the seal that they left, and what should be gone. */
  readonly beginning: readonly string[];
  /** The seal that was kept elsewhere; null when it is not in the chain. Absent when none was given. */
  readonly kept?: Seal | null;
}

export interface VerifyOptions {
  /** Only what was recorded on one day in Copenhagen; what was before it is taken for granted. */
  readonly day?: string;
  /** A hash that was kept elsewhere: it must be in the chain. */
  readonly head?: string;
  /** Only what is up to the end of this seal; what comes after it is taken for granted. */
  readonly upToSeal?: number;
}

/** What is sealed while this runs is left for the next time. */
export async function verifyLog(store: Store, options: VerifyOptions = {}): Promise<Verification> {
  for (;;) {
    const found = await lookThrough(store, options);
    if (found.broken === 0 && found.beginning.length === 0) return found;
    // What was shortened meanwhile looks as if it had been cut off.
    if ((await lastShortening(store)) === (found.shortened.at(-1)?.id ?? null)) return found;
  }
}

async function lookThrough(store: Store, options: VerifyOptions): Promise<Verification> {
  const kept = options.head;
  const head = await store.queryOne<Seal>(LAST_SEAL);
  const shortenings = await LogShortenings.read(store);
  const begin = shortenings.last;
  const { first, last } = await partOf(store, begin, head, options);
  let before: Before | null =
    begin !== null && first === begin.sequence + 1
      ? begin
      : await store.queryOne<Seal>(sealsWhere(sql`sequence < ${first} ORDER BY sequence DESC LIMIT 1`));
  const log = new LogReader(store, before?.toId ?? BEFORE_ALL, head?.toId ?? BEFORE_ALL);
  const erasures = await LogErasures.read(store);
  const findings: Finding[] = [];
  let [seals, events, broken] = [0, 0, 0];
  for await (const seal of sealsInOrder(store, first, last)) {
    const chain = [...chainProblems(seal, before), ...strangers(await log.countUpTo(seal.fromId - 1))];
    const own = await ownProblems(seal, log, erasures);
    const problems = [...chain, ...own.problems];
    if (problems.length > 0) {
      broken += 1;
      if (findings.length < FINDINGS_TOLD) findings.push({ ...placeOf(seal), problems });
    }
    seals += 1;
    events += own.events;
    before = seal;
  }
  return {
    seals,
    events,
    head,
    unsealed: await countAfter(store, head?.toId ?? BEFORE_ALL),
    broken,
    findings,
    shortened: shortenings.all,
    beginning: shortenings.problems,
    ...(kept !== undefined && { kept: await store.queryOne<Seal>(sealsWhere(sql`hash = ${kept} LIMIT 1`)) }),
  };
}

/** What of a seal the next one follows on from. */
type Before = Pick<Seal, 'sequence' | 'toId' | 'hash'>;

const placeOf = ({ sequence, day, fromId, toId }: Seal) => ({ seal: sequence, day, fromId, toId });

/**
 * The first and the last seal to look at: all, or those of a day with whatever is between them, and the next one, which
 * shows whether the last of them is there.
 */
async function partOf(
  store: Store,
  begin: Before | null,
  head: Seal | null,
  { day, upToSeal }: VerifyOptions,
): Promise<{ first: number; last: number }> {
  const first = begin === null ? SMALLEST : begin.sequence + 1;
  const all = { first, last: head?.sequence ?? SMALLEST };
  if (upToSeal !== undefined) return { first, last: upToSeal };
  if (day === undefined) return all;
  const ofDay = await store.queryOne<{ first: number | null; last: number }>(sql`
    SELECT MIN(sequence) AS first, MAX(sequence) AS last FROM audit_seal
    WHERE day = ${day} AND sequence BETWEEN ${first} AND ${all.last}`);
  if (ofDay === null || ofDay.first === null) return { first: all.last, last: SMALLEST };
  const next = await store.queryOne<Seal>(
    sealsWhere(sql`sequence > ${ofDay.last} AND sequence <= ${all.last} ORDER BY sequence LIMIT 1`),
  );
  return { first: ofDay.first, last: next?.sequence ?? ofDay.last };
}

/** How a seal follows on from the one before it. */
function chainProblems(seal: Seal, before: Before | null): string[] {
  const problems: string[] = [];
  const expected = (before?.sequence ?? 0) + 1;
  if (seal.sequence !== expected)
    problems.push(
      seal.sequence === expected + 1
        ? `the seal before it, ${expected}, is missing`
        : `the seals before it, ${expected} to ${seal.sequence - 1}, are missing`,
    );
  if (seal.previousHash !== (before?.hash ?? NO_SEAL_BEFORE))
    problems.push('it does not rest on the hash of the seal before it');
  if (seal.fromId !== (before?.toId ?? 0) + 1)
    problems.push(`it does not begin where the seal before it ends, at ${(before?.toId ?? 0) + 1}`);
  return problems;
}

function strangers(count: number): string[] {
  return count === 0 ? [] : [`before its events there are others that no seal is about: ${count}`];
}

/** Whether the events of a seal are those that it was made of, and are found by what they name. */
async function ownProblems(
  seal: Seal,
  log: LogReader,
  erasures: LogErasures,
): Promise<{ events: number; problems: string[] }> {
  const hash = new SealHash(seal.previousHash);
  let events = 0;
  const problems: string[] = [];
  for (let event = await log.next(seal.toId); event !== null; event = await log.next(seal.toId)) {
    hash.add(event);
    events += 1;
    const names = log.namesOf(event.id);
    const problem = event.kept === null ? namesProblem(event, names) : erasures.problemOf(event);
    if (problem !== null && problems.length === 0) problems.push(problem);
  }
  if (log.namesOfNone(seal.toId) > 0) problems.push('audit_about has names of events that are not there');
  if (events < seal.events) problems.push(`events were removed: ${events} are left of ${seal.events}`);
  else if (events > seal.events) problems.push(`events were inserted: ${events} instead of ${seal.events}`);
  else {
    const found = hash.of(seal);
    if (found !== seal.hash && !erasures.isRestated(seal.sequence, found))
      problems.push('an event of it, or the seal itself, was changed');
  }
  return { events, problems };
}

/** The history finds an event by what stands in audit_about: a row too few hides it there. */
function namesProblem(
  { id, subjectId, before, after }: SealedEvent,
  found: readonly string[],
): string | null {
  const named = namedIn({ subjectId, before: read(before), after: read(after) });
  const same = named.length === found.length && named.every((name) => found.includes(name));
  return same ? null : `audit_about does not have what event ${id} names, and nothing else`;
}

function read(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    // The program writes nothing but JSON; the hash says whether this was there when it was sealed.
    return null;
  }
}

async function* sealsInOrder(store: Store, first: number, last: number): AsyncGenerator<Seal> {
  for (let from = first; ;) {
    const page = await store.query<Seal>(
      sealsWhere(sql`sequence BETWEEN ${from} AND ${last} ORDER BY sequence LIMIT ${PAGE}`),
    );
    yield* page;
    const end = page.at(-1);
    if (end === undefined) return;
    from = end.sequence + 1;
  }
}

async function countAfter(store: Store, id: number): Promise<number> {
  const row = await store.queryOne<{ n: number }>(
    sql`SELECT COUNT(*) AS n FROM audit_event WHERE id > CAST(${id} AS bigint)`,
  );
  return row?.n ?? 0;
}
