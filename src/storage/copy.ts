/** Copies a whole SQLite database into an empty PostgreSQL one, and proves that the copy is the same. */
import type { DataSource, EntityMetadata, QueryRunner } from 'typeorm';
import { POSTGRES_MIGRATIONS } from '../../migrations/postgres/index.js';
import type { Env } from '../config/env.js';
import {
  compareSteps,
  CopyFailed,
  type CopySource,
  type Kind,
  quoted,
  Summing,
  type Summary,
  type Table,
  type Value,
} from './copy-source.js';
import { driverCode } from './failure.js';
import { migratePostgres, PostgresDatabase } from './postgres.js';

const ROWS_PER_STATEMENT = 1_000;

/** What the database keeps up by itself as the facts come in. What the source holds takes its place, after all facts. */
const KEPT_UP = ['progress', 'tally', 'pool_count', 'pool_change', 'enrolment_provider', 'enrolment_listing'];

/** How one table came out. */
export interface Compared {
  readonly table: string;
  readonly source: Summary;
  readonly target: Summary;
  readonly same: boolean;
}

/**
 * Everything, or nothing: one transaction, which is saved only when every table has as many rows and the same checksum in
 * both databases, each worked out from what that database answers. `tell` hears of every table before that. Nobody else
 * can write to the target meanwhile, and servers that start on it wait. Throws `CopyFailed` when the target is in use,
 * when the source holds what PostgreSQL cannot hold, and when the copy differs.
 */
export async function copyDatabase(
  source: CopySource,
  env: Env,
  tell: (compared: Compared) => void,
): Promise<void> {
  const database = await PostgresDatabase.open(env);
  try {
    const tables = tablesInOrder(database.writer);
    // Before the tables are made, too: the address may be that of somebody else's database.
    await refuseUnfit(database.writer);
    await refuseRows(database.writer);
    const expected = tables.map((table) => source.summary(table));
    await migratePostgres(env);
    await refuseOtherVersions(database.writer);
    await database.alone(() =>
      database.transact(async ({ runner }) => {
        await holdAlone(runner, tables);
        await refuseRows(runner);
        for (const table of tables) {
          if (isKeptUp(table)) await runner.query(`DELETE FROM ${quoted(table.name)}`);
          await fill(runner, table, source);
        }
        await runner.query(`ANALYZE ${tables.map(({ name }) => quoted(name)).join(', ')}`);
        await compare(runner, tables, expected, tell);
        for (const table of tables) await countOn(runner, table);
      }),
    );
  } finally {
    await database.close();
  }
}

/** Every table of the entities, after those that it refers to or rests on. */
export function tablesInOrder(source: DataSource): Table[] {
  const placed = new Map<EntityMetadata, Table>();
  const place = (metadata: EntityMetadata, above: readonly EntityMetadata[]): void => {
    if (placed.has(metadata)) return;
    if (above.includes(metadata)) throw new Error(`${metadata.tableName} refers to itself by way of others`);
    for (const { referencedEntityMetadata: other } of metadata.foreignKeys)
      if (other !== metadata) place(other, [...above, metadata]);
    placed.set(metadata, tableOf(metadata, source));
  };
  for (const metadata of source.entityMetadatas) place(metadata, []);
  const tables = [...placed.values()];
  return [...tables.filter((table) => !isKeptUp(table)), ...tables.filter(isKeptUp)];
}

const isKeptUp = ({ name }: Table) => KEPT_UP.includes(name);

function tableOf(metadata: EntityMetadata, source: DataSource): Table {
  const itself = metadata.foreignKeys.filter((each) => each.referencedEntityMetadata === metadata);
  if (itself.some(({ columns }) => columns.length > 1) || itself.length > 1)
    throw new Error(`${metadata.tableName} refers to itself in a way that cannot be put in order`);
  return {
    name: metadata.tableName,
    columns: metadata.columns.map((column) => {
      const kind = source.driver.normalizeType(column);
      if (!isKind(kind)) throw new Error(`Nobody has said how a column of type ${kind} is copied`);
      return { name: column.databaseName, kind };
    }),
    key: metadata.primaryColumns.map((column) => column.databaseName),
    refersTo: itself[0]?.columns[0]?.databaseName ?? null,
    numbered: metadata.generatedColumns[0]?.databaseName ?? null,
  };
}

const isKind = (type: string): type is Kind => ['text', 'integer', 'boolean'].includes(type);

type Asking = Pick<QueryRunner, 'query'> | DataSource;

async function ask<T>(asking: Asking, statement: string, values: unknown[] = []): Promise<T[]> {
  return asking.query(statement, values);
}

async function refuseUnfit(target: Asking): Promise<void> {
  const [row] = await ask<{ serverEncoding: string }>(
    target,
    `SELECT current_setting('server_encoding') AS "serverEncoding"`,
  );
  if (row?.serverEncoding !== 'UTF8')
    throw new CopyFailed(
      `The target keeps texts as ${row?.serverEncoding}. Create it anew with ENCODING 'UTF8' TEMPLATE template0.`,
    );
}

