/** PostgreSQL: pools of connections, serializable transactions that run again when they collide, an optional replica. */
import { setTimeout as pause } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import type pg from 'pg';
import type { Sql } from 'sql-template-tag';
import type { DataSource, QueryRunner } from 'typeorm';
import { ConfigError, type Env } from '../config/env.js';
import type { Database, Readable, Statement, Transaction } from './database.js';
import { driverCode, type Failure, Unavailable } from './failure.js';
import { postgresFailure, postgresWorth, wasPreparedForOtherColumns } from './postgres-failure.js';
import { pool, poolOf, withPlainText } from './postgres-pools.js';
import { PostgresStatements } from './postgres-statements.js';
import { postgresWords } from './postgres-words.js';
import { Replica } from './replica.js';
import { rollBack } from './roll-back.js';
import type { Row } from './rows.js';

/** Key of an advisory lock: what starts up does so one at a time across all processes. */
const START_LOCK = 8_402_001;

const LONGEST_PAUSE_MS = 100;
/** How often it is looked whether others have finished writing. */
const SETTLING_MS = 20;

const FEATURE_NOT_SUPPORTED = '0A000';

export class PostgresDatabase implements Database {
  readonly dialect = 'postgres';
  private readonly statements = new PostgresStatements();
  /** Who reads of one moment keeps a connection all the time: there are always some left for everybody else. */
  private readonly turns: LimitFunction;

  private constructor(
    private readonly env: Env,
    readonly writer: DataSource,
    readonly reader: DataSource,
    readonly reports: Readable,
  ) {
    this.turns = pLimit(Math.max(1, Math.floor(env.databasePoolSize / 2)));
  }

  /** Opens a database that is up to date. */
  static async open(env: Env): Promise<PostgresDatabase> {
    const { databaseUrl, databaseReplicaUrl } = env;
    const writer = withPlainText(await pool(env, databaseUrl, 'write').initialize());
    const reader = await pool(env, databaseUrl, 'read').initialize();
    const reports =
      databaseReplicaUrl === undefined
        ? reader
        : new Replica(pool(env, databaseReplicaUrl, 'read'), isOutage);
    return new PostgresDatabase(env, writer, reader, reports);
  }

  words(statement: Sql): Statement {
    return postgresWords(statement);
  }

  async rows(source: Readable | QueryRunner, statement: Statement): Promise<Row[]> {
    if (isRunner(source)) return this.statements.rows(await connectionOf(source), statement);
    const ask = async (asked: DataSource) => this.statements.rows(poolOf(asked), statement);
    return onceMigrated(async () => onPlace(source, ask));
  }

  async atOneMoment<T>(place: Readable, work: (source: QueryRunner) => Promise<T>): Promise<T> {
    return this.turns(async () =>
      onceMigrated(async () => onPlace(place, async (source) => this.readingOnly(source, work))),
    );
  }

  async change(runner: QueryRunner, statement: Statement): Promise<number> {
    return this.statements.change(await connectionOf(runner), statement);
  }

