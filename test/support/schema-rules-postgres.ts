/** The guarantees of a PostgreSQL schema; see schema-rules.ts. */
import type { QueryRunner } from 'typeorm';
import {
  checkLine,
  columnLine,
  foreignKeyLine,
  guardLine,
  keepingLine,
  keepsUp,
  indexLine,
  primaryKeyLine,
  shorteningLine,
  triggerLine,
  type ColumnRule,
  type ForeignKeyRule,
  type IndexRule,
  type Wording,
} from './schema-rules.js';

const OURS = `r.relnamespace = current_schema()::regnamespace AND r.relkind = 'r' AND r.relname <> 'migration'`;
/** The names of the columns with these numbers. */
const named = (
  table: string,
  numbers: string,
) => `ARRAY(SELECT a.attname::text FROM unnest(${numbers}) WITH ORDINALITY k (n, place)
  JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.n ORDER BY k.place)`;
const action = (code: string) =>
  `CASE ${code} WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END`;

/** On one connection, so that a change can be looked at before it is taken back. */
export async function postgresRules(runner: QueryRunner): Promise<string[]> {
  const columns: ColumnRule[] = await runner.query(`
    SELECT r.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
      a.attnotnull AS required, d.numbered IS TRUE AS numbered, CASE WHEN NOT d.numbered THEN replace(d.value, '::text', '') END AS preset
    FROM pg_class r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN LATERAL (
      SELECT pg_get_expr(adbin, adrelid) AS value, pg_get_expr(adbin, adrelid) LIKE 'nextval(%' AS numbered
      FROM pg_attrdef WHERE adrelid = r.oid AND adnum = a.attnum) d ON true
    WHERE ${OURS}`);
  const primaryKeys: { table: string; columns: string[] }[] = await runner.query(`
    SELECT r.relname AS "table", ${named('r.oid', 'k.conkey')} AS columns
    FROM pg_class r JOIN pg_constraint k ON k.conrelid = r.oid AND k.contype = 'p' WHERE ${OURS}`);
  const foreignKeys: ForeignKeyRule[] = await runner.query(`
    SELECT r.relname AS "table", k.conname || CASE WHEN k.condeferrable THEN ' (deferrable)' ELSE '' END AS name,
      ${named('r.oid', 'k.conkey')} AS columns, t.relname AS target, ${named('t.oid', 'k.confkey')} AS "targetColumns",
      ${action('k.confdeltype')} AS "onDelete", ${action('k.confupdtype')} AS "onUpdate"
    FROM pg_class r JOIN pg_constraint k ON k.conrelid = r.oid AND k.contype = 'f' AND k.convalidated
    JOIN pg_class t ON t.oid = k.confrelid WHERE ${OURS}`);
  const checks: { table: string; name: string; predicate: string }[] = await runner.query(`
    SELECT r.relname AS "table", k.conname AS name, pg_get_expr(k.conbin, k.conrelid) AS predicate
    FROM pg_class r JOIN pg_constraint k ON k.conrelid = r.oid AND k.contype = 'c' AND k.convalidated WHERE ${OURS}`);
  const indexes: IndexRule[] = await runner.query(`
    SELECT r.relname AS "table", i.indisunique AS unique,
      x.relname || CASE WHEN i.indnullsnotdistinct THEN ' (nulls alike)' ELSE '' END AS name,
      ${named('r.oid', 'i.indkey::int2[]')} AS columns, pg_get_expr(i.indpred, i.indrelid) AS where
    FROM pg_class r JOIN pg_index i ON i.indrelid = r.oid AND NOT i.indisprimary AND i.indisvalid
    JOIN pg_class x ON x.oid = i.indexrelid WHERE ${OURS}`);
  return [
    ...columns.map(columnLine),
    ...primaryKeys.map(({ table, columns }) => primaryKeyLine(table, columns)),
    ...foreignKeys.map(foreignKeyLine),
    ...checks.map(({ table, name, predicate }) => checkLine(table, name, predicate)),
    ...indexes.map(indexLine),
    ...(await triggers(runner)),
  ].sort();
}

