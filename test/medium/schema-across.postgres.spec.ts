/** Both databases guarantee the same: no key, check, index, requirement or trigger is missing in one of them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryRunner } from 'typeorm';
import { loadEnv } from '../../src/config/env.js';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { differences, type Wording } from '../support/schema-rules.js';
import { asPostgresWords, postgresRules } from '../support/schema-rules-postgres.js';
import { sqliteRules } from '../support/schema-rules-sqlite.js';
import { dropOnPostgres, withoutOnSqlite } from '../support/schema-sabotage.js';

describe('SQLite and PostgreSQL', () => {
  let folder: string;
  let database: TestDatabase;
  let sqlite: Store;
  let postgres: Store;
  let runner: QueryRunner;
  let word: Wording;
  let onSqlite: string[];
  let onPostgres: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forloeb-across-'));
    sqlite = await openStore(loadEnv({ DATABASE_URL: `sqlite:${join(folder, 'test.sqlite')}` }));
    database = await freshDatabase();
    postgres = await openStore(database.env);
    runner = postgres.database.writer.createQueryRunner();
    word = asPostgresWords(runner);
    onSqlite = await sqliteRules(sqlite.database.writer, word);
    onPostgres = await postgresRules(runner);
  });
  afterAll(async () => {
    await runner.release();
    await postgres.close();
    await sqlite.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const compared = (sqliteLines: string[], postgresLines: string[]) =>
    differences(['on SQLite', sqliteLines], ['on PostgreSQL', postgresLines]);
  /** What is different after something was done to the PostgreSQL database, which is taken back. */
  async function after(work: () => Promise<unknown>): Promise<string[]> {
    await runner.query('BEGIN');
    try {
      await work();
      return compared(onSqlite, await postgresRules(runner));
    } finally {
      await runner.query('ROLLBACK');
    }
  }

  it('guarantee the same', () => {
    expect(compared(onSqlite, onPostgres)).toEqual([]);
  });

  it('and that is something of every kind', () => {
    for (const kind of [
      /^\w+\.\w+: .*, required/,
      /^\w+\.\w+: .*, may be null/,
      /^\w+: primary key/,
      /^\w+: foreign key/,
      /^\w+: check/,
      /^\w+: unique index .* where/,
      /^\w+: trigger/,
    ])
      expect(onPostgres.filter((line) => kind.test(line)).length).toBeGreaterThan(10);
  });

  describe('whatever is missing in one of them is named', () => {
    let guarantees: string[];
    beforeAll(() => {
      const inKey = new Set(
        onPostgres.flatMap((line) => {
          const [, table, columns] = /^(\w+): primary key \((.*)\)$/.exec(line) ?? [];
          return columns?.split(', ').map((column) => `${table}.${column}`) ?? [];
        }),
      );
      const isColumn = /^\w+\.\w+/;
      // Of a column of the key, that it is required comes with the key.
      guarantees = onPostgres.filter((line) => {
        const [column] = isColumn.exec(line) ?? [];
        return column === undefined || (line.includes(', required') && !inKey.has(column));
      });
    });
    /** Whether a line is named as missing there and nothing else is; the foreign keys to a primary key go with it. */
    const isNamed = (line: string, there: string, found: string[]) => {
      const missing = found.filter((each) => each.startsWith(`not ${there}: `));
      return (
        missing.includes(`not ${there}: ${line}`) && (missing.length === 1 || line.includes(': primary key'))
      );
    };

    it('each guarantee, taken away on PostgreSQL', async () => {
      const missed: string[] = [];
      for (const line of guarantees) {
        const found = await after(() => dropOnPostgres(runner, line));
        if (!isNamed(line, 'on PostgreSQL', found)) missed.push(line);
      }
      expect(missed).toEqual([]);
    }, 180_000);

    it('each guarantee, left out on SQLite', async () => {
      const missed: string[] = [];
      for (const line of guarantees) {
        const scratch = await withoutOnSqlite(sqlite.database.writer, line);
        const found = compared(await sqliteRules(scratch, word), onPostgres);
        await scratch.destroy();
        if (!isNamed(line, 'on SQLite', found)) missed.push(line);
      }
      expect(missed).toEqual([]);
    }, 180_000);

    it.each([
      [
        'an index for fewer rows',
        'certificate: unique index certificate_one_valid',
        `DROP INDEX certificate_one_valid; CREATE UNIQUE INDEX certificate_one_valid
           ON certificate (person_id, programme_key, title) WHERE status = 'VALID'`,
      ],
      [
        'an index that is not unique',
        'enrolment: unique index enrolment_seat_unique',
        'DROP INDEX enrolment_seat_unique; CREATE INDEX enrolment_seat_unique ON enrolment (seat_id) WHERE seat_id IS NOT NULL',
      ],
      [
        'a check that lets more through',
        'supervision_record: check supervision_record_break',
        `ALTER TABLE supervision_record DROP CONSTRAINT supervision_record_break,
           ADD CONSTRAINT supervision_record_break CHECK (break_minutes >= -1)`,
      ],
      [
        'a foreign key that removes with what it refers to',
        'presence: foreign key FK_7e575da8a17bfd494667964caa6',
        `ALTER TABLE presence DROP CONSTRAINT "FK_7e575da8a17bfd494667964caa6", ADD CONSTRAINT
           "FK_7e575da8a17bfd494667964caa6" FOREIGN KEY (enrolment_id) REFERENCES enrolment (id) ON DELETE CASCADE`,
      ],
      [
        'a trigger that is switched off',
        'rule_set: trigger rule_set_no_update',
        'ALTER TABLE rule_set DISABLE TRIGGER rule_set_no_update',
      ],
      [
        'a trigger that leaves another column free',
        'certificate: trigger certificate_no_update',
        `CREATE OR REPLACE TRIGGER certificate_no_update BEFORE UPDATE ON certificate FOR EACH ROW
           WHEN (to_jsonb(OLD) - 'title' IS DISTINCT FROM to_jsonb(NEW) - 'title')
           EXECUTE FUNCTION refuse_overwriting()`,
      ],
      [
        'a row that can be superseded twice',
        'attendance: trigger attendance_no_update',
        `CREATE OR REPLACE TRIGGER attendance_no_update BEFORE UPDATE ON attendance FOR EACH ROW
           WHEN (to_jsonb(OLD) - 'superseded_at' IS DISTINCT FROM to_jsonb(NEW) - 'superseded_at')
           EXECUTE FUNCTION refuse_overwriting()`,
      ],
    ])('%s', async (_, named, statement) => {
      const found = await after(() => runner.query(statement));
      expect(found).toContainEqual(expect.stringContaining(`not on PostgreSQL: ${named}`));
    });

    it('triggers that refuse nothing any more', async () => {
      const found = await after(() =>
        runner.query(`CREATE OR REPLACE FUNCTION refuse_overwriting() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RETURN NEW; END $$; CREATE OR REPLACE FUNCTION refuse_of_erased() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RETURN NEW; END $$`),
      );
      expect(found.filter((line) => line.startsWith('not on PostgreSQL: '))).toHaveLength(
        onPostgres.filter((line) => /^\w+: trigger/.test(line) && !line.includes(' keeps up: ')).length,
      );
    });
  });
});