async function refuseOtherVersions(target: Asking): Promise<void> {
  const taken = await ask<{ name: string }>(target, 'SELECT name FROM migration');
  const { unknown } = compareSteps(
    POSTGRES_MIGRATIONS,
    taken.map(({ name }) => name),
  );
  if (unknown.length > 0)
    throw new CopyFailed(`The target comes from another version of Forløb (${unknown.join(', ')}).`);
}

/** Whatever is there, reference data too: nothing is mixed. */
async function refuseRows(target: Asking): Promise<void> {
  const tables = await ask<{ name: string }>(
    target,
    `SELECT tablename AS name FROM pg_tables
     WHERE schemaname = current_schema() AND tablename <> 'migration' ORDER BY tablename`,
  );
  const inUse: string[] = [];
  for (const { name } of tables) {
    const [row] = await ask<{ used: boolean }>(
      target,
      `SELECT EXISTS (SELECT FROM ${quoted(name.replaceAll('"', '""'))}) AS used`,
    );
    if (row?.used) inUse.push(name);
  }
  if (inUse.length > 0)
    throw new CopyFailed(
      `The target is not empty: there are rows in ${inUse.join(', ')}. It stays as it is. ` +
        'Copy to a new database that no server has been started on.',
    );
}

/** Others can read meanwhile, and see it empty. Only for their locks there is a limit of time. */
async function holdAlone(runner: QueryRunner, tables: readonly Table[]): Promise<void> {
  await runner.query('SET LOCAL statement_timeout = 0');
  await runner.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  await runner.query(`LOCK TABLE ${tables.map(({ name }) => quoted(name)).join(', ')} IN EXCLUSIVE MODE`);
}

/** One list for each column, so that the statement is the same whatever the number of rows. */
async function fill(runner: QueryRunner, table: Table, source: CopySource): Promise<void> {
  const names = table.columns.map(({ name }) => quoted(name)).join(', ');
  const lists = table.columns.map(({ kind }, place) => `$${place + 1}::${kind}[]`).join(', ');
  const statement = `INSERT INTO ${quoted(table.name)} (${names}) SELECT * FROM unnest(${lists})`;
  let columns: Value[][] = table.columns.map(() => []);
  const send = async () => {
    try {
      await runner.query(statement, columns);
    } catch (error) {
      throw explained(table, error);
    }
    columns = table.columns.map(() => []);
  };
  for (const row of source.rows(table, true)) {
    for (const [place, value] of row.entries()) columns[place]?.push(value);
    if (columns[0]?.length === ROWS_PER_STATEMENT) await send();
  }
  if (columns[0]?.length !== 0) await send();
}

/** Without PostgreSQL's own words where they may repeat what people wrote; 54: a text is too long for an index. */
function explained(table: Table, error: unknown): unknown {
  const code = driverCode(error);
  if (!/^(22|23|54)/.test(code)) return error;
  const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
  const detail = code.startsWith('54') ? (error as Error).message : constraint;
  const reason = detail === undefined ? code : `${code}, ${detail}`;
  return new CopyFailed(`PostgreSQL did not take the rows of ${table.name} (${reason}).`);
}

async function compare(
  runner: QueryRunner,
  tables: readonly Table[],
  expected: readonly Summary[],
  tell: (compared: Compared) => void,
): Promise<void> {
  const different: string[] = [];
  for (const [place, table] of tables.entries()) {
    const source = expected[place] as Summary;
    const target = await summary(runner, table);
    const same = source.rows === target.rows && source.checksum === target.checksum;
    if (!same) different.push(table.name);
    tell({ table: table.name, source, target, same });
  }
  if (different.length > 0)
    throw new CopyFailed(`The copy is different in ${different.join(', ')}, so it was taken back.`);
}

/** Page by page: the table may be larger than the memory. */
async function summary(runner: QueryRunner, table: Table): Promise<Summary> {
  const names = table.columns.map(({ name }) => quoted(name)).join(', ');
  const key = table.key.map(quoted).join(', ');
  await runner.query(
    `DECLARE copied NO SCROLL CURSOR FOR SELECT ${names} FROM ${quoted(table.name)} ORDER BY ${key}`,
  );
  const summing = new Summing();
  for (;;) {
    const rows = await ask<Record<string, Value>>(runner, `FETCH ${ROWS_PER_STATEMENT} FROM copied`);
    if (rows.length === 0) break;
    for (const row of rows) summing.add(table.columns.map(({ name }) => row[name] ?? null));
  }
  await runner.query('CLOSE copied');
  return summing.done();
}

/** The next row gets the number after the highest. */
async function countOn(runner: QueryRunner, { name, numbered }: Table): Promise<void> {
  if (numbered === null) return;
  await runner.query(
    `SELECT setval(pg_get_serial_sequence($1, $2), (SELECT MAX(${quoted(numbered)}) FROM ${quoted(name)}))`,
    [quoted(name), numbered],
  );
}
