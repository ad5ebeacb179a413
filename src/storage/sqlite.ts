/**
 * SQLite: one file, one writer behind a queue, one read-only reader that sees committed rows only, and a few more readers for
 * what has to be of one moment.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import pLimit from 'p-limit';
import type { Sql } from 'sql-template-tag';
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { SQLITE_MIGRATIONS } from '../../migrations/sqlite/index.js';
import { SnakeCaseNaming } from './columns.js';
import type { Database, Readable, Statement, Transaction } from './database.js';
import { ENTITIES } from './entities.js';
import { driverCode, type Failure } from './failure.js';
import { rollBack } from './roll-back.js';
import type { Row } from './rows.js';
import { TextList } from './sql.js';
import { sqliteDriver } from './sqlite-driver.js';
import { SqliteRows } from './sqlite-rows.js';

/** How long a second process (a command line tool, say) waits for the writer's lock. */
const BUSY_TIMEOUT_MS = 5_000;
/** How long SQLite itself waits for it at a time: while it does, the whole process stands still, readers and all. */
const STANDSTILL_MS = 10;

/** How many may read of a moment at once, so that who asks for little need not wait for who asks for much. */
const MOMENTS = 4;

/** How often it is tried to empty the write-ahead log while others read. */
const CHECKPOINTS = 10;

const FAILURES: readonly (readonly [RegExp, Failure])[] = [
  [/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/, 'DUPLICATE'],
  [/^SQLITE_FULL$/, 'FULL'],
  [/^SQLITE_READONLY/, 'READ_ONLY'],
  [/^SQLITE_(BUSY|LOCKED)/, 'BUSY'],
  [/^SQLITE_(IOERR|CANTOPEN)/, 'UNREACHABLE'],
];

