/** The one way to the database: reads anywhere, writes inside `UnitOfWork.run`. */
import { AsyncLocalStorage } from 'node:async_hooks';
import sql, { bulk, raw, type Sql } from 'sql-template-tag';
import type { EntityTarget, ObjectLiteral, QueryRunner } from 'typeorm';
import { invalidInput } from '../domain/refusal.js';
import type { Database, Readable, Statement, Transaction } from './database.js';
import { Unavailable } from './failure.js';
import { TextList } from './sql.js';

/** SQLite takes at most 32,766 variables in a statement; rows go in chunks well below that. */
const ROWS_PER_STATEMENT = 500;

/** The transaction of one work. Code that a work left behind still finds it when it is over. */
interface Work extends Transaction {
  open: boolean;
  /** What is to be done when the work has been saved. */
  readonly whenSaved: (() => void)[];
}

/** Where everything is as it stood at one moment. Code that was left behind still finds it when it is over. */
interface Moment {
  readonly source: Readable | QueryRunner;
  open: boolean;
}

/** The work and the moment that code was started in. */
interface Running {
  readonly work?: Work;
  readonly moment?: Moment;
}

export class Store {
  /** What the running code was started in. One for both: each costs something at every promise. */
  private readonly running = new AsyncLocalStorage<Running>();
  private inside = 0;

  constructor(readonly database: Database) {}

  /**
   * Rows with camelCase keys. Inside a unit of work it sees that work's own writes, inside a report what there was at its
   * moment, elsewhere what is committed.
   */
  async query<T>(statement: Sql): Promise<T[]> {
    const running = this.running.getStore();
    if (running?.work?.open)
      return (await this.database.rows(running.work.runner, this.words(statement))) as T[];
    if (running?.moment?.open) return this.readFrom(running.moment.source, statement);
    return this.read(statement);
  }

  /**
   * Everything that `work` reads is as it stood at one moment: for figures that take several statements and have to go
   * together. It does nothing but read, as it begins anew on another connection when one has died. Inside a unit of work, or
   * inside another one, it is part of that.
   */
  async atOneMoment<T>(work: () => Promise<T>): Promise<T> {
    return this.inMoment(this.database.reader, work);
  }

  /**
   * The same, and it may come from a replica, where there is one: for reports, not for what the same person wrote a moment
   * ago. While the replica cannot answer, the database itself does.
   */
  async report<T>(work: () => Promise<T>): Promise<T> {
    return this.inMoment(this.database.reports, work);
  }

  async queryOne<T>(statement: Sql): Promise<T | null> {
    return (await this.query<T>(statement))[0] ?? null;
  }

  async insert<E extends ObjectLiteral>(entity: EntityTarget<E>, rows: E | readonly E[]): Promise<void> {
    const list = Array.isArray(rows) ? (rows as readonly E[]) : [rows as E];
    const { tableName, columns } = this.database.writer.getMetadata(entity);
    // What no row says anything of has the value that the database gives it.
    const said = columns.filter(({ propertyName }) => list.some((row) => row[propertyName] !== undefined));
    const names = raw(said.map((column) => `"${column.databaseName}"`).join(', '));
    for (let start = 0; start < list.length; start += ROWS_PER_STATEMENT) {
      const rows = list
        .slice(start, start + ROWS_PER_STATEMENT)
        .map((row) => said.map(({ propertyName }) => (row[propertyName] ?? null) as unknown));
      await this.change(sql`INSERT INTO ${raw(`"${tableName}"`)} (${names}) VALUES ${bulk(rows)}`);
    }
  }

  /** A guarded change; answers how many rows it changed. */
  async change(statement: Sql): Promise<number> {
    return this.database.change(this.requireTransaction().runner, this.words(statement));
  }

  /**
   * For what a process remembers of its own writes: runs once they are saved, and never when they are undone. It must not
   * fail.
   */
  whenSaved(then: () => void): void {
    this.requireTransaction().whenSaved.push(then);
  }

