/** Writes the made-up history into a SQLite file that the product has made. */
import type BetterSqlite3 from 'better-sqlite3';
import { sqliteDriver } from '../../src/storage/sqlite-driver.js';
import { makeHistory } from './data.js';
import type { Truth } from './data-member.js';
import { type Basis, PROGRAMME, type Size, type Town } from './data-plan.js';
import { columnsOf, TABLES, type TableName } from './data-tables.js';
import type { LocalDate } from '../../src/domain/calendar.js';

const Sqlite = sqliteDriver() as typeof BetterSqlite3;

export function openSqlite(path: string, options?: BetterSqlite3.Options): BetterSqlite3.Database {
  return new Sqlite(path, options);
}

/**
 * The database must have its municipalities and rules: the product writes them when it starts. All of the history or
 * nothing of it; every constraint and trigger is in force.
 */
export function fillSqlite(path: string, size: Size, today: LocalDate, tell?: (truth: Truth) => void): void {
  const db = openSqlite(path);
  try {
    db.pragma('foreign_keys = ON');
    // Faster, and whatever is not finished is thrown away anyway.
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -1000000');
    const inserts = new Map(
      (Object.keys(TABLES) as TableName[]).map((table) => {
        const columns = columnsOf(table);
        const values = columns.map(() => '?').join();
        return [table, db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${values})`)];
      }),
    );
    db.exec('BEGIN IMMEDIATE');
    makeHistory({ size, today, ...basisOf(db) }, (table, row) => inserts.get(table)?.run(row), tell);
    db.exec('COMMIT');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

function basisOf(db: BetterSqlite3.Database): Pick<Basis, 'towns' | 'ruleVersion'> {
  const towns = db.prepare<[], Town>('SELECT code, name FROM municipality ORDER BY sort_key').all();
  const ruleVersion = db
    .prepare<[string], number>('SELECT MAX(version) FROM rule_set WHERE programme_key = ?')
    .pluck()
    .get(PROGRAMME);
  if (towns.length === 0 || ruleVersion === undefined) throw new Error('The database has no rules yet');
  return { towns, ruleVersion };
}