export class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';
  private last: Promise<unknown> = Promise.resolve();
  private readonly ofWriter: SqliteRows;
  private readonly ofReaders = new Map<DataSource, SqliteRows>();
  private readonly turns = pLimit(MOMENTS);
  /** Opened when they are first needed; those that nobody reads from. */
  private readonly idle: DataSource[] = [];

  private constructor(
    private readonly path: string,
    readonly writer: DataSource,
    readonly reader: DataSource,
  ) {
    this.ofWriter = new SqliteRows(connectionOf(writer));
    this.ofReaders.set(reader, new SqliteRows(connectionOf(reader)));
  }

  /** Opens the database of a file that is up to date. */
  static async open(path: string): Promise<SqliteDatabase> {
    const writer = await createWriter(path, ENTITIES).initialize();
    await writer.query(`PRAGMA busy_timeout = ${STANDSTILL_MS}`);
    return new SqliteDatabase(path, writer, await createReader(path).initialize());
  }

  get reports(): DataSource {
    return this.reader;
  }

  words(statement: Sql): Statement {
    return {
      text: statement.sql,
      values: statement.values.map((value) =>
        value instanceof TextList ? JSON.stringify(value.values) : value,
      ),
    };
  }

  async rows(source: Readable | QueryRunner, statement: Statement): Promise<Row[]> {
    return (this.ofReaders.get(source as DataSource) ?? this.ofWriter).read(statement);
  }

  /** On a connection of its own: on the reader's, all others would be told of that moment as well. */
  async atOneMoment<T>(_place: Readable, work: (source: Readable) => Promise<T>): Promise<T> {
    return this.turns(async () => {
      const source = this.idle.pop() ?? (await this.anotherReader());
      try {
        await source.query('BEGIN');
        return await work(source);
      } finally {
        await rollBack(source, 'ROLLBACK');
        this.idle.push(source);
      }
    });
  }

  async change(_runner: QueryRunner, statement: Statement): Promise<number> {
    return this.ofWriter.change(statement);
  }

  /**
   * There is one connection for the whole process: two overlapping transactions would nest, and the second would be told
   * "committed" while the first can still roll it back (architecture.md "Transactions"). So works wait for each other in
   * the order they came.
   */
  async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const turn = this.last.then(() => this.take(work));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Never: nobody else writes while a work runs, so a broken rule is broken by the work itself. */
  worthRepeating(): boolean {
    return false;
  }

  failure(error: unknown): Failure | null {
    const code = driverCode(error);
    return FAILURES.find(([pattern]) => pattern.test(code))?.[1] ?? null;
  }

  /** Always: numbers are given while nobody else writes, so of two rows the one that was saved first has the smaller one. */
  async settled(): Promise<boolean> {
    return true;
  }

  /** What is overwritten in a page is gone (`secure_delete`); the pages as they were before are in the write-ahead log. */
  async clean(): Promise<boolean> {
    const turn = this.last.then(async () => {
      for (let attempt = 1; attempt <= CHECKPOINTS; attempt += 1) {
        const [outcome] = await this.writer.query<{ busy: number }[]>('PRAGMA wal_checkpoint(TRUNCATE)');
        if (outcome?.busy === 0) return true;
        await pause(STANDSTILL_MS * attempt);
      }
      return false;
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** A SQLite file belongs to one server. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async close(): Promise<void> {
    for (const source of [...this.ofReaders.keys(), this.writer]) await source.destroy();
  }

  private async anotherReader(): Promise<DataSource> {
    const source = await createReader(this.path).initialize();
    this.ofReaders.set(source, new SqliteRows(connectionOf(source)));
    return source;
  }

  private async take<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner = this.writer.createQueryRunner();
    await begin(runner);
    try {
      const result = await work({ runner, attempt: 1 });
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      await rollBack(runner, 'ROLLBACK');
      throw error;
    }
  }
}

function connectionOf(source: DataSource): BetterSqlite3.Database {
  return (source.driver as unknown as { databaseConnection: BetterSqlite3.Database }).databaseConnection;
}

/** IMMEDIATE: the lock is taken now, so that another process cannot slip in between a read and its write. */
async function begin(runner: QueryRunner): Promise<void> {
  for (const until = Date.now() + BUSY_TIMEOUT_MS; ; await pause(STANDSTILL_MS))
    try {
      await runner.query('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (driverCode(error) !== 'SQLITE_BUSY' || Date.now() > until) throw error;
    }
}

/** A new file is a new, empty database. */
export async function migrateSqlite(path: string): Promise<string[]> {
  const writer = await createWriter(path, []).initialize();
  try {
    return (await writer.runMigrations({ transaction: 'all' })).map((step) => step.name);
  } finally {
    await writer.destroy();
  }
}

type Entities = NonNullable<DataSourceOptions['entities']>;

/** `entities`: what is inserted through it. To know them costs time. */
function options(
  databasePath: string,
  entities: Entities,
  prepareDatabase: (db: BetterSqlite3.Database) => void,
  readonly: boolean,
) {
  return {
    type: 'better-sqlite3' as const,
    driver: sqliteDriver(),
    database: databasePath,
    readonly,
    entities,
    migrations: SQLITE_MIGRATIONS,
    migrationsTableName: 'migration',
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    logging: false,
    prepareDatabase,
  };
}

/** The writing connection: WAL, nothing lost when the power goes (`synchronous=FULL`), foreign keys on. */
function createWriter(databasePath: string, entities: Entities): DataSource {
  // It holds personal data: for its owner only, and so SQLite does with the files that it puts beside it.
  mkdirSync(dirname(databasePath), { recursive: true, mode: 0o700 });
  closeSync(openSync(databasePath, 'a', 0o600));
  return new DataSource(
    options(
      databasePath,
      entities,
      (db) => {
        db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = FULL');
        db.pragma('foreign_keys = ON');
        // INSERT OR REPLACE removes rows: let the triggers that forbid it see that.
        db.pragma('recursive_triggers = ON');
        // What is overwritten or removed does not stay in the file as bytes that nobody refers to.
        db.pragma('secure_delete = ON');
      },
      false,
    ),
  );
}

/** The reading connection on the same file; open it after the writer has migrated. */
function createReader(databasePath: string): DataSource {
  return new DataSource(
    options(
      databasePath,
      [],
      (db) => {
        db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
        // What is asked again and again; all of a big file would count as memory of this process.
        db.pragma('mmap_size = 33554432');
      },
      true,
    ),
  );
}