  /** For UnitOfWork alone. What the work has not awaited finds no transaction any more when this is over. */
  async runIn<T>(transaction: Transaction, whenSaved: (() => void)[], work: () => Promise<T>): Promise<T> {
    const current = { ...transaction, whenSaved, open: true };
    try {
      return await this.within({ ...this.running.getStore(), work: current }, work);
    } finally {
      current.open = false;
    }
  }

  /** The transaction of the work that the running code is part of, while that work is under way. */
  transaction(): Work | undefined {
    const work = this.running.getStore()?.work;
    return work?.open ? work : undefined;
  }

  /** The running transaction; an error outside one. */
  requireTransaction(): Work {
    const transaction = this.transaction();
    if (transaction === undefined) throw new Error('A write outside UnitOfWork.run');
    return transaction;
  }

  /** See `Database.settled`. */
  async settled(table: string, patienceMs: number): Promise<boolean> {
    try {
      return await this.database.settled(table, patienceMs);
    } catch (error) {
      throw this.toldOfReading(error);
    }
  }

  /** See `Database.clean`. Never fails: what could not be cleaned now is told by the answer. */
  async clean(tables: readonly string[]): Promise<boolean> {
    return this.database.clean(tables).catch(() => false);
  }

  /** Runs something that only one process may do at a time, such as filling an empty database. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    return this.database.alone(work);
  }

  async close(): Promise<void> {
    await this.database.close();
    this.running.disable();
  }

  /** Once used, it makes every promise of the process dearer, in works and outside: so it is put away when nobody is in one. */
  private async within<T>(running: Running, work: () => Promise<T>): Promise<T> {
    this.inside += 1;
    try {
      return await this.running.run(running, work);
    } finally {
      this.inside -= 1;
      if (this.inside === 0) this.running.disable();
    }
  }

  /** PostgreSQL takes no U+0000 and SQLite stops reading at it: on neither is it a text that could be found. */
  private words(statement: Sql): Statement {
    const texts = statement.values.map((value) => (value instanceof TextList ? value.values.join() : value));
    if (texts.some((text) => typeof text === 'string' && text.includes('\u0000')))
      throw invalidInput({ path: 'input', message: 'has the character U+0000 in a text' });
    return this.database.words(statement);
  }

  private async read<T>(statement: Sql): Promise<T[]> {
    return this.onceMore(this.database.reader, async (place) => this.readFrom<T>(place, statement));
  }

  /** Of the reader, when the replica cannot answer, or when a connection turns out to have died in the pool. */
  private async onceMore<T>(first: Readable, ask: (place: Readable) => Promise<T>): Promise<T> {
    const { reader } = this.database;
    try {
      return await ask(first);
    } catch (error) {
      const passes = error instanceof Unavailable && (first !== reader || error.reason === 'UNREACHABLE');
      if (!passes) throw error;
      return ask(reader);
    }
  }

  private async inMoment<T>(first: Readable, work: () => Promise<T>): Promise<T> {
    const running = this.running.getStore();
    if (running?.work?.open || running?.moment?.open) return work();
    const reading = async (source: Readable | QueryRunner) => {
      const moment = { source, open: true };
      try {
        return await this.within({ ...this.running.getStore(), moment }, work);
      } finally {
        moment.open = false;
      }
    };
    return this.onceMore(first, async (place) => {
      try {
        return await this.database.atOneMoment(place, reading);
      } catch (error) {
        throw this.toldOfReading(error);
      }
    });
  }

  private async readFrom<T>(source: Readable | QueryRunner, statement: Sql): Promise<T[]> {
    const words = this.words(statement);
    try {
      return (await this.database.rows(source, words)) as T[];
    } catch (error) {
      throw this.toldOfReading(error);
    }
  }

  private toldOfReading(error: unknown): unknown {
    const failure = this.database.failure(error);
    // A read that is told so wanted to write: a mistake in this program.
    const bug = failure === null || failure === 'DUPLICATE' || failure === 'READ_ONLY';
    return bug ? error : new Unavailable(failure, error);
  }
}
