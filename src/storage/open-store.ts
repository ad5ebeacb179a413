import type { Env } from '../config/env.js';
import { migratePostgres, PostgresDatabase } from './postgres.js';
import { migrateSqlite, SqliteDatabase } from './sqlite.js';
import { Store } from './store.js';

/** Opens the database of the settings, brought up to date; a new SQLite file is a new, empty database. */
export async function openStore(env: Env): Promise<Store> {
  await migrate(env);
  return new Store(
    env.dialect === 'postgres'
      ? await PostgresDatabase.open(env)
      : await SqliteDatabase.open(env.databasePath),
  );
}

/** Brings the database up to date, all steps or none; answers the names of those it took. */
export async function migrate(env: Env): Promise<string[]> {
  return env.dialect === 'postgres' ? migratePostgres(env) : migrateSqlite(env.databasePath);
}
