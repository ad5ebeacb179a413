/** Taking one guarantee away (a line of schema-rules.ts), to see that a comparison notices. */
import { DataSource, type QueryRunner } from 'typeorm';
import { sqliteDriver } from '../../src/storage/sqlite-driver.js';

interface Guarantee {
  readonly table: string;
  readonly kind: 'required' | 'primary key' | 'foreign key' | 'check' | 'index' | 'trigger';
  /** Of the constraint, index or trigger; of the column that is required. */
  readonly name: string;
}

function read(line: string): Guarantee {
  const [, table = '', column, rest = ''] = /^(\w+)(?:\.(\w+))?: (.*)$/.exec(line) ?? [];
  if (column !== undefined) return { table, kind: 'required', name: column };
  const [, kind, name = ''] =
    /^(?:unique )?(primary key|foreign key|check|index|trigger) (\w+)?/.exec(rest) ?? [];
  if (kind === undefined) throw new Error(`unknown guarantee: ${line}`);
  return { table, kind: kind as Guarantee['kind'], name };
}

/** On PostgreSQL, where it can be taken back. */
export async function dropOnPostgres(runner: QueryRunner, line: string): Promise<void> {
  const { table, kind, name } = read(line);
  if (kind === 'index') await runner.query(`DROP INDEX "${name}"`);
  else if (kind === 'trigger') await runner.query(`DROP TRIGGER "${name}" ON "${table}"`);
  else if (kind === 'required') await runner.query(`ALTER TABLE "${table}" ALTER "${name}" DROP NOT NULL`);
  else if (kind === 'primary key') {
    const [key] = await runner.query(
      `SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid = '"${table}"'::regclass`,
    );
    await runner.query(`ALTER TABLE "${table}" DROP CONSTRAINT "${key.conname}" CASCADE`);
  } else await runner.query(`ALTER TABLE "${table}" DROP CONSTRAINT "${name}"`);
}

/** On SQLite: an empty database in memory with everything that the other has, but for this one. */
export async function withoutOnSqlite(source: DataSource, line: string): Promise<DataSource> {
  const { table, kind, name } = read(line);
  const all: { name: string; tbl_name: string; type: string; sql: string }[] = await source.query(
    `SELECT * FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC`,
  );
  const copy = await new DataSource({
    type: 'better-sqlite3',
    driver: sqliteDriver(),
    database: ':memory:',
    // In one go: statement by statement through the library it takes more than twice as long.
    prepareDatabase: (database: { exec(statements: string): unknown }) => {
      database.exec(
        all
          .filter((each) => each.type !== kind || each.name !== name)
          .map((each) =>
            each.type === 'table' && each.name === table ? withoutPart(each.sql, kind, name) : each.sql,
          )
          .join(';\n'),
      );
    },
  }).initialize();
  return copy;
}

/** The text of a table, which has one line for each constraint, without one of them or without the NOT NULL of a column. */
function withoutPart(sql: string, kind: Guarantee['kind'], name: string): string {
  const lines = sql.split('\n').flatMap((line, index, all) => {
    if (kind === 'required') return [line.replace(new RegExp(`("${name}" \\w+) NOT NULL`), '$1')];
    if (kind === 'primary key' && line.trim().startsWith('PRIMARY KEY')) return [];
    if (kind === 'primary key') return [line.replace(/ PRIMARY KEY( AUTOINCREMENT)?/, '')];
    if (!line.includes(`CONSTRAINT "${name}" `)) return [line];
    // A check that came with a later column is part of that column: what follows it stays apart.
    const before = all.slice(0, index).findLast((each) => each.trim() !== '') ?? '';
    return before.trimEnd().endsWith(',') || !line.endsWith(',') ? [] : [','];
  });
  return lines.join('\n').replace(/,(\s*\))$/, '$1');
}
