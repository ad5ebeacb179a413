/** The SQLite database that is copied to PostgreSQL: never written to, and read as it stood at one moment. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import type { MigrationInterface } from 'typeorm';
import { SQLITE_MIGRATIONS } from '../../migrations/sqlite/index.js';
import { driverCode } from './failure.js';
import { sqliteDriver } from './sqlite-driver.js';

/** How many of the things that are wrong are told. */
const PROBLEMS_TOLD = 3;

const LARGEST_INTEGER = 2 ** 31 - 1;

export type Kind = 'text' | 'integer' | 'boolean';
export type Value = string | number | boolean | null;
type Row = readonly Value[];

export interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: Kind }[];
  readonly key: readonly string[];
  /** The column that refers to a row of the same table. */
  readonly refersTo: string | null;
  /** The column that the database numbers by itself. */
  readonly numbered: string | null;
}

/** What a table holds, in two figures. */
export interface Summary {
  readonly rows: number;
  readonly checksum: string;
}

/** The message is a sentence for whoever asked. Nothing was copied. */
export class CopyFailed extends Error {
  override readonly name = 'CopyFailed';
}

/**
 * Counts rows and works out their SHA-256: of each row, in the order of the key, the JSON array of its values in the
 * order of the columns, and a line feed. Two tables with the same figures hold the same.
 */
export class Summing {
  private rows = 0;
  private readonly hash = createHash('sha256');

  add(row: Row): void {
    this.rows += 1;
    this.hash.update(`${JSON.stringify(row)}\n`);
  }

  done(): Summary {
    return { rows: this.rows, checksum: this.hash.digest('hex') };
  }
}

/** Which steps of this program a database has yet to take, and which it has taken that this program does not know. */
export function compareSteps(
  steps: readonly (new () => MigrationInterface)[],
  taken: readonly string[],
): { lacking: string[]; unknown: string[] } {
  const known = steps.map((Step) => new Step().name ?? Step.name);
  return {
    lacking: known.filter((name) => !taken.includes(name)),
    unknown: taken.filter((name) => !known.includes(name)),
  };
}

export const quoted = (name: string): string => `"${name}"`;

export class CopySource {
  private constructor(
    private readonly path: string,
    private readonly database: BetterSqlite3.Database,
    private readonly version: unknown,
  ) {}

  /**
   * From now on the database looks as it does at this moment, whoever writes to it meanwhile. Throws `CopyFailed` unless
   * it is a whole database of exactly this version of Forløb.
   */
  static open(path: string): CopySource {
    if (!existsSync(path)) throw new CopyFailed(`There is no SQLite database at ${path}.`);
    const Sqlite = sqliteDriver() as typeof BetterSqlite3;
    const database = new Sqlite(path, { readonly: true, fileMustExist: true });
    try {
      database.exec('BEGIN');
      const source = new CopySource(path, database, database.pragma('data_version', { simple: true }));
      source.refuseOtherVersions();
      source.refuseDamage();
      return source;
    } catch (error) {
      database.close();
      throw explained(path, error);
    }
  }

  /** Throws `CopyFailed` when it holds something that PostgreSQL cannot hold as it is. */
  summary(table: Table): Summary {
    const summing = new Summing();
    for (const row of this.rows(table)) summing.add(row);
    return summing.done();
  }

  /** In the order of the key; `referredFirst`: in one where no row refers to a later one. */
  *rows(table: Table, referredFirst = false): Generator<Row> {
    const statement =
      referredFirst && table.refersTo !== null ? inOrderOfReference(table) : inOrderOfKey(table);
    try {
      for (const row of this.database.prepare(statement).raw().iterate() as Iterable<unknown[]>)
        yield table.columns.map(({ name, kind }, place) => this.value(row[place], kind, table.name, name));
    } catch (error) {
      throw explained(this.path, error);
    }
  }

  /** Lets go of the moment. Answers whether somebody has written to the database since. */
  close(): boolean {
    this.database.exec('ROLLBACK');
    const version = this.database.pragma('data_version', { simple: true });
    this.database.close();
    return version !== this.version;
  }

