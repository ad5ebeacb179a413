/** What only PostgreSQL can do wrong: its own collations, TRUNCATE, and servers that start together. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql, { raw } from 'sql-template-tag';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Attempts } from '../support/schema-attempt.js';
import { definitionOf } from '../support/schema-definition.js';
import { fill } from '../support/schema-filling.js';

describe('a PostgreSQL database', () => {
  let database: TestDatabase;
  let store: Store;
  let tables: string[];
  let kept: string[];
  beforeAll(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    await fill(store);
    tables = store.database.writer.entityMetadatas.map((entity) => entity.tableName);
    const rows = await store.query<{ name: string }>(
      sql`SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname LIKE '%_no_delete'`,
    );
    kept = rows.map((row) => row.name);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  describe('in a cluster with a language of its own', () => {
    it('which is Danish here, and would sort otherwise', async () => {
      expect(
        await store.queryOne(
          sql`SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()`,
        ),
      ).toEqual({ datlocprovider: 'i', datlocale: 'da-DK' });
      // Bytes put a before z, and small letters after all the capital ones.
      expect(
        await store.queryOne(
          sql`SELECT 'aa' > 'z' AS own, 'aa' COLLATE "C" > 'z' AS bytes, 'b' < 'C' AS case_apart`,
        ),
      ).toEqual({ own: true, bytes: false, caseApart: true });
    });

    it('sorts every text by its bytes all the same, in every column and every index', async () => {
      const columns = await store.query<{ place: string; collation: string }>(sql`
        SELECT a.attrelid::regclass || '.' || a.attname AS place, l.collname AS collation
        FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid AND r.relkind IN ('r', 'i')
        JOIN pg_collation l ON l.oid = a.attcollation
        WHERE r.relnamespace = 'public'::regnamespace AND r.oid <> 'migration'::regclass`);
      expect(columns.length).toBeGreaterThan(200);
      expect(columns.filter((column) => column.collation !== 'C')).toEqual([]);
    });

    it('keeps words nowhere but in such columns', async () => {
      const types = await store.query<{ type: string }>(sql`
        SELECT DISTINCT format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a
        JOIN pg_class r ON r.oid = a.attrelid AND r.relkind = 'r' AND a.attnum > 0
        WHERE r.relnamespace = 'public'::regnamespace AND r.oid <> 'migration'::regclass ORDER BY 1`);
      expect(types.map((row) => row.type)).toEqual(['boolean', 'integer', 'text']);
    });
  });

  describe('V44: TRUNCATE', () => {
    it('is refused by every table that no row may be removed from', async () => {
      const attempt = new Attempts(store);
      expect(kept.length).toBeGreaterThanOrEqual(16);
      for (const table of kept)
        expect(await attempt.statement(`TRUNCATE ${table} CASCADE`)).toMatch(/^\w+ is never overwritten$/);
    });

    it('is refused, too, where it would go on to such a table, and takes nothing else with it', async () => {
      const attempt = new Attempts(store);
      const emptied: string[] = [];
      for (const table of tables)
        if ((await attempt.statement(`TRUNCATE ${table} CASCADE`)) === 'accepted') emptied.push(table);
      // Actors are names as last told: the log itself keeps who by subject.
      expect(emptied.sort()).toEqual([
        'account_recovery_code',
        'actor',
        'engagement_municipality',
        'enrolment_listing',
        'enrolment_provider',
        'idempotency_key',
        'machine_token_use',
        'pool_change',
        'pool_count',
        'progress',
        'session',
        'tally',
      ]);
      for (const table of tables)
        expect(await store.query(sql`SELECT 1 FROM ${raw(table)} LIMIT 1`)).toHaveLength(1);
    });
  });

  it('is brought up to date once, by whichever of the servers that start together comes first', async () => {
    const own = await freshDatabase();
    const first = await openStore(own.env);
    const definition = await definitionOf(first.database.writer);
    for (const _ of first.database.writer.migrations) await first.database.writer.undoLastMigration();
    const opened = await Promise.all(Array.from({ length: 5 }, () => openStore(own.env)));
    expect(await definitionOf(first.database.writer)).toEqual(definition);
    expect(await first.query(sql`SELECT name FROM migration ORDER BY id`)).toEqual(
      first.database.writer.migrations.map(({ name }) => ({ name })),
    );
    await Promise.all([first, ...opened].map((store) => store.close()));
    await own.drop();
  });
});
