/** The shortest way to each database: prepared statements, kept, and nothing in between. */
import type BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import { openSqlite } from '../fill-sqlite.js';

export type Row = Record<string, any>;
/** A statement with `$1`, `$2` … for its values; both databases understand the text. */
export type Ask = <T = Row>(text: string, values?: readonly unknown[]) => T[] | Promise<T[]>;

export interface RawDatabase {
  readonly dialect: 'sqlite' | 'postgres';
  readonly ask: Ask;
  /** All of the work or nothing of it; works that write wait for each other on SQLite. */
  write<T>(work: (ask: Ask) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Works that wrote at the same time: one is saved, and the other runs again, as in the product. */
const COLLIDED = ['40001', '40P01'];

export function openRaw(url: string): RawDatabase {
  return url.startsWith('sqlite:') ? sqlite(url.slice('sqlite:'.length)) : postgres(url);
}

/** As the product sets it: write-ahead log, nothing lost when the power goes, a reader of its own. */
function sqlite(path: string): RawDatabase {
  const writer = openSqlite(path);
  writer.pragma('journal_mode = WAL');
  writer.pragma('synchronous = FULL');
  writer.pragma('foreign_keys = ON');
  writer.pragma('recursive_triggers = ON');
  writer.pragma('secure_delete = ON');
  const reader = openSqlite(path, { readonly: true });
  reader.pragma('mmap_size = 67108864');
  const asker = (db: typeof reader): Ask => {
    const statements = new Map<string, { statement: BetterSqlite3.Statement; places: readonly number[] }>();
    return <T>(text: string, values: readonly unknown[] = []) => {
      let known = statements.get(text);
      if (known === undefined) {
        const places: number[] = [];
        const plain = text.replace(/\$(\d+)/g, (_, place: string) => {
          places.push(Number(place) - 1);
          return '?';
        });
        known = { statement: db.prepare(plain), places };
        statements.set(text, known);
      }
      const { statement, places } = known;
      const bound = places.map((place) => values[place]);
      if (statement.reader) return statement.all(...bound) as T[];
      statement.run(...bound);
      return [];
    };
  };
  const write = asker(writer);
  let last: Promise<unknown> = Promise.resolve();
  return {
    dialect: 'sqlite',
    ask: asker(reader),
    write: (work) => {
      const turn = last.then(async () => {
        write('BEGIN IMMEDIATE');
        try {
          const result = await work(write);
          write('COMMIT');
          return result;
        } catch (error) {
          write('ROLLBACK');
          throw error;
        }
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      reader.close();
      writer.close();
    },
  };
}

function postgres(connectionString: string): RawDatabase {
  const pool = new pg.Pool({ connectionString, max: 10 });
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    let name = names.get(text);
    if (name === undefined) names.set(text, (name = `raw${names.size}`));
    return name;
  };
  const asker =
    (client: Pick<pg.PoolClient, 'query'>): Ask =>
    async <T>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await client.query({ name: nameOf(text), text, values: [...values] });
      return rows as T[];
    };
  return {
    dialect: 'postgres',
    ask: asker(pool),
    write: async (work) => {
      const client = await pool.connect();
      try {
        for (;;)
          try {
            await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
            const result = await work(asker(client));
            await client.query('COMMIT');
            return result;
          } catch (error) {
            await client.query('ROLLBACK');
            if (!COLLIDED.includes((error as { code?: string }).code ?? '')) throw error;
          }
      } finally {
        client.release();
      }
    },
    close: async () => pool.end(),
  };
}
