import sql, { raw, type Sql } from 'sql-template-tag';
import type { Store } from '../../storage/store.js';

/** A table that the database itself keeps up, and what its rows are by the facts, in the order of its columns. */
export interface KeptTable {
  readonly table: string;
  readonly columns: readonly ['enrolment_id', ...string[]];
  readonly byTheFacts: Sql;
}

/** Inside a unit of work. Puts right what is kept; answers the enrolments of which it said something else. There must be none. */
export async function putRight(store: Store, { table, columns, byTheFacts }: KeptTable): Promise<string[]> {
  const [into, named] = [raw(table), raw(columns.join(', '))];
  const kept = sql`SELECT ${named} FROM ${into}`;
  const rows = await store.query<{ enrolmentId: string }>(sql`
    SELECT enrolment_id FROM (SELECT * FROM (${byTheFacts}) f EXCEPT ${kept}) missing
    UNION SELECT enrolment_id FROM (${kept} EXCEPT SELECT * FROM (${byTheFacts}) f) too_many
    ORDER BY enrolment_id`);
  if (rows.length > 0) {
    await store.change(sql`DELETE FROM ${into}`);
    await store.change(sql`INSERT INTO ${into} (${named}) ${byTheFacts}`);
  }
  return rows.map((row) => row.enrolmentId);
}
