/** Looks into a database past the program: one statement language for both, and what the database says of itself. */
import type BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import type { Env } from '../../../src/config/env.js';
import { sqliteDriver } from '../../../src/storage/sqlite-driver.js';

const Sqlite = sqliteDriver() as typeof BetterSqlite3;

export interface Inspection {
  readonly dialect: Env['dialect'];
  rows<T = Record<string, unknown>>(statement: string): Promise<T[]>;
  run(statement: string): Promise<void>;
}

export async function inspect<T>(
  env: Env,
  work: (database: Inspection) => Promise<T>,
  { readonly = true } = {},
): Promise<T> {
  return env.dialect === 'postgres'
    ? inspectPostgres(env.databaseUrl, work)
    : inspectSqlite(env.databasePath, work, readonly);
}

async function inspectSqlite<T>(
  path: string,
  work: (database: Inspection) => Promise<T>,
  readonly: boolean,
): Promise<T> {
  const database = new Sqlite(path, { readonly, fileMustExist: true, timeout: 10_000 });
  try {
    return await work({
      dialect: 'sqlite',
      rows: async <R>(statement: string) => database.prepare(statement).all() as R[],
      run: async (statement) => void database.exec(statement),
    });
  } finally {
    database.close();
  }
}

async function inspectPostgres<T>(url: string, work: (database: Inspection) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'inspection' });
  await client.connect();
  try {
    return await work({
      dialect: 'postgres',
      rows: async <R>(statement: string) => (await client.query(statement)).rows as R[],
      run: async (statement) => void (await client.query(statement)),
    });
  } finally {
    await client.end();
  }
}

/** What the database itself finds wrong with its files, its foreign keys and its indexes. */
export async function storageProblems(database: Inspection): Promise<string[]> {
  if (database.dialect === 'postgres') return indexProblems(database);
  const rows = async (check: string) =>
    database.rows(`PRAGMA ${check}`).catch((error: Error) => [{ [check]: error.message }]);
  const pages = await rows('integrity_check');
  const orphans = await rows('foreign_key_check');
  return [
    ...pages.filter((row) => row['integrity_check'] !== 'ok'),
    ...orphans.map(({ table, parent, ...rest }) =>
      table === undefined ? rest : { foreign_key_check: `a row of ${table} without its ${parent}` },
    ),
  ].map((problem) => JSON.stringify(problem));
}

/** PostgreSQL's own amcheck: every index in order, and every row in its indexes; then that no foreign key is broken. */
async function indexProblems(database: Inspection): Promise<string[]> {
  const installed = await database.rows(`SELECT FROM pg_extension WHERE extname = 'amcheck'`);
  if (installed.length === 0) await database.run('CREATE EXTENSION amcheck');
  const checks = await database.rows<{ what: string; check: string }>(`
    SELECT c.relname AS what, format('SELECT bt_index_check(%s::regclass, true)', c.oid) AS check
    FROM pg_class c JOIN pg_am m ON m.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'i' AND m.amname = 'btree' AND n.nspname = 'public'
    UNION ALL
    SELECT k.conname, format('SELECT 1 FROM %s c WHERE NOT EXISTS (SELECT 1 FROM %s p WHERE %s) AND %s LIMIT 1',
      k.conrelid::regclass, k.confrelid::regclass,
      string_agg(format('p.%I = c.%I', p.attname, c.attname), ' AND '),
      string_agg(format('c.%I IS NOT NULL', c.attname), ' AND '))
    FROM pg_constraint k
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair(own, other)
    JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = pair.own
    JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = pair.other
    WHERE k.contype = 'f'
    GROUP BY k.oid, k.conname, k.conrelid, k.confrelid`);
  const problems: string[] = [];
  for (const { what, check } of checks) {
    const isIndex = check.includes('bt_index_check');
    const broken = await database.rows(check).catch((error: Error) => [error]);
    if (broken[0] instanceof Error) problems.push(`${what}: ${broken[0].message}`);
    else if (!isIndex && broken.length > 0) problems.push(`${what}: a row without the one it names`);
  }
  return problems;
}