  private refuseOtherVersions(): void {
    const isOurs = this.column(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'`);
    const taken = isOurs.length === 0 ? [] : this.column<string>('SELECT name FROM migration');
    if (taken.length === 0) throw new CopyFailed(`${this.path} is not a database of Forløb.`);
    const { lacking, unknown } = compareSteps(SQLITE_MIGRATIONS, taken);
    if (unknown.length > 0)
      throw new CopyFailed(`${this.path} comes from another version of Forløb (${unknown.join(', ')}).`);
    if (lacking.length > 0)
      throw new CopyFailed(
        `${this.path} is not up to date (${lacking.join(', ')} to come). Run "npm run migrate" first.`,
      );
  }

  private refuseDamage(): void {
    const structure = this.column<string>('PRAGMA integrity_check').filter((line) => line !== 'ok');
    const references = this.database.pragma('foreign_key_check') as { table: string; parent: string }[];
    const problems = [
      ...structure,
      ...references.map(
        ({ table, parent }) => `a row of ${table} refers to one of ${parent} that is not there`,
      ),
    ];
    if (problems.length === 0) return;
    const more = problems.length > PROBLEMS_TOLD ? '; …' : '';
    throw new CopyFailed(`${this.path} is damaged: ${problems.slice(0, PROBLEMS_TOLD).join('; ')}${more}.`);
  }

  /** SQLite lets any column hold anything, PostgreSQL does not. */
  private value(value: unknown, kind: Kind, table: string, column: string): Value {
    if (value === null) return null;
    const refuse = (what: string) =>
      new CopyFailed(`PostgreSQL cannot hold what the table ${table} has in ${column}: ${what}.`);
    if (kind === 'text') {
      if (!Buffer.isBuffer(value) || !isUtf8(value)) throw refuse('a text that is not valid UTF-8');
      const text = value.toString('utf8');
      if (text.includes('\0')) throw refuse('a text with a NUL character');
      return text;
    }
    if (kind === 'boolean') {
      if (value !== 0 && value !== 1) throw refuse('something that is neither yes nor no');
      return value === 1;
    }
    if (!Number.isInteger(value)) throw refuse('something that is no whole number');
    if (Math.abs(value as number) > LARGEST_INTEGER) throw refuse(`a number beyond ${LARGEST_INTEGER}`);
    return value as number;
  }

  private column<T>(statement: string): T[] {
    return this.database.prepare(statement).pluck().all() as T[];
  }
}

/** Texts as the bytes that they are, so that no byte is lost unnoticed on the way. */
function selected(table: Table): string {
  const each = ({ name, kind }: Table['columns'][number]) =>
    kind === 'text' ? `CAST(t.${quoted(name)} AS BLOB)` : `t.${quoted(name)}`;
  return table.columns.map(each).join(', ');
}

function inOrderOfKey(table: Table): string {
  const key = table.key.map((name) => `t.${quoted(name)}`).join(', ');
  return `SELECT ${selected(table)} FROM ${quoted(table.name)} t ORDER BY ${key}`;
}

function inOrderOfReference(table: Table): string {
  const [name, key, reference] = [table.name, table.key[0] ?? '', table.refersTo ?? ''].map(quoted);
  return `
    WITH RECURSIVE chain (link, depth) AS (
      SELECT ${key}, 0 FROM ${name} WHERE ${reference} IS NULL
      UNION ALL
      SELECT t.${key}, depth + 1 FROM ${name} t JOIN chain ON t.${reference} = link
    )
    SELECT ${selected(table)} FROM ${name} t JOIN chain ON t.${key} = link ORDER BY depth, link`;
}

/** What is wrong with the file, as a sentence; a bug stays as it is. */
function explained(path: string, error: unknown): unknown {
  const code = driverCode(error);
  if (!code.startsWith('SQLITE_')) return error;
  return new CopyFailed(`${path} cannot be read: ${(error as Error).message} (${code}).`, { cause: error });
}
