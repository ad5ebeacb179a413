/** Small pieces for statements that a person can read, in words that SQLite knows; see postgres-words.ts for the other. */
import sql, { join, type Sql } from 'sql-template-tag';

/** A list of texts as one bound value. */
export class TextList {
  constructor(readonly values: readonly string[]) {}
}

/** `column IN among(values)`: one statement text whatever the number of values, so that the statement cache holds. */
export function among(values: readonly string[]): Sql {
  return sql`(SELECT value FROM json_each(${new TextList(values)}))`;
}

/** All conditions hold; true when there are none. */
export function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`1 = 1` : join(conditions, ' AND ');
}

/** The person that a registration stands for: the one that it was merged into, else itself (L25). */
export function personOf(personId: string | Sql): Sql {
  return sql`COALESCE((SELECT gm.kept_id FROM person_merge gm
    WHERE gm.merged_id = ${personId} AND gm.superseded_at IS NULL), ${personId})`;
}

/** Registrations that stand for a person of their own; `p` is the alias of `person`. */
export function notMerged(p: Sql): Sql {
  return sql`NOT EXISTS (SELECT 1 FROM person_merge gm WHERE gm.merged_id = ${p}.id AND gm.superseded_at IS NULL)`;
}

/** The record that was current at an instant, by what had been recorded then (Decision 2, V38). */
export function currentAt(alias: Sql, knownAt: string): Sql {
  return sql`${alias}.recorded_at <= ${knownAt} AND (${alias}.superseded_at IS NULL OR ${alias}.superseded_at > ${knownAt})`;
}
