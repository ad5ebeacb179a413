/** What is in the tables, in words that are the same on every database and each time the same is told. */
import { pino } from 'pino';
import sql, { raw } from 'sql-template-tag';
import type { EntityMetadata } from 'typeorm';
import { Clock } from '../../src/config/clock.js';
import type { Core } from '../../src/core.module.js';
import type { Instant } from '../../src/domain/calendar.js';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import type { TestDatabase } from './database.js';

class FixedClock extends Clock {
  constructor(private readonly instant: Instant) {
    super();
  }

  override now(): Instant {
    return this.instant;
  }
}

/** What a server is made of, at one moment that does not pass. */
export async function openCore({ env }: Pick<TestDatabase, 'env'>, now: Instant): Promise<Core> {
  const authSecret = 'a secret for tests that is long enough to sign with';
  const logger = pino({ level: 'silent' });
  return { env, clock: new FixedClock(now), store: await openStore(env), authSecret, logger };
}

/** Filled by the start of the server itself, whether or not there is an example. */
export const REFERENCE = ['municipality', 'rule_set'];

type Row = Record<string, unknown>;

export const tablesOf = (store: Store): string[] =>
  store.database.writer.entityMetadatas.map((entity) => entity.tableName).sort();

/**
 * By the primary key: ids are in the order in which they were drawn. Columns in the order of the entity: that of a table
 * depends on whether a step could add a column or had to build the table anew.
 */
export async function rowsOf(store: Store, table: string): Promise<Row[]> {
  const entity = entityOf(store, table);
  const key = entity.primaryColumns.map((column) => `"${column.databaseName}"`).join(', ');
  const rows = await store.query<Row>(sql`SELECT * FROM ${raw(`"${table}" ORDER BY ${key}`)}`);
  return rows.map((row) => {
    const values = entity.columns.map(({ propertyName: name, type }) => {
      const value = row[name];
      return [name, type === 'boolean' && value !== null ? Boolean(value) : value];
    });
    return Object.fromEntries(values) as Row;
  });
}

export async function rowCounts(store: Store): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tablesOf(store)) counts[table] = (await rowsOf(store, table)).length;
  return counts;
}

/**
 * Everything in the database as text, to the second, without what is drawn anew each time: ids, certificate numbers, and
 * the numbers that the database gives, which on PostgreSQL go on after a work that was taken back.
 */
export async function everything(store: Store): Promise<Record<string, string[]>> {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const nameOf = (id: string, prefix: string) => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const number = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, number);
    names.set(id, `${prefix}#${number}`);
    return `${prefix}#${number}`;
  };
  const dump: Record<string, string[]> = {};
  for (const table of tablesOf(store)) {
    const numbered = [
      ...entityOf(store, table).generatedColumns.map((column) => column.propertyName),
      ...(table === 'audit_about' ? ['eventId'] : []),
      // Drawn anew for each event.
      ...(table === 'audit_event' ? ['salt'] : []),
    ];
    const rows = await rowsOf(store, table);
    dump[table] = (table === 'tally' ? addedUp(rows) : rows).map((row) =>
      JSON.stringify(row, (key, value: unknown) => (numbered.includes(key) ? undefined : value))
        .replaceAll(/\b([a-z]{3})_[0-9a-f]{32}/g, nameOf)
        .replaceAll(/FL-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]/g, 'FL')
        .replaceAll(/(T\d\d:\d\d:\d\d)\.\d{3}Z/g, '$1Z'),
    );
  }
  return dump;
}

/** The parts of the tally together: into how many it falls depends on the connections. */
function addedUp(rows: readonly Row[]): Row[] {
  const places = new Map<string, Row>();
  for (const { part: _, ...row } of rows) {
    const key = ['programmeKey', 'trackKey', 'municipalityCode'].map((name) => row[name]).join(' ');
    const sums = places.get(key);
    const sum = (name: string, value: unknown) =>
      typeof value === 'number' ? value + Number(sums?.[name] ?? 0) : value;
    places.set(
      key,
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, sum(name, value)])) as Row,
    );
  }
  return [...places.values()];
}

function entityOf(store: Store, table: string): EntityMetadata {
  const entity = store.database.writer.entityMetadatas.find((each) => each.tableName === table);
  if (entity === undefined) throw new Error(`no table ${table}`);
  return entity;
}
