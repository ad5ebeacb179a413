/** What differs between SQLite and PostgreSQL, and nothing else: `Store` and `UnitOfWork` are the same on both. */
import type { Sql } from 'sql-template-tag';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Failure } from './failure.js';
import type { Row } from './rows.js';

/** A statement in the words of one database. */
export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** One transaction under way. */
export interface Transaction {
  readonly runner: QueryRunner;
  /** Which try of the same work this is; the first is 1. */
  readonly attempt: number;
}

/** Where questions can be put. */
export type Readable = Pick<DataSource, 'query' | 'destroy'>;

export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  /** Where transactions, migrations and nothing else run. */
  readonly writer: DataSource;
  /** What is committed; refuses to write. */
  readonly reader: DataSource;
  /** What reports are read from: the reader, or a replica that may lag a little behind it. */
  readonly reports: Readable;

  /** The statement as this database reads it. */
  words(statement: Sql): Statement;

  /** What the statement answers, with camelCase keys. Asked of a place of those above, or of what a work was given. */
  rows(source: Readable | QueryRunner, statement: Statement): Promise<Row[]>;

  /** How many rows the statement changed, in the transaction of the runner. */
  change(runner: QueryRunner, statement: Statement): Promise<number>;

  /**
   * Everything that `work` reads from what it is given is as it stood at one moment, whatever others write meanwhile; it cannot
   * write. `place` is the reader or that of reports. May run the work more than once. So many at a time; the others wait.
   */
  atOneMoment<T>(place: Readable, work: (source: Readable | QueryRunner) => Promise<T>): Promise<T>;

  /**
   * Everything that `work` does on the runner, or nothing of it. May run the work more than once when others wrote at the
   * same time, so it must change nothing but the database.
   */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;

  /** Whether the whole work should run again instead of this error being told. */
  worthRepeating(error: unknown, attempt: number): boolean;

  /** What an error of this database means; null when it is a bug or not the database's. */
  failure(error: unknown): Failure | null;

  /**
   * Waits for all who are writing to the table at this moment, without being in anybody's way. Answers whether they have
   * all saved or given up within the time: then whatever number was given to a row before this was asked is decided.
   */
  settled(table: string, patienceMs: number): Promise<boolean>;

  /**
   * Takes what was overwritten out of the files, as far as the database can; answers whether it could. Outside a
   * transaction.
   */
  clean(tables: readonly string[]): Promise<boolean>;

  /** Runs something that only one process may do at a time, such as filling an empty database. */
  alone<T>(work: () => Promise<T>): Promise<T>;

  close(): Promise<void>;
}
