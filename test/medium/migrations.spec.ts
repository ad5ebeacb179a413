/** The tables: as the entities say to the last predicate, and there and back again without a trace. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { CertificateEntity } from '../../src/storage/certification.entity.js';
import { ENTITIES } from '../../src/storage/entities.js';
import { migrate, openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { definitionOf } from '../support/schema-definition.js';
import { fill, FILLING } from '../support/schema-filling.js';
import { certificate } from '../support/schema-rows.js';
import { asWritten, differences, entityRules } from '../support/schema-rules.js';
import { asPostgresWords, postgresRules } from '../support/schema-rules-postgres.js';
import { sqliteRules } from '../support/schema-rules-sqlite.js';

/** What the library itself keeps of the steps taken: it is there before the first one. */
const OF_THE_STEPS = / (public\.)?(migration|migration_id_seq|sqlite_sequence)[ .:]/;

/** A step that can be taken once, because its way down leaves something behind. */
class Sloppy1999999999999 implements MigrationInterface {
  name = 'Sloppy1999999999999';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX IF NOT EXISTS "sloppy" ON "person" ("phone")');
  }

  async down(): Promise<void> {}
}

describe('the tables', () => {
  let database: TestDatabase;
  let store: Store;
  let source: DataSource;

  beforeAll(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    source = store.database.writer;
    await fill(store);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  describe('are as the entities say', () => {
    it('nothing is left for a migration to do', async () => {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    });

    it('to the last check and predicate, of which the library compares nothing but the names', async () => {
      const runner = source.createQueryRunner();
      const word = onSqlite ? asWritten : asPostgresWords(runner);
      const rules = onSqlite ? await sqliteRules(source, word) : await postgresRules(runner);
      const entities = await entityRules(source, word);
      await runner.release();
      expect(entities.length).toBeGreaterThan(300);
      const tables = rules.filter((line) => !/^\w+: trigger /.test(line));
      expect(differences(['in the tables', tables], ['in the entities', entities])).toEqual([]);
    });

    it('and all filled here, so that what follows is about every one of them', () => {
      expect(FILLING.map(([entity]) => entity)).toEqual(expect.arrayContaining(ENTITIES));
    });
  });

  it('are not touched by a second start', async () => {
    const before = await definitionOf(source);
    expect(await migrate(database.env)).toEqual([]);
    expect(await definitionOf(source)).toEqual(before);
  });

  describe('go down and up again, one step at a time, on a filled database', () => {
    /** Up to a number of steps of those that there are. */
    async function upTo(own: DataSource, steps: MigrationInterface[], level: number): Promise<void> {
      Object.assign(own, { migrations: steps.slice(0, level) });
      await own.runMigrations({ transaction: 'all' });
      Object.assign(own, { migrations: steps });
    }

    /** What is different at any level between the way down and the way up, and what is left at the bottom. */
    async function traces(own: DataSource, steps: MigrationInterface[]): Promise<string[]> {
      const found: string[] = [];
      const compare = async (level: number, before: string[] = []) =>
        found.push(
          ...differences([`before, at ${level}`, before], [`after, at ${level}`, await definitionOf(own)]),
        );
      const levels = [await definitionOf(own)];
      for (let level = steps.length; level > 0; level -= 1) {
        await own.undoLastMigration({ transaction: 'all' });
        levels.unshift(await definitionOf(own));
        await upTo(own, steps, level);
        await compare(level, levels[1]);
        await own.undoLastMigration({ transaction: 'all' });
        await compare(level - 1, levels[0]);
      }
      const [bottom = []] = levels;
      found.push(...bottom.filter((line) => !OF_THE_STEPS.test(line)).map((line) => `left: ${line}`));
      for (let level = 1; level <= steps.length; level += 1) {
        await upTo(own, steps, level);
        await compare(level, levels[level]);
      }
      return found;
    }

    /** A database of its own, filled, and with steps beyond those of the product. */
    async function onOwnDatabase(
      more: MigrationInterface[],
      test: (own: Store, steps: MigrationInterface[]) => Promise<void>,
    ): Promise<void> {
      const database = await freshDatabase();
      const own = await openStore(database.env);
      const { writer } = own.database;
      const steps = [...writer.migrations, ...more];
      await fill(own);
      await upTo(writer, steps, steps.length);
      try {
        await test(own, steps);
      } finally {
        await own.close();
        await database.drop();
      }
    }

    it('and leave no trace', async () => {
      await onOwnDatabase([], async (own, steps) => {
        expect(await traces(own.database.writer, steps)).toEqual([]);
        await fill(own);
        expect(await own.query(sql`SELECT COUNT(*) AS n FROM person`)).toEqual([{ n: 3 }]);
      });
    });

    it('a certificate of a course is told by what it rests on, also where the name in it was erased', async () => {
      await onOwnDatabase([], async (own, steps) => {
        const { writer } = own.database;
        const course = { title: 'Kursus', snapshot: '{"name":"Slettet person","kind":"COURSE"}' };
        const row = certificate(2, { ...course, kind: 'COURSE' });
        await new UnitOfWork(own).run(async () => own.insert(CertificateEntity, row));
        const level = steps.findIndex(({ name }) => name?.startsWith('CertificateKind'));
        for (let above = steps.length; above > level; above -= 1)
          await writer.undoLastMigration({ transaction: 'all' });
        expect(Object.keys((await own.queryOne(sql`SELECT * FROM certificate`))!)).not.toContain('kind');
        await upTo(writer, steps, steps.length);
        expect(await own.query(sql`SELECT id, kind FROM certificate ORDER BY id`)).toEqual([
          { id: 'cer_1', kind: 'CERTIFICATE' },
          { id: 'cer_2', kind: 'COURSE' },
        ]);
      });
    });

    it('a step that leaves a trace is found out', async () => {
      await onOwnDatabase([new Sloppy1999999999999()], async (own, steps) => {
        const found = await traces(own.database.writer, steps);
        expect(found).not.toEqual([]);
        for (const line of found) expect(line).toMatch(/^not after, at \d+: index .*sloppy/);
      });
    });
  });
});
