import type { Env } from '../config/env.js';
import { Store } from './store.js';

/** Of each database only what is used is read: the other's driver and migrations would cost every start time. */
const postgres = async () => import('./postgres.js');
const sqlite = async () => import('./sqlite.js');

/** Opens the database of the settings, brought up to date; a new SQLite file is a new, empty database. */
export async function openStore(env: Env): Promise<Store> {
  await migrate(env);
  return new Store(
    env.dialect === 'postgres'
      ? await (await postgres()).PostgresDatabase.open(env)
      : await (await sqlite()).SqliteDatabase.open(env.databasePath),
  );
}

/** Brings the database up to date, all steps or none; answers the names of those it took. */
export async function migrate(env: Env): Promise<string[]> {
  return env.dialect === 'postgres'
    ? (await postgres()).migratePostgres(env)
    : (await sqlite()).migrateSqlite(env.databasePath);
}
