/** What clients were told is saved, and whether it is there. */
import { BATCH } from './invariants.js';
import type { Inspection } from './inspection.js';

/** How each kind of fact is found in the database; nothing in these statements ever becomes untrue later. */
const KEPT = {
  engagement: 'SELECT id AS kept FROM engagement',
  cohort: 'SELECT id AS kept FROM cohort',
  person: 'SELECT id AS kept FROM person',
  enrolment: 'SELECT enrolment_id AS kept FROM enrolment_change WHERE sequence = 1',
  left: `SELECT id AS kept FROM enrolment WHERE status IN ('REPLACED', 'CANCELLED', 'WITHDRAWN') AND seat_id IS NULL`,
  'course day': 'SELECT course_day_id AS kept FROM course_day_plan',
  key: 'SELECT key AS kept FROM idempotency_key',
  sheet: `SELECT course_day_id AS kept FROM attendance GROUP BY course_day_id
    HAVING COUNT(DISTINCT enrolment_id || part) = ${2 * BATCH}`,
  correction: `SELECT enrolment_id || '/' || course_day_id || ':' || part || '/' || state AS kept FROM attendance
    WHERE superseded_at IS NULL AND reason IS NOT NULL`,
  group: 'SELECT id AS kept FROM supervision_group',
  'planned meeting': 'SELECT id AS kept FROM supervision_meeting',
  'held meeting': `SELECT meeting_id AS kept FROM presence WHERE superseded_at IS NULL
    GROUP BY meeting_id HAVING COUNT(*) = ${BATCH}`,
  attempt: 'SELECT enrolment_id AS kept FROM certification_attempt',
  certificate: 'SELECT enrolment_id AS kept FROM certificate',
  revocation: `SELECT certificate_id AS kept FROM certificate_event WHERE kind = 'REVOKED'`,
} as const;

/** A kind of fact, and which one. */
export type Fact = readonly [keyof typeof KEPT, string];

export class Ledger {
  /** Requests that were answered with success. */
  acknowledged = 0;
  private readonly facts = new Map<Fact[0], Set<string>>();
  private seen = { last: 0, entries: 0 };

  keep(facts: readonly Fact[]): void {
    this.acknowledged += 1;
    for (const [kind, value] of facts) {
      const known = this.facts.get(kind) ?? new Set();
      this.facts.set(kind, known.add(value));
    }
  }

  /** Whether something of each of these kinds was acknowledged. */
  holds(kinds: readonly Fact[0][]): boolean {
    return kinds.every((kind) => this.facts.has(kind));
  }

  /** What was acknowledged and is not there, log entries that were there before included. */
  async missing(database: Inspection): Promise<string[]> {
    const lost: string[] = [];
    for (const [kind, values] of this.facts) {
      const kept = new Set((await database.rows<{ kept: string }>(KEPT[kind])).map((row) => row.kept));
      for (const value of values) if (!kept.has(value)) lost.push(`${kind} ${value}`);
    }
    const stillThere = await logUpTo(database, this.seen.last);
    if (stillThere.entries < this.seen.entries)
      lost.push(`${this.seen.entries - stillThere.entries} entries of the log`);
    return lost;
  }

  /** From now on the log that is there counts as acknowledged: entries stay, under the numbers that they have. */
  async remember(database: Inspection): Promise<void> {
    this.seen = await logUpTo(database, Number.MAX_SAFE_INTEGER);
  }
}

async function logUpTo(database: Inspection, last: number): Promise<{ last: number; entries: number }> {
  const [log] = await database.rows<Record<'last' | 'entries', unknown>>(
    `SELECT COALESCE(MAX(id), 0) AS last, COUNT(*) AS entries FROM audit_event WHERE id <= ${last}`,
  );
  return { last: Number(log?.last), entries: Number(log?.entries) };
}
