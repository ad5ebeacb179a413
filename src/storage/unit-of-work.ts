import { Refused } from '../domain/refusal.js';
import { constraintViolation } from './constraint.js';
import type { Store } from './store.js';

/**
 * All of one business act, or nothing of it.
 *
 * SQLite has one connection for the whole process: two overlapping transactions would nest, and the second would be told
 * "committed" while the first can still roll it back (architecture.md "Transactions"). So works wait for each other in
 * the order they came. A work that is started inside another is part of it.
 */
export class UnitOfWork {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: Store) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.store.inTransaction()) return work();
    const turn = this.last.then(() => this.transact(work));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Inside a unit of work: a part that can fail by itself. When it does, its own writes are undone, the rest of the work
   * stands, and the error is the caller's to decide on.
   */
  async attempt<T>(part: () => Promise<T>): Promise<T> {
    const runner = this.store.requireTransaction();
    await runner.query('SAVEPOINT part');
    try {
      const result = await part();
      await runner.query('RELEASE SAVEPOINT part');
      return result;
    } catch (error) {
      await rollBack(runner, 'ROLLBACK TO SAVEPOINT part', 'RELEASE SAVEPOINT part');
      throw asRefusal(error);
    }
  }

  /** Resolves when everything that was asked for so far is done. */
  async idle(): Promise<void> {
    await this.last;
  }

  private async transact<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.store.writer.createQueryRunner();
    // IMMEDIATE: the lock is taken now, so that another process cannot slip in between a read and its write.
    await runner.query('BEGIN IMMEDIATE');
    try {
      const result = await this.store.runIn(runner, work);
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      await rollBack(runner, 'ROLLBACK');
      throw asRefusal(error);
    }
  }
}

async function rollBack(
  runner: { query(text: string): Promise<unknown> },
  ...statements: readonly string[]
): Promise<void> {
  try {
    for (const statement of statements) await runner.query(statement);
  } catch {
    // The database may have rolled back by itself (disk full, say); the first error is the one to report.
  }
}

/** A rule that the database had to enforce was broken at the same moment by somebody else. */
function asRefusal(error: unknown): unknown {
  const violation = constraintViolation(error);
  if (violation?.kind !== 'UNIQUE') return error;
  return new Refused({
    code: 'DUPLICATE',
    message: 'This has just been recorded by somebody else. Look again before you repeat it.',
    existing: [],
  });
}
