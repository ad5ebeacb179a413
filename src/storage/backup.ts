/** A copy of the SQLite file that is taken while the server writes, and is whole or not there at all. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import type { MigrationInterface } from 'typeorm';
import { SQLITE_MIGRATIONS } from '../../migrations/sqlite/index.js';
import { driverCode } from './failure.js';
import { sqliteDriver } from './sqlite-driver.js';

const PAGES_PER_STEP = 100;

/** What SQLite may keep beside a database file. */
const BESIDE = ['-wal', '-shm', '-journal'];

/** How many of the things that are wrong are told. */
const PROBLEMS_TOLD = 3;

/** What file systems say that cannot sync a folder, or do not let one be opened; they keep its names by other means. */
const CANNOT_SYNC = ['EINVAL', 'EPERM', 'EACCES', 'EISDIR', 'EBADF', 'ENOTSUP'];

/** What a whole database holds. */
export interface Contents {
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
  /** Migrations that this program knows and the database has not had: the next start of a server takes them. */
  readonly stepsBehind: number;
}

/** The message is a sentence for whoever asked. Nothing was left behind. */
export class BackupFailed extends Error {
  override readonly name = 'BackupFailed';
}

/** Where backups go when nobody says where; it is made with the first one. */
export function backupFolder(database: string): string {
  return join(dirname(database), 'backups');
}

/**
 * Copies the database to a new file, which holds all that was committed when the copying began and nothing half. It is
 * one file, readable by its owner only, that was looked through (see `examine`) and is on the disk when this answers.
 * Otherwise throws: `BackupFailed`, or the reason that the signal was given. Whoever uses the database goes on meanwhile.
 */
export async function backUp(database: string, target: string, signal?: AbortSignal): Promise<Contents> {
  const partial = `${target}.${randomBytes(4).toString('hex')}.partial`;
  try {
    refuseMisuse(database, target);
    makeUsualFolder(database, target);
    // Made before SQLite does: never readable by others, not even while it grows.
    closeSync(openSync(partial, 'wx', 0o600));
    await copy(database, partial, signal);
    makeOneFile(partial);
    const contents = lookThrough(partial, 'What was copied');
    // What was to interrupt the looking through has waited until now.
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    place(partial, target);
    return contents;
  } catch (error) {
    throw explained(error);
  } finally {
    for (const suffix of ['', ...BESIDE]) rmSync(partial + suffix, { force: true });
  }
}

/**
 * Reads a database from end to end and answers what it holds; throws `BackupFailed` when something is wrong with its
 * structure, its indexes or its references, or when it is not one that this version of Forløb can start with. It cannot
 * notice a changed letter within a text. Changes nothing.
 */
export function examine(file: string): Contents {
  if (!existsSync(file)) throw new BackupFailed(`There is no file at ${file}.`);
  try {
    return lookThrough(file, file);
  } catch (error) {
    throw explained(error);
  }
}

function refuseMisuse(database: string, target: string): void {
  if (!existsSync(database)) throw new BackupFailed(`There is no database at ${database}.`);
  if (['', ...BESIDE].some((suffix) => target === database + suffix))
    throw new BackupFailed(`${target} is the database itself or belongs to it.`);
  if (isThere(target)) throw existsAlready(target);
}

/** Any other folder must be there: it may be a disk that is not, and then the backup would go to the wrong one. */
function makeUsualFolder(database: string, target: string): void {
  const folder = dirname(target);
  if (folder === backupFolder(database)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(folder)) throw new BackupFailed(`The folder ${folder} does not exist.`);
}

/**
 * One transaction keeps the copied state still. Without it every commit of the server would make SQLite begin the copy
 * again, and under steady writing it would never end. Nobody waits for this transaction; only the log beside the
 * database grows for as long as it takes.
 */
