/**
 * What a schema guarantees, in lines that read the same whatever the database: which columns must be filled in, keys,
 * checks, indexes and the triggers that refuse. Two schemas that guarantee the same have the same lines.
 */
import type { DataSource } from 'typeorm';

/** A predicate of a table in one wording, so that two that mean the same read the same. */
export type Wording = (table: string, predicate: string) => Promise<string>;

/** Where the predicates come from one hand: all that may differ is white space. */
export const asWritten: Wording = async (_table, predicate) => predicate.replaceAll(/\s+/g, ' ').trim();

export interface ColumnRule {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** Whether the database gives it the next number. */
  readonly numbered: boolean;
  readonly preset?: string | null;
}

export interface ForeignKeyRule {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
}

export interface IndexRule {
  readonly table: string;
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly string[];
  readonly where: string | null;
}

export interface TriggerRule {
  readonly table: string;
  readonly name: string;
  readonly does: string;
  /** The column that says that a row is over: once it is filled in, the row is closed. */
  readonly closedBy: string | null;
  /** The columns that never change; null for all of them. */
  readonly kept: readonly string[] | null;
  /** What stands in a column after an erasure, by column. */
  readonly erasable?: Readonly<Record<string, unknown>> | undefined;
}

/** What is kept beside the facts; what these do is tested on both databases (tally.spec, standings.spec, test/oracle). */
export const keepsUp = (trigger: string) =>
  /^(standing_|progress_counted_|pool_changed_|taught_by_|listed_)/.test(trigger);

/** Told with whose standing, which pools or whose provider it marks, or what it writes: that must be the same on both. */
export function keepingLine(table: string, name: string, sql: string): string {
  const event = / AFTER (\w+) /.exec(sql)?.[1] ?? 'at no time';
  const [, whose = 'everybody it is about'] =
    /BEGIN\s+((?:INSERT INTO|UPDATE|DELETE FROM) "enrolment_listing" .*?);/s.exec(sql) ??
    /(?:"enrolment_id" IN \(|"pool_change" \("pool"\) )(.*?)\)?;/s.exec(sql) ??
    /SELECT (?:DISTINCT )?t\.enrolment_id, t\.provider_id FROM \((.*?)\) t\b/s.exec(sql) ??
    [];
  return `${table}: trigger ${name} after ${event} keeps up: ${whose.replace(/\s+/g, ' ').trim()}`;
}

export const columnLine = ({ table, name, type, required, numbered, preset }: ColumnRule) =>
  `${table}.${name}: ${type}, ${required ? 'required' : 'may be null'}${numbered ? ', numbered' : ''}` +
  (preset ? `, ${FALSE.includes(preset) ? 'false' : preset} by default` : '');

function presetOf(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** As SQLite and PostgreSQL say it. */
const FALSE = ['0', '(0)', 'false'];

export const primaryKeyLine = (table: string, columns: readonly string[]) =>
  `${table}: primary key (${columns.join(', ')})`;

export const foreignKeyLine = (key: ForeignKeyRule) =>
  `${key.table}: foreign key ${key.name} (${key.columns.join(', ')}) to ${key.target} (${key.targetColumns.join(', ')})` +
  ` on delete ${key.onDelete} on update ${key.onUpdate}`;

export const checkLine = (table: string, name: string, predicate: string) =>
  `${table}: check ${name} ${predicate}`;

export const indexLine = ({ table, name, unique, columns, where }: IndexRule) =>
  `${table}: ${unique ? 'unique index' : 'index'} ${name} (${columns.join(', ')})${where === null ? '' : ` where ${where}`}`;

export const triggerLine = ({ table, name, does, closedBy, kept, erasable = {} }: TriggerRule) =>
  `${table}: trigger ${name} ${does}` +
  (closedBy === null ? '' : ` when ${closedBy} is filled in or`) +
  (kept === null ? ' always' : ` when a change touches ${[...kept].sort().join(', ')}`) +
  Object.entries(erasable)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([column, word]) => `; erased, ${column} is ${JSON.stringify(word)}`)
    .join('');

/** That nothing is recorded of somebody who was erased. */
export const guardLine = (table: string, name: string, event: string, owners: readonly string[]) =>
  `${table}: trigger ${name} refuses ${event} where the person was erased by ${owners.join(', ')}`;

/** The lines of what the entities say. They know nothing of triggers. */
export async function entityRules(source: DataSource, word: Wording): Promise<string[]> {
  const lines: string[] = [];
  for (const { tableName: table, ...entity } of source.entityMetadatas) {
    const names = (columns: readonly { databaseName: string }[]) =>
      columns.map((column) => column.databaseName);
    lines.push(primaryKeyLine(table, names(entity.primaryColumns)));
    for (const column of entity.columns)
      lines.push(
        columnLine({
          table,
          name: column.databaseName,
          type: source.driver.normalizeType(column),
          required: !column.isNullable,
          numbered: column.isGenerated,
          preset: presetOf(column.default),
        }),
      );
    for (const key of entity.foreignKeys)
      lines.push(
        foreignKeyLine({
          table,
          name: key.deferrable === undefined ? key.name : `${key.name} (deferrable)`,
          columns: names(key.columns),
          target: key.referencedEntityMetadata.tableName,
          targetColumns: names(key.referencedColumns),
          onDelete: key.onDelete ?? 'NO ACTION',
          onUpdate: key.onUpdate ?? 'NO ACTION',
        }),
      );
    for (const { name, expression } of entity.checks)
      lines.push(checkLine(table, name, await word(table, expression)));
    for (const { name, isUnique, columns, where } of entity.indices)
      lines.push(
        indexLine({
          table,
          name,
          unique: isUnique,
          columns: names(columns),
          where: where === undefined ? null : await word(table, where),
        }),
      );
  }
  return lines.sort();
}

/** That rows of the log are removed by a shortening alone, and a shortening ends only when nothing of it is left. */
export const shorteningLine = (table: string, name: string, does: string, number: string | undefined) =>
  `${table}: trigger ${name} ${does} ` +
  (number === undefined
    ? 'while something is left of what was to go'
    : `unless a shortening takes its ${number}`);

/** What one schema guarantees and the other does not; nothing when they guarantee the same. */
export function differences(
  [oneName, one]: readonly [name: string, lines: readonly string[]],
  [otherName, other]: readonly [name: string, lines: readonly string[]],
): string[] {
  const missing = (name: string, lines: readonly string[], wanted: readonly string[]) => {
    const there = new Set(lines);
    return wanted.filter((line) => !there.has(line)).map((line) => `not ${name}: ${line}`);
  };
  return [...missing(oneName, one, other), ...missing(otherName, other, one)];
}
