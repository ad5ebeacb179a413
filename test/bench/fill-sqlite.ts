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
 * nothing of it; every constraint is in force. `alone`: nobody else has the file open.
 */
export function fillSqlite(
  path: string,
  size: Size,
  today: LocalDate,
  { alone, tell }: { readonly alone: boolean; readonly tell?: (truth: Truth) => void },
): void {
  const db = openSqlite(path);
  try {
    db.pragma('foreign_keys = ON');
    // Faster; a file that belongs to nobody else yet is thrown away when it is not finished.
    db.pragma('synchronous = OFF');
    if (alone) db.pragma('journal_mode = OFF');
    db.pragma('cache_size = -1000000');
    const inserts = new Map(
      (Object.keys(TABLES) as TableName[]).map((table) => {
        const columns = columnsOf(table);
        const values = columns.map(() => '?').join();
        return [table, db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${values})`)];
      }),
    );
    db.exec('BEGIN IMMEDIATE');
    const taken = alone ? [...takeIndexes(db), ...takeMarks(db)] : [];
    makeHistory({ size, today, ...basisOf(db) }, (table, row) => inserts.get(table)?.run(row), tell);
    for (const each of taken) db.exec(each);
    db.exec('COMMIT');
    if (alone) db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
}

/** What makes the indexes again: to sort all rows at the end takes half as long as to find the place of each. */
function takeIndexes(db: BetterSqlite3.Database): string[] {
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
       AND tbl_name IN ('${Object.keys(TABLES).join(`', '`)}')`,
    )
    .all();
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`);
  return indexes.map(({ sql }) => sql);
}

/** What marks standings as out of date: none is kept yet, and without indexes they would look through whole tables. */
function takeMarks(db: BetterSqlite3.Database): string[] {
  const marks = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'standing_after_%'`,
    )
    .all();
  for (const { name } of marks) db.exec(`DROP TRIGGER "${name}"`);
  return marks.map(({ sql }) => sql);
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
