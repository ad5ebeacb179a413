/** How many histories to compare, and what came of it in one line. */
import { DIALECT, onSqlite } from '../../support/database.js';

/** `ORACLE_HISTORIES=2000` is the long form: so many in all, half of them on each database. */
const ASKED = process.env['ORACLE_HISTORIES'];

/**
 * How many on this database: half of what was asked for, or this part of the short form, fifty in all. There most are
 * played on SQLite, where they take less than half the time.
 */
export function histories(part = 1): number {
  const all = ASKED === undefined ? (onSqlite ? 42 : 8) : Math.ceil(Number(ASKED) / 2);
  return Math.max(1, Math.round(all * part));
}

/** A failure is made smaller for as long as this. */
export const PATIENCE_MS = ASKED === undefined ? 240_000 : 7_200_000;

/** A seed to begin with instead of a new one: what a failure printed. */
export const SEED = process.env['ORACLE_SEED'] === undefined ? undefined : Number(process.env['ORACLE_SEED']);

/** With the seed: the very history that a failure printed, at once. */
export const PATH = process.env['ORACLE_PATH'];

export class Tally {
  private readonly counts = new Map<string, number>();

  add(what: string, count: number): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }

  /** The long form takes most of an hour: what it has shown is not lost when it is cut off. */
  tellHowFar(title: string): void {
    if (ASKED !== undefined && (this.counts.get('histories') ?? 0) % 50 === 0) this.print(title);
  }

  print(title: string): void {
    const line = [...this.counts].map(([what, count]) => `${count} ${what}`).join(', ');
    process.stdout.write(`${title} on ${DIALECT}: ${line}\n`);
  }
}
