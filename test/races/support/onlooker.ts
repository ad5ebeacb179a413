/** Looks at the database on a connection of its own, past the servers, and may change what no server would. */
import pg from 'pg';
import type BetterSqlite3 from 'better-sqlite3';
import type { Env } from '../../../src/config/env.js';
import { sqliteDriver } from '../../../src/storage/sqlite-driver.js';

export class Onlooker {
  private constructor(
    private readonly run: (text: string) => Promise<any[]>,
    readonly close: () => Promise<void>,
  ) {}

  static async open(env: Env): Promise<Onlooker> {
    if (env.dialect === 'postgres') {
      const client = new pg.Client({ connectionString: env.databaseUrl });
      await client.connect();
      return new Onlooker(
        async (text) => (await client.query(text)).rows,
        async () => client.end(),
      );
    }
    const Sqlite = sqliteDriver() as typeof BetterSqlite3;
    const file = new Sqlite(env.databasePath, { timeout: 10_000 });
    return new Onlooker(
      async (text) => {
        const statement = file.prepare(text);
        if (statement.reader) return statement.all();
        statement.run();
        return [];
      },
      async () => void file.close(),
    );
  }

  /** Rows of one statement, which both databases understand. */
  async rows(text: string): Promise<any[]> {
    return this.run(text);
  }

  /** The numbers of the one row of a statement. */
  async numbers(text: string): Promise<Record<string, number>> {
    const [row] = await this.run(text);
    return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
  }
}
