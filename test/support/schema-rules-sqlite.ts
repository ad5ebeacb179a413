/** The guarantees of a SQLite schema; see schema-rules.ts. */
import type { DataSource } from 'typeorm';
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
  type Wording,
} from './schema-rules.js';

interface Definition {
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

/** All tables at once: to ask for one after another takes four times as long. */
const OURS = `m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'migration'`;

export async function sqliteRules(source: DataSource, word: Wording): Promise<string[]> {
  const defined = (type: string): Promise<Definition[]> =>
    source.query(
      `SELECT name, tbl_name AS "table", sql FROM sqlite_master
       WHERE type = ? AND name NOT LIKE 'sqlite_%' AND tbl_name <> 'migration'`,
      [type],
    );
  const tables = await defined('table');
  const lines = [...(await columns(source, tables)), ...(await foreignKeys(source, tables))];
  for (const table of tables) lines.push(...(await checks(table, word)));
  lines.push(...(await indexes(source, word)));
  for (const trigger of await defined('trigger')) lines.push(triggerOf(trigger));
  return lines.sort();
}

interface ColumnRow {
  readonly of: string;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

async function columns(source: DataSource, tables: readonly Definition[]): Promise<string[]> {
  const all: ColumnRow[] = await source.query(
    `SELECT m.name AS "of", i.* FROM sqlite_master m, pragma_table_info(m.name) i WHERE ${OURS}`,
  );
  return tables.flatMap(({ name: table, sql }) => {
    const rows = all.filter((row) => row.of === table);
    const key = rows.filter((row) => row.pk > 0).sort((a, b) => a.pk - b.pk);
    const lines = rows.map(({ name, type, notnull, dflt_value, pk }) =>
      columnLine({
        table,
        name,
        type: type.toLowerCase(),
        required: notnull === 1,
        numbered: pk > 0 && sql.includes('AUTOINCREMENT'),
        preset: dflt_value,
      }),
    );
    const names = key.map((row) => row.name);
    return names.length === 0 ? lines : [...lines, primaryKeyLine(table, names)];
  });
}

type ForeignKeyRow = Readonly<
  Record<'of' | 'id' | 'from' | 'table' | 'to' | 'on_delete' | 'on_update', string>
>;

/** SQLite tells everything of a foreign key but its name, which is in the text of the table. */
async function foreignKeys(source: DataSource, tables: readonly Definition[]): Promise<string[]> {
  const all: ForeignKeyRow[] = await source.query(
    `SELECT m.name AS "of", k.* FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE ${OURS} ORDER BY id, seq`,
  );
  return tables.flatMap(({ name: table, sql }) => {
    const rows = all.filter((row) => row.of === table);
    const named = [...sql.matchAll(/CONSTRAINT "(\w+)" FOREIGN KEY \(([^)]*)\)([^,]*)/g)].map(
      ([, name = '', list = '', rest = '']) => ({
        name: rest.includes('DEFERRABLE') ? `${name} (deferrable)` : name,
        columns: list.replaceAll('"', ''),
      }),
    );
    return [...new Set(rows.map((row) => row.id))].map((id) => {
      const [first, ...rest] = rows.filter((row) => row.id === id);
      if (first === undefined) throw new Error('impossible');
      const parts = [first, ...rest];
      const from = parts.map((row) => row.from);
      return foreignKeyLine({
        table,
        name: named.find((key) => key.columns === from.join(', '))?.name ?? 'without a name',
        columns: from,
        target: first.table,
        targetColumns: parts.map((row) => row.to),
        onDelete: first.on_delete,
        onUpdate: first.on_update,
      });
    });
  });
}

async function checks({ name: table, sql }: Definition, word: Wording): Promise<string[]> {
  const lines: string[] = [];
  for (const { index, 0: start, 1: name = 'without a name' } of sql.matchAll(
    /(?:CONSTRAINT "(\w+)" )?CHECK ?\(/g,
  ))
    lines.push(checkLine(table, name, await word(table, upToClosing(sql.slice(index + start.length)))));
  return lines;
}

/** The text up to the parenthesis that closes it; those in quotes do not count. */
function upToClosing(text: string): string {
  let depth = 1;
  for (const { index, 0: token } of text.matchAll(/'[^']*'|[()]/g)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0) return text.slice(0, index);
  }
  throw new Error(`no end: ${text}`);
}

interface IndexRow {
  readonly table: string;
  readonly name: string;
  readonly unique: number;
  readonly columns: string;
  readonly sql: string | null;
}

async function indexes(source: DataSource, word: Wording): Promise<string[]> {
  const rows: IndexRow[] = await source.query(
    `SELECT m.name AS "table", l.name, l."unique", x.sql,
       (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns
     FROM sqlite_master m, pragma_index_list(m.name) l LEFT JOIN sqlite_master x ON x.type = 'index' AND x.name = l.name
     WHERE ${OURS} AND l.origin <> 'pk'`,
  );
  const lines: string[] = [];
  for (const { table, name, unique, columns, sql } of rows) {
    const predicate = /\) WHERE (.*)$/s.exec(sql ?? '')?.[1];
    const where = predicate === undefined ? null : await word(table, predicate);
    lines.push(indexLine({ table, name, unique: unique === 1, columns: [columns], where }));
  }
  return lines;
}

function triggerOf({ name, table, sql }: Definition): string {
  if (keepsUp(name)) {
    const whose = sql.replace(
      /(?<=AND )"enrolment_id" = NEW\.(\w+)/,
      '"enrolment_id" IN (SELECT n.$1 FROM changed n)',
    );
    return keepingLine(table, name, whose.replace(/\(SELECT NEW\.[^()]*\) n\b/g, 'changed n'));
  }
  const [, event = sql, whole = '', body = ''] =
    /^CREATE TRIGGER "\w+" BEFORE (\w+) ON "\w+" WHEN (.*?)\s+BEGIN (.*); END$/s.exec(sql) ?? [];
  if (body === `SELECT RAISE(ABORT, 'the person was erased')`)
    return guardLine(
      table,
      name,
      event,
      [...whole.matchAll(/\b(?:NEW|OLD)\.(\w+)/g)].map(([, column = '']) => column),
    );
  const [, when = whole, changes = ''] = UNLESS_ERASED.exec(whole) ?? [];
  const erasable = Object.fromEntries(
    [...changes.matchAll(EMPTIED)].map(([, column = '', word = '']) => [column, wordOf(word)]),
  );
  const refuses = body === `SELECT RAISE(ABORT, '${table} is never overwritten')`;
  const does = refuses ? `refuses ${event}` : `does otherwise: ${body} ${event}`;
  const taken = UNLESS_SHORTENED.exec(whole)?.[1];
  if (taken !== undefined || whole.startsWith('EXISTS (SELECT 1 FROM audit_shortening s WHERE s.id = NEW.'))
    return shorteningLine(table, name, does, taken);
  if (when === '1') return triggerLine({ table, name, does, closedBy: null, kept: null, erasable });
  const kept: string[] = [];
  let closedBy: string | null = null;
  for (const part of when.split(' OR ')) {
    const changed = /^NEW\.(\w+) IS NOT OLD\.\1$/.exec(part)?.[1];
    const closed = /^OLD\.(\w+) IS NOT NULL$/.exec(part)?.[1];
    if (closed !== undefined) closedBy = closed;
    else kept.push(changed ?? part);
  }
  return triggerLine({ table, name, does, closedBy, kept, erasable });
}

/** The condition of a trigger, but for rows that an erasure names which has not ended. */
const UNLESS_ERASED =
  /^\((.*)\) AND NOT \(EXISTS \(SELECT 1 FROM erased_row r WHERE r\.table_name = '\w+' AND r\.row_key = CAST\(.*? AS text\)\s+AND NOT EXISTS \(SELECT 1 FROM erasure_end x WHERE x\.erasure_id = r\.erasure_id\)\) AND (.*)\)$/s;
const EMPTIED = /\(NEW\.(\w+) IS OLD\.\1 OR (.*?)\)(?= AND \(?NEW\.|$)/g;

/** The condition of a trigger that lets go what a shortening names which has not ended. */
const UNLESS_SHORTENED =
  /^NOT EXISTS \(SELECT 1 FROM audit_shortening s JOIN audit_seal a ON .*\s+WHERE OLD\.(\w+) (?:<= s\.to_id|< s\.sequence) AND NOT EXISTS \(SELECT 1 FROM audit_shortening_end x WHERE x\.shortening_id = s\.id\)\)$/s;

function wordOf(condition: string): unknown {
  if (condition.endsWith(' IS NULL')) return null;
  const [, text] = /^NEW\.\w+ IS '(.*)'$/.exec(condition) ?? [];
  const [, start] = /^NEW\.\w+ LIKE '(.*)%'$/.exec(condition) ?? [];
  const [, part = '', word] = /json_extract\(NEW\.\w+, '\$\.(\w+)'\) IS '(.*?)'/.exec(condition) ?? [];
  return text ?? (start === undefined ? { [part]: word } : [start]);
}
