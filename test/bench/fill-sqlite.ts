/** Writes the made-up history into a SQLite file that the product has made. */
import type BetterSqlite3 from 'better-sqlite3';
import { LISTED_BY_THE_FACTS } from '../../src/features/enrolment/name-list.js';
import { BY_THE_FACTS } from '../../src/features/enrolment/who-taught.js';
import { sqliteDriver } from '../../src/storage/sqlite-driver.js';
import { makeHistory } from './data.js';
import type { Truth } from './data-member.js';
import { type Basis, PROGRAMME, type Size, type Town } from './data-plan.js';
import { columnsOf, TABLES, type TableName, type Value } from './data-tables.js';
import type { LocalDate } from '../../src/domain/calendar.js';

const Sqlite = sqliteDriver() as typeof BetterSqlite3;
/** A statement of several rows takes half as long as one for each. */
const ROWS_PER_STATEMENT = 16;
const TABLE_NAMES = Object.keys(TABLES) as TableName[];

export function openSqlite(path: string, options?: BetterSqlite3.Options): BetterSqlite3.Database {
  return new Sqlite(path, options);
}

/**
 * The database must have its municipalities and rules: the product writes them when it starts. All of the history or
 * nothing of it; every constraint is in force, or asked once of everything. `alone`: nobody else has the file open.
 */
export function fillSqlite(
  path: string,
  size: Size,
  today: LocalDate,
  { alone, tell }: { readonly alone: boolean; readonly tell?: (truth: Truth) => void },
): void {
  const db = openSqlite(path);
  try {
    db.pragma(`foreign_keys = ${alone ? 'OFF' : 'ON'}`);
    // Faster; a file that belongs to nobody else yet is thrown away when it is not finished.
    db.pragma('synchronous = OFF');
    if (alone) db.pragma('journal_mode = OFF');
    db.pragma('cache_size = -1000000');
    const basis = { size, today, ...basisOf(db) };
    db.exec('BEGIN IMMEDIATE');
    const [indexes, triggers] = alone ? [take(db, INDEXES), take(db, TRIGGERS)] : [[], []];
    const inserts = new Map(
      TABLE_NAMES.map((table) => [table, new Inserts(db, table, alone ? ROWS_PER_STATEMENT : 1)]),
    );
    makeHistory(basis, (table, row) => inserts.get(table)?.add(row), tell);
    for (const each of inserts.values()) each.end();
    for (const each of indexes) db.exec(each);
    if (alone) db.exec(`${WHO_TAUGHT}; ${LISTED}`);
    for (const each of triggers) db.exec(each);
    const [dangling] = db.pragma('foreign_key_check') as unknown[];
    if (dangling !== undefined) throw new Error(`A row refers to none: ${JSON.stringify(dangling)}`);
    db.exec('COMMIT');
    if (alone) db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
}

/** Rows of one table, so many at a time. */
class Inserts {
  private readonly one: BetterSqlite3.Statement;
  private readonly many: BetterSqlite3.Statement;
  private rows: (readonly Value[])[] = [];

  constructor(
    db: BetterSqlite3.Database,
    table: TableName,
    private readonly atOnce: number,
  ) {
    const columns = columnsOf(table);
    const row = `(${columns.map(() => '?').join()})`;
    const insert = (rows: number) =>
      db.prepare(
        `INSERT INTO ${table} (${columns.join()}) VALUES ${Array.from({ length: rows }, () => row).join()}`,
      );
    [this.one, this.many] = [insert(1), insert(atOnce)];
  }

  add(row: readonly Value[]): void {
    this.rows.push(row);
    if (this.rows.length < this.atOnce) return;
    this.many.run(this.rows.flat());
    this.rows = [];
  }

  end(): void {
    for (const row of this.rows) this.one.run(row);
    this.rows = [];
  }
}

const OF_TABLES = `tbl_name IN ('${TABLE_NAMES.join(`', '`)}')`;
/** To sort all rows at the end takes half as long as to find the place of each. */
const INDEXES = `type = 'index' AND ${OF_TABLES}`;
/**
 * What marks standings as out of date (none is kept yet, and without indexes whole tables would be looked through), what
 * notes who taught whom and who is in which list (which is asked once of everything), and what refuses anything about people who were erased (there
 * are none). That every enrolment has its row stays.
 */
const TRIGGERS = `type = 'trigger' AND ${OF_TABLES} AND (name LIKE 'standing_after_%' OR name LIKE 'taught_by_%'
  OR name LIKE '%_not_of_erased') OR name LIKE 'listed_%'`;

const WHO_TAUGHT = `INSERT INTO enrolment_provider (enrolment_id, provider_id) ${BY_THE_FACTS.sql}`;
const LISTED = `INSERT INTO enrolment_listing (enrolment_id, reader, person_key, programme_key, track_key)
  ${LISTED_BY_THE_FACTS.sql} ORDER BY 2, 3, 1`;

/** Answers what makes it again. */
function take(db: BetterSqlite3.Database, which: string): string[] {
  const found = db
    .prepare<[], { type: string; name: string; sql: string }>(
      `SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND ${which}`,
    )
    .all();
  for (const { type, name } of found) db.exec(`DROP ${type} "${name}"`);
  return found.map(({ sql }) => sql);
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
