import { personErased, Refused } from '../domain/refusal.js';
import { Unavailable } from './failure.js';
import { rollBack } from './roll-back.js';
import type { Store } from './store.js';

/** Carries what a rehearsed work answers out of the transaction that is taken back. */
class Rehearsed extends Error {
  constructor(readonly result: unknown) {
    super('taken back');
  }
}

/**
 * All of one business act, or nothing of it. A work that is started inside another is part of it.
 *
 * Works look as if they ran one after the other: on SQLite they do (sqlite.ts), on PostgreSQL its serializable isolation
 * sees to it, and a work that cannot be fitted in runs again (postgres.ts). So a work changes nothing but the database.
 */
export class UnitOfWork {
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly store: Store) {}

  /**
   * Throws what the work throws; `Refused` with DUPLICATE when a rule broke that only the database could see; and
   * `Unavailable` when the database cannot take it at the moment. In each case nothing was written.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.store.transaction() !== undefined) return work();
    const { database } = this.store;
    let whenSaved: (() => void)[] = [];
    const turn = database
      .transact((transaction) => {
        // A work that runs again begins anew.
        whenSaved = [];
        return this.store.runIn(transaction, whenSaved, work);
      })
      .then((result) => {
        for (const then of whenSaved) then();
        return result;
      })
      .catch((error: unknown) => {
        throw this.told(error);
      });
    this.running.add(turn);
    try {
      return await turn;
    } finally {
      this.running.delete(turn);
    }
  }

  /**
   * Does exactly what `run` does, and takes all of it back: what the work answers is what would happen, and nothing is
   * left behind. A refusal is thrown as it would be.
   */
  async preview<T>(work: () => Promise<T>): Promise<T> {
    try {
      const inside = this.store.transaction() !== undefined;
      const rehearsal = async () => Promise.reject(new Rehearsed(await work()));
      return await (inside ? this.attempt(rehearsal) : this.run(rehearsal));
    } catch (error) {
      if (error instanceof Rehearsed) return error.result as T;
      throw error;
    }
  }

  /**
   * Inside a unit of work: a part that can fail by itself. When it does, its own writes are undone, the rest of the work
   * stands, and the error is the caller's to decide on; errors that are no refusal are to be thrown on.
   */
  async attempt<T>(part: () => Promise<T>): Promise<T> {
    const { runner, attempt, whenSaved } = this.store.requireTransaction();
    const before = whenSaved.length;
    await runner.query('SAVEPOINT part');
    try {
      const result = await this.store.runIn({ runner, attempt }, whenSaved, part);
      await runner.query('RELEASE SAVEPOINT part');
      return result;
    } catch (error) {
      whenSaved.length = before;
      await rollBack(runner, 'ROLLBACK TO SAVEPOINT part', 'RELEASE SAVEPOINT part');
      throw this.store.database.worthRepeating(error, attempt) ? error : this.told(error);
    }
  }

  /** Resolves when everything that was asked for so far is done. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  /** What whoever asked for the work is told. */
  private told(error: unknown): unknown {
    if (error instanceof Refused || error instanceof Unavailable) return error;
    if (isOfErased(error)) return personErased();
    const failure = this.store.database.failure(error);
    if (failure === null) return error;
    if (failure !== 'DUPLICATE') return new Unavailable(failure, error);
    return new Refused({
      code: 'DUPLICATE',
      message: 'This has just been recorded by somebody else. Look again before you repeat it.',
      existing: [],
    });
  }
}

/** What the database says when something is to be recorded of somebody who was erased; see the migrations. */
function isOfErased(error: unknown): boolean {
  const { message, driverError } = error as { message?: string; driverError?: { message?: string } };
  return [message, driverError?.message].includes('the person was erased');
}