async function copy(database: string, partial: string, signal?: AbortSignal): Promise<void> {
  const source = open(database);
  try {
    source.exec('BEGIN');
    source.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
    await source.backup(partial, {
      progress: () => {
        signal?.throwIfAborted();
        return PAGES_PER_STEP;
      },
    });
  } finally {
    source.close();
  }
}

/** The copy says that it has a log beside it, as the original has. From now on it has none. */
function makeOneFile(partial: string): void {
  const copied = open(partial, false);
  try {
    const mode = copied.pragma('journal_mode = DELETE', { simple: true });
    if (mode !== 'delete') throw new BackupFailed(`The copy needs a log beside it (${String(mode)}).`);
  } finally {
    copied.close();
  }
}

function lookThrough(file: string, called: string): Contents {
  const database = open(file);
  try {
    const stepsBehind = stepsMissing(database, called);
    const problems = damage(database);
    if (problems.length > 0) {
      const told = problems.slice(0, PROBLEMS_TOLD).join('; ');
      throw new BackupFailed(`${called} is damaged: ${told}${problems.length > PROBLEMS_TOLD ? '; …' : '.'}`);
    }
    const tables = column<string>(
      database,
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`,
    );
    const rows = tables.map((table) => column<number>(database, `SELECT COUNT(*) FROM "${table}"`)[0] ?? 0);
    return {
      bytes: statSync(file).size,
      tables: tables.length,
      rows: rows.reduce((sum, count) => sum + count, 0),
      stepsBehind,
    };
  } finally {
    database.close();
  }
}

/** How many migrations the database has yet to have. One that this program does not know is refused. */
function stepsMissing(database: BetterSqlite3.Database, called: string): number {
  const isOurs = column(database, `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'`);
  const taken = isOurs.length === 0 ? [] : column<string>(database, 'SELECT name FROM migration ORDER BY id');
  if (taken.length === 0) throw new BackupFailed(`${called} is not a database of Forløb.`);
  const known = SQLITE_MIGRATIONS.map((Step) => {
    const step: MigrationInterface = new Step();
    return step.name ?? Step.name;
  });
  const unknown = taken.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new BackupFailed(`${called} comes from a newer version of Forløb (${unknown.join(', ')}).`);
  return known.length - taken.length;
}

function damage(database: BetterSqlite3.Database): string[] {
  const structure = column<string>(database, 'PRAGMA integrity_check')
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== 'ok' && !line.startsWith('***'));
  if (structure.length > 0) return structure;
  const references = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  return references.map(
    ({ table, parent }) => `a row of ${table} refers to one of ${parent} that is not there`,
  );
}

/** The target appears with its whole content or not at all, and never in the place of another file. */
function place(partial: string, target: string): void {
  sync(partial, 'r+');
  try {
    linkSync(partial, target);
  } catch {
    // There is a file already, or the file system knows no second name for a file.
    if (isThere(target)) throw existsAlready(target);
    renameSync(partial, target);
  }
  try {
    syncFolder(dirname(target));
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}

function syncFolder(folder: string): void {
  try {
    sync(folder, 'r');
  } catch (error) {
    if (!CANNOT_SYNC.includes(driverCode(error))) throw error;
  }
}

function sync(path: string, flags: string): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What is wrong with the file system or the file, as a sentence; a bug stays as it is. */
function explained(error: unknown): unknown {
  const code = driverCode(error);
  if (error instanceof BackupFailed || code === '') return error;
  return new BackupFailed(`It failed: ${(error as Error).message} (${code}).`, { cause: error });
}

const existsAlready = (target: string) =>
  new BackupFailed(`${target} exists already; a backup overwrites nothing.`);

/** Whether anything has this name, be it a link that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function open(path: string, readonly = true): BetterSqlite3.Database {
  const Sqlite = sqliteDriver() as typeof BetterSqlite3;
  return new Sqlite(path, { readonly, fileMustExist: true });
}

function column<T>(database: BetterSqlite3.Database, statement: string): T[] {
  return database.prepare(statement).pluck().all() as T[];
}
