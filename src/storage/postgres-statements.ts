import type pg from 'pg';
import type { Statement } from './database.js';
import { wasPreparedForOtherColumns } from './postgres-failure.js';
import { camelCase, type Row, rowsOf } from './rows.js';

/** What is asked beyond them is not prepared: PostgreSQL keeps each in memory for each connection. */
const KEPT = 300;

type Asked = Pick<pg.ClientBase, 'query'>;

/**
 * Puts statements to PostgreSQL past TypeORM: what comes a second time is prepared, once on each connection, and rows come
 * as arrays. It takes half the time that most of asking takes.
 */
export class PostgresStatements {
  /** What each text is prepared as. */
  private readonly names = new Map<string, string>();
  /** Texts that have come one time. */
  private readonly once = new Set<string>();
  /** Names are never used again, as connections remember what they stood for. */
  private given = 0;

  /** Rows with camelCase keys; none of a statement that answers none. */
  async rows(connection: Asked, statement: Statement): Promise<Row[]> {
    const { fields, rows } = await this.ask(connection, statement);
    return rowsOf(
      fields.map(({ name }) => camelCase(name)),
      rows,
    );
  }

  /** How many rows it changed. */
  async change(connection: Asked, statement: Statement): Promise<number> {
    return (await this.ask(connection, statement)).rowCount ?? 0;
  }

  private async ask(connection: Asked, { text, values }: Statement): Promise<pg.QueryArrayResult<unknown[]>> {
    const name = this.nameOf(text);
    try {
      return await connection.query({ ...(name !== null && { name }), text, values, rowMode: 'array' });
    } catch (error) {
      // The next time it is prepared anew.
      if (name !== null && wasPreparedForOtherColumns(error)) this.names.delete(text);
      throw error;
    }
  }

  private nameOf(text: string): string | null {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    if (this.names.size >= KEPT) return null;
    if (!this.once.delete(text)) {
      if (this.once.size >= KEPT) this.once.clear();
      this.once.add(text);
      return null;
    }
    this.given += 1;
    const name = `s${this.given}`;
    this.names.set(text, name);
    return name;
  }
}
