/** A database whose transactions can be taken away: what they are for shows when they are not there. */
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Sql } from 'sql-template-tag';
import type { QueryRunner } from 'typeorm';
import type { Database, Readable, Statement, Transaction } from '../../../src/storage/database.js';
import type { Failure } from '../../../src/storage/failure.js';
import { rollBack } from '../../../src/storage/roll-back.js';
import type { Row } from '../../../src/storage/rows.js';

/** Others get the process for up to this long before a statement without a guard. */
const LONGEST_PAUSE_MS = 4;

export class SwitchableDatabase implements Database {
  /** Off: on SQLite each statement stands by itself, on PostgreSQL a work is READ COMMITTED and tried once. */
  guarded = true;
  /** Says some statement in other words. */
  rewrite: (text: string) => string = (text) => text;
  /** How many works took how many tries. */
  readonly tries = new Map<number, number>();

  constructor(private readonly inner: Database) {
    if (inner.dialect === 'sqlite') this.giveWay();
  }

  get dialect() {
    return this.inner.dialect;
  }

  get writer() {
    return this.inner.writer;
  }

  get reader() {
    return this.inner.reader;
  }

  get reports() {
    return this.inner.reports;
  }

  words(statement: Sql): Statement {
    const { text, values } = this.inner.words(statement);
    return { text: this.rewrite(text), values };
  }

  async rows(source: Readable | QueryRunner, statement: Statement): Promise<Row[]> {
    if (this.dialect === 'sqlite' && source !== this.reader) await this.othersTurn();
    return this.inner.rows(source, statement);
  }

  async change(runner: QueryRunner, statement: Statement): Promise<number> {
    if (this.dialect === 'sqlite') await this.othersTurn();
    return this.inner.change(runner, statement);
  }

  async atOneMoment<T>(place: Readable, work: (source: Readable | QueryRunner) => Promise<T>): Promise<T> {
    return this.inner.atOneMoment(place, work);
  }

  async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (!this.guarded) return this.dialect === 'sqlite' ? this.bare(work) : this.readCommitted(work);
    let attempt = 0;
    try {
      return await this.inner.transact((transaction) => {
        attempt = transaction.attempt;
        return work(transaction);
      });
    } finally {
      this.tries.set(attempt, (this.tries.get(attempt) ?? 0) + 1);
    }
  }

  worthRepeating(error: unknown, attempt: number): boolean {
    return this.guarded && this.inner.worthRepeating(error, attempt);
  }

  failure(error: unknown): Failure | null {
    return this.inner.failure(error);
  }

  async settled(table: string, patienceMs: number): Promise<boolean> {
    return this.inner.settled(table, patienceMs);
  }

  async clean(tables: readonly string[]): Promise<boolean> {
    return this.inner.clean(tables);
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    return this.inner.alone(work);
  }

  async close(): Promise<void> {
    await this.inner.close();
  }

  private async bare<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return work({ runner: this.writer.createQueryRunner(), attempt: 1 });
  }

  /**
   * SQLite's driver never lets go of the process between statements, so that one request would nearly always be through
   * before the next one starts, guard or no guard. Here others get their turn before each statement, as they do when
   * the database is elsewhere.
   */
  private giveWay(): void {
    const runner = this.writer.createQueryRunner();
    const query = runner.query.bind(runner);
    runner.query = async (...args: Parameters<typeof query>) => {
      await this.othersTurn();
      return query(...args);
    };
  }

  private async othersTurn(): Promise<void> {
    await (this.guarded ? turn() : pause(Math.random() * LONGEST_PAUSE_MS));
  }

  private async readCommitted<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner = this.writer.createQueryRunner();
    try {
      await runner.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const result = await work({ runner, attempt: 1 });
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      await rollBack(runner, 'ROLLBACK');
      throw error;
    } finally {
      await runner.release();
    }
  }
}
