/** How PostgreSQL wants said what the statements of this program say in SQLite's words. */
import type { Sql } from 'sql-template-tag';
import type { Statement } from './database.js';
import { TextList } from './sql.js';

/** `IN among(...)`. As an array, the planner looks it up in an index as it does a single value. */
const AMONG = /\b(NOT )?IN \(SELECT value FROM json_each\((\$\d+)\)\)/g;

export function postgresWords(statement: Sql): Statement {
  return {
    text: statement.text.replace(AMONG, (_, not: string | undefined, list: string) =>
      not === undefined ? `= ANY(${list}::text[])` : `<> ALL(${list}::text[])`,
    ),
    values: statement.values.map((value) => (value instanceof TextList ? value.values : value)),
  };
}