  /**
   * Serializable isolation: what a work read cannot change before it is saved, so a rule that is checked by reading holds
   * against everybody else, whatever process they are in. Of works that collide one is saved and the others run again,
   * each with nobody beside it, so that a crowd at one seat gets through.
   */
  async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.take(work, attempt);
      } catch (error) {
        if (!this.worthRepeating(error, attempt)) throw error;
        await pause(Math.random() * Math.min(2 ** attempt, LONGEST_PAUSE_MS));
      }
    }
  }

  worthRepeating(error: unknown, attempt: number): boolean {
    return postgresWorth(error, attempt);
  }

  failure(error: unknown): Failure | null {
    return postgresFailure(error);
  }

  /** Numbers are given in the order of writing, not of saving; whoever was given one holds a lock until it is decided. */
  async settled(table: string, patienceMs: number): Promise<boolean> {
    const until = performance.now() + patienceMs;
    const before = await this.writersOf(table);
    for (let now = before; ; now = await this.writersOf(table)) {
      if (!before.some((writer) => now.includes(writer))) return true;
      if (performance.now() > until) return false;
      await pause(SETTLING_MS);
    }
  }

  /** Old versions of rows are taken off the pages; their bytes go as the pages are written to again (README). */
  async clean(tables: readonly string[]): Promise<boolean> {
    const patient = await pool(this.env, this.env.databaseUrl, 'start').initialize();
    try {
      await patient.query(`VACUUM ${tables.map((table) => `"${table}"`).join(', ')}`);
      return true;
    } finally {
      await patient.destroy();
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    return alone(this.env, work);
  }

  async close(): Promise<void> {
    for (const source of new Set([this.reports, this.reader, this.writer])) await source.destroy();
  }

  /** The transactions that have begun to write to a table. */
  private async writersOf(table: string): Promise<string[]> {
    const rows = await this.reader.query<{ writer: string }[]>(
      `SELECT virtualtransaction AS writer FROM pg_locks
       WHERE locktype = 'relation' AND relation = $1::regclass AND mode = 'RowExclusiveLock' AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [table],
    );
    return rows.map((row) => row.writer);
  }

  private async readingOnly<T>(source: DataSource, work: (source: QueryRunner) => Promise<T>): Promise<T> {
    const runner = source.createQueryRunner();
    try {
      await (await connectionOf(runner)).query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return await work(runner);
    } finally {
      const usable = await rollBack(runner, 'ROLLBACK');
      await (usable ? runner.release() : discard(runner));
    }
  }

  private async take<T>(work: (transaction: Transaction) => Promise<T>, attempt: number): Promise<T> {
    const runner = this.writer.createQueryRunner();
    let usable = true;
    try {
      await begin(runner, attempt);
      const result = await work({ runner, attempt });
      await commit(runner);
      return result;
    } catch (error) {
      usable = (await rollBack(runner, 'ROLLBACK')) && !takesNoChanges(error);
      throw error;
    } finally {
      await (usable ? runner.release() : discard(runner));
    }
  }
}

/** Processes that start together take turns at this. */
export async function migratePostgres(env: Env): Promise<string[]> {
  return alone(env, async (patient) => {
    const [{ encoding }] = await patient.query<[{ encoding: string }]>(
      `SELECT current_setting('server_encoding') AS encoding`,
    );
    if (encoding !== 'UTF8')
      throw new ConfigError(
        `${env.databaseName} keeps its texts in ${encoding}; it must be made with ENCODING 'UTF8'.`,
      );
    return (await patient.runMigrations({ transaction: 'all' })).map((step) => step.name);
  });
}

/** Holds a lock that all processes share, on a connection of its own that waits as long as it takes. */
async function alone<T>(env: Env, work: (patient: DataSource) => Promise<T>): Promise<T> {
  const patient = await pool(env, env.databaseUrl, 'start').initialize();
  const runner = patient.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(${START_LOCK})`);
    return await work(patient);
  } finally {
    // The lock goes with the connection.
    await discard(runner);
    await patient.destroy();
  }
}

/**
 * First tries run side by side; a work that collided runs again with nobody beside it, in whatever process, so that it
 * gets through however large it is. The table is one that nobody else locks; its readers are in nobody's way.
 */
async function begin(runner: QueryRunner, attempt: number): Promise<void> {
  const connection = await connectionOf(runner);
  const turn = `LOCK TABLE migration IN ${attempt === 1 ? 'ROW SHARE' : 'EXCLUSIVE'} MODE`;
  await connection.query(`BEGIN ISOLATION LEVEL SERIALIZABLE; ${turn}`).catch((error: unknown) => {
    // A standby, which has no serializable transactions until it takes over.
    throw driverCode(error) === FEATURE_NOT_SUPPORTED ? new Unavailable('READ_ONLY', error) : error;
  });
}

/** A connection that takes no changes goes on refusing when the database has long recovered; a new one knows better. */
function takesNoChanges(error: unknown): boolean {
  return (error instanceof Unavailable ? error.reason : postgresFailure(error)) === 'READ_ONLY';
}

async function commit(runner: QueryRunner): Promise<void> {
  const connection = await connectionOf(runner);
  const { command } = await connection.query('COMMIT').catch((error: unknown) => {
    throw postgresFailure(error) === 'UNREACHABLE' ? new Unavailable('UNCERTAIN', error) : error;
  });
  // PostgreSQL answers ROLLBACK, and no error, when a statement had failed and the work went on all the same.
  if (command !== 'COMMIT') throw new Error('A work went on after one of its statements had failed');
}

/** Asks of the reader, or of the replica as far as it can be reached. */
async function onPlace<T>(place: Readable, ask: (source: DataSource) => Promise<T>): Promise<T> {
  return place instanceof Replica ? place.ask(ask) : ask(place as DataSource);
}

/** Once more when a migration has changed what a prepared statement answers. */
async function onceMigrated<T>(read: () => Promise<T>): Promise<T> {
  return read().catch((error: unknown) => {
    if (!wasPreparedForOtherColumns(error)) throw error;
    return read();
  });
}

/** Also where it was told already to whoever reads. */
function isOutage(error: unknown): boolean {
  return error instanceof Unavailable || postgresFailure(error) !== null;
}

function isRunner(source: Readable | QueryRunner): source is QueryRunner {
  return 'isTransactionActive' in source;
}

/** The connection of a transaction; an error when it has gone. */
async function connectionOf(runner: QueryRunner): Promise<pg.PoolClient> {
  if (runner.isReleased) throw new Unavailable('UNREACHABLE');
  return (await runner.connect()) as pg.PoolClient;
}

/** Closes a connection that must not be used again, instead of giving it back to the pool. */
async function discard(runner: QueryRunner): Promise<void> {
  const connection = runner as unknown as { releasePostgresConnection(error: Error): Promise<void> };
  await connection.releasePostgresConnection(new Error('not to be used again'));
}
