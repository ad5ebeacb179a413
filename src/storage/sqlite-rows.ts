import type BetterSqlite3 from 'better-sqlite3';
import type { Statement } from './database.js';
import { camelCase, type Row, rowsOf } from './rows.js';

/** Statements that are kept prepared, on each connection: more than the program has. */
const KEPT = 1_000;

interface Prepared {
  readonly statement: BetterSqlite3.Statement;
  /** What its columns are called in code. */
  readonly names: readonly string[];
}

/**
 * Reads and writes through one connection, past TypeORM: rows come as arrays and are made into objects once, which takes half
 * the time that most of reading takes.
 */
export class SqliteRows {
  private readonly prepared = new Map<string, Prepared>();

  constructor(private readonly connection: BetterSqlite3.Database) {}

  /** Rows with camelCase keys; none of a statement that answers none. */
  read({ text, values }: Statement): Row[] {
    const { statement, names } = this.prepare(text);
    if (!statement.reader) {
      statement.run(...bound(values));
      return [];
    }
    return rowsOf(names, statement.all(...bound(values)) as unknown[][]);
  }

  /** How many rows it changed. */
  change({ text, values }: Statement): number {
    return this.prepare(text).statement.run(...bound(values)).changes;
  }

  private prepare(text: string): Prepared {
    const known = this.prepared.get(text);
    if (known !== undefined) return known;
    const statement = this.connection.prepare(text);
    const names = statement.reader
      ? statement
          .raw()
          .columns()
          .map(({ name }) => camelCase(name))
      : [];
    if (this.prepared.size >= KEPT) this.prepared.clear();
    this.prepared.set(text, { statement, names });
    return { statement, names };
  }
}

function bound(values: readonly unknown[]): unknown[] {
  return values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
}
