import type BetterSqlite3 from 'better-sqlite3';
import { camelCase, type Row } from './rows.js';

/** Statements that are kept prepared, on each connection: more than the program has. */
const KEPT = 1_000;

interface Prepared {
  readonly statement: BetterSqlite3.Statement;
  /** What its columns are called in code. */
  readonly names: readonly string[];
}

/**
 * Reads through one connection, past TypeORM: rows come as arrays and are made into objects once, which takes half the time
 * that most of reading takes.
 */
export class SqliteRows {
  private readonly prepared = new Map<string, Prepared>();

  constructor(private readonly connection: BetterSqlite3.Database) {}

  /** Rows with camelCase keys; none of a statement that answers none. */
  read(text: string, values: readonly unknown[]): Row[] {
    const { statement, names } = this.prepare(text);
    const bound = values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
    if (!statement.reader) {
      statement.run(...bound);
      return [];
    }
    const rows = statement.all(...bound) as unknown[][];
    return rows.map((row) => {
      const result: Row = {};
      for (let place = 0; place < names.length; place += 1) result[names[place] as string] = row[place];
      return result;
    });
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