/** All but those against TRUNCATE, which SQLite does not have: there a DELETE without a condition is all there is. */
async function triggers(runner: QueryRunner): Promise<string[]> {
  const rows: Record<'table' | 'name' | 'definition' | 'body', string>[] = await runner.query(`
    SELECT r.relname AS "table", t.tgname AS name, pg_get_triggerdef(t.oid) AS definition, p.prosrc AS body
    FROM pg_class r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal AND t.tgenabled = 'O'
    JOIN pg_proc p ON p.oid = t.tgfoid WHERE ${OURS}`);
  const all: { table: string; columns: string[] }[] = await runner.query(`
    SELECT r.relname AS "table", array_agg(a.attname::text) AS columns
    FROM pg_class r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE ${OURS} GROUP BY 1`);
  return rows
    .filter(({ definition }) => !definition.includes(' BEFORE TRUNCATE ON '))
    .map(({ table, name, definition, body }) => {
      if (keepsUp(name)) return keepingLine(table, name, `${definition} ${body}`);
      const [, event = definition, whole = ''] =
        /^CREATE TRIGGER \w+ BEFORE (\w+) ON \S+ FOR EACH ROW WHEN \((.*)\) EXECUTE FUNCTION \w+\(\)$/.exec(
          definition,
        ) ?? [];
      if (body.includes(`'the person was erased'`))
        return guardLine(
          table,
          name,
          event,
          [...whole.matchAll(/\b(?:new|old)\.(\w+)/g)].map(([, column = '']) => column),
        );
      const erases =
        / AND \(NOT erases\('\w+'::text, .*?, to_jsonb\(old\.\*\), to_jsonb\(new\.\*\), '(.*?)'::jsonb\)\)/s;
      const when = whole.replace(erases, '');
      const erasable = JSON.parse(erases.exec(whole)?.[1] ?? '{}') as Record<string, unknown>;
      const refuses = /^\s*BEGIN\s+RAISE EXCEPTION '% is never overwritten', TG_TABLE_NAME/.test(body);
      const does = refuses ? `refuses ${event}` : `does otherwise: ${body} ${event}`;
      const taken = /^\(NOT is_shortened\('\w+'::text, old\.(\w+)\)\)$/.exec(whole)?.[1];
      if (taken !== undefined || /^is_cut_short\(new\.\w+\)$/.test(whole))
        return shorteningLine(table, name, does, taken);
      if (/^\(*true\)*$/.test(when))
        return triggerLine({ table, name, does, closedBy: null, kept: null, erasable });
      // All columns but some, each taken out in its turn.
      const changed =
        /\(+to_jsonb\(old\.\*\)((?: - '\w+'::text\)+)+) IS DISTINCT FROM \(+to_jsonb\(new\.\*\)\1/;
      const free = [...(changed.exec(when)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, column]) => column);
      const rest = when.replace(changed, '').replaceAll(/[()]/g, '').trim();
      const closedBy = /^old\.(\w+) IS NOT NULL OR$/.exec(rest)?.[1] ?? null;
      if (free.length === 0 || (rest !== '' && closedBy === null))
        return triggerLine({ table, name, does, closedBy: null, kept: [when] });
      const kept = all
        .find((each) => each.table === table)
        ?.columns.filter((column) => !free.includes(column));
      return triggerLine({ table, name, does, closedBy, kept: kept ?? [], erasable });
    });
}

/**
 * The wording in which PostgreSQL keeps a predicate, whoever wrote it: it is asked to read it as a check of a table like
 * the one it is about. A predicate that it cannot read stays as it is.
 */
export function asPostgresWords(runner: QueryRunner): Wording {
  const known = new Map<string, string>();
  return async (table, predicate) => {
    const key = `${table} ${predicate}`;
    const wording = known.get(key) ?? (await read(runner, table, predicate));
    known.set(key, wording);
    return wording;
  };
}

async function read(runner: QueryRunner, table: string, predicate: string): Promise<string> {
  await runner.query('BEGIN');
  try {
    await runner.query(`CREATE TEMP TABLE reading (LIKE "${table}")`);
    await runner.query(`ALTER TABLE reading ADD CONSTRAINT reading CHECK (${predicate})`);
    const [row] = await runner.query(
      `SELECT pg_get_expr(conbin, conrelid) AS wording FROM pg_constraint WHERE conrelid = 'reading'::regclass AND contype = 'c'`,
    );
    return row.wording;
  } catch {
    return predicate;
  } finally {
    await runner.query('ROLLBACK');
  }
}
