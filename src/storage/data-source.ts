/** The two connections to one SQLite file: one writer behind a queue, one read-only reader that sees committed rows only. */
import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { SQLITE_MIGRATIONS } from '../../migrations/sqlite/index.js';
import { SnakeCaseNaming } from './columns.js';
import { ENTITIES } from './entities.js';
import { sqliteDriver } from './sqlite-driver.js';

/** How long a second process (a command line tool, say) waits for the writer's lock. */
const BUSY_TIMEOUT_MS = 5_000;

function options(
  databasePath: string,
  prepareDatabase: (db: BetterSqlite3.Database) => void,
  readonly: boolean,
) {
  return {
    type: 'better-sqlite3' as const,
    driver: sqliteDriver(),
    database: databasePath,
    readonly,
    entities: ENTITIES,
    migrations: SQLITE_MIGRATIONS,
    migrationsTableName: 'migration',
    namingStrategy: new SnakeCaseNaming(),
    synchronize: false,
    logging: false,
    prepareDatabase,
  };
}

/** The writing connection: WAL, nothing lost when the power goes (`synchronous=FULL`), foreign keys on. */
export function createWriter(databasePath: string): DataSource {
  mkdirSync(dirname(databasePath), { recursive: true });
  return new DataSource(
    options(
      databasePath,
      (db) => {
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = FULL');
        db.pragma('foreign_keys = ON');
        // INSERT OR REPLACE removes rows: let the triggers that forbid it see that.
        db.pragma('recursive_triggers = ON');
        db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
      },
      false,
    ),
  );
}

/** The reading connection on the same file; open it after the writer has migrated. */
export function createReader(databasePath: string): DataSource {
  return new DataSource(
    options(
      databasePath,
      (db) => {
        db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
        db.pragma('mmap_size = 268435456');
      },
      true,
    ),
  );
}
