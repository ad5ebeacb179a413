/** The one way to the database: reads anywhere, writes inside `UnitOfWork.run`. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql } from 'sql-template-tag';
import type { DataSource, EntityTarget, ObjectLiteral, QueryRunner } from 'typeorm';

type Row = Record<string, unknown>;

/** SQLite takes at most 32,766 variables in a statement; rows go in chunks well below that. */
const ROWS_PER_STATEMENT = 500;

/** The transaction of one work. Code that a work left behind still finds it when it is over. */
interface Transaction {
  readonly runner: QueryRunner;
  open: boolean;
}

export class Store {
  /** The transaction that the running code was started in, if any. */
  private readonly transaction = new AsyncLocalStorage<Transaction>();

  constructor(
    readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {}

  /** Rows with camelCase keys. Inside a unit of work it sees that work's own writes, outside only what is committed. */
  async query<T>(statement: Sql): Promise<T[]> {
    const rows: Row[] = await (this.runner() ?? this.reader).query(statement.sql, statement.values);
    return rows.map(camelCaseKeys) as T[];
  }

  async queryOne<T>(statement: Sql): Promise<T | null> {
    return (await this.query<T>(statement))[0] ?? null;
  }

  async insert<E extends ObjectLiteral>(entity: EntityTarget<E>, rows: E | readonly E[]): Promise<void> {
    const list = Array.isArray(rows) ? (rows as readonly E[]) : [rows as E];
    for (let start = 0; start < list.length; start += ROWS_PER_STATEMENT)
      await this.requireTransaction()
        .manager.createQueryBuilder()
        .insert()
        .into(entity)
        .values(list.slice(start, start + ROWS_PER_STATEMENT))
        .updateEntity(false)
        .execute();
  }

  /** A guarded change; answers how many rows it changed. */
  async change(statement: Sql): Promise<number> {
    const result = await this.requireTransaction().query(statement.sql, statement.values, true);
    return result.affected ?? 0;
  }

  inTransaction(): boolean {
    return this.runner() !== undefined;
  }

  /** For UnitOfWork alone. What the work has not awaited finds no transaction any more when this is over. */
  async runIn<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
    const transaction = { runner, open: true };
    try {
      return await this.transaction.run(transaction, work);
    } finally {
      transaction.open = false;
    }
  }

  async close(): Promise<void> {
    await this.reader.destroy();
    await this.writer.destroy();
  }

  /** The running transaction; an error outside one. */
  requireTransaction(): QueryRunner {
    const runner = this.runner();
    if (runner === undefined) throw new Error('A write outside UnitOfWork.run');
    return runner;
  }

  private runner(): QueryRunner | undefined {
    const transaction = this.transaction.getStore();
    return transaction?.open ? transaction.runner : undefined;
  }
}

const camelCase = new Map<string, string>();

function camelCaseKeys(row: Row): Row {
  const result: Row = {};
  for (const key of Object.keys(row)) {
    let name = camelCase.get(key);
    if (name === undefined) {
      name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      camelCase.set(key, name);
    }
    result[name] = row[key];
  }
  return result;
}
