/** What comes again is prepared by PostgreSQL, and answers the same as when it is asked for the first time. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import sql, { raw, type Sql } from 'sql-template-tag';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('statements that come again', () => {
  let database: TestDatabase;
  let store: Store;
  let unitOfWork: UnitOfWork;
  /** A server of a newer version that migrates the database. */
  let newer: pg.Client;
  beforeEach(async () => {
    database = await freshDatabase({ DATABASE_POOL_SIZE: '1' });
    store = await openStore(database.env);
    unitOfWork = new UnitOfWork(store);
    newer = new pg.Client({ connectionString: database.env.databaseUrl });
    await newer.connect();
    await newer.query(`CREATE TABLE scratch (id INT, some_text TEXT)`);
    await newer.query(`INSERT INTO scratch SELECT n, 'text ' || n FROM generate_series(1, 3) n`);
  });
  afterEach(async () => {
    await newer.end();
    await store.close();
    await database.drop();
  });

  const prepared = sql`SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%scratch%' AND name <> ''`;
  const find = (id: number) => sql`SELECT id, some_text FROM scratch WHERE id = ${id}`;
  const all = sql`SELECT id, some_text FROM scratch ORDER BY id`;
  const after = [1, 2, 3].map((id) => ({ id, someText: 6 }));
  const inTurn = async (statements: readonly Sql[]) => {
    const answers: unknown[] = [];
    for (const statement of statements) answers.push(await store.query(statement));
    return answers;
  };

  it('are prepared from the second time on, with other values each time', async () => {
    const answers = await inTurn([find(1), find(2), find(3), find(4)]);
    expect(answers).toEqual([
      [{ id: 1, someText: 'text 1' }],
      [{ id: 2, someText: 'text 2' }],
      [{ id: 3, someText: 'text 3' }],
      [],
    ]);
    expect(await store.query(prepared)).toEqual([{ statement: find(1).text }]);
  });

  it('are prepared inside works too, and answer how many rows they changed', async () => {
    const change = (to: number) => sql`UPDATE scratch SET some_text = 'new' WHERE id <= ${to}`;
    const changed = await unitOfWork.run(async () => {
      const counts = [
        await store.change(change(0)),
        await store.change(change(1)),
        await store.change(change(3)),
      ];
      return { counts, kept: await store.query(prepared) };
    });
    expect(changed).toEqual({ counts: [0, 1, 3], kept: [{ statement: change(0).text }] });
  });

  it('are asked all the same when a migration changes what they answer', async () => {
    await inTurn([all, all]);
    await newer.query(`ALTER TABLE scratch ALTER COLUMN some_text TYPE int USING length(some_text)`);
    expect(await store.query(all)).toEqual(after);
    expect(await store.query(all)).toEqual(after);
  });

  it('have a work run again when a migration changes what they answer', async () => {
    const asked = async () => unitOfWork.run(async () => store.query(all));
    await asked();
    await asked();
    await newer.query(`ALTER TABLE scratch ALTER COLUMN some_text TYPE int USING length(some_text)`);
    expect(await asked()).toEqual(after);
  });

  it('are no more than a connection can hold: texts beyond 300 are asked as they are', async () => {
    // What comes one time takes no place from what comes again.
    for (let n = 0; n < 350; n += 1) await store.query(raw(`SELECT ${n} AS once FROM scratch WHERE id = 1`));
    for (let n = 0; n < 350; n += 1) {
      const text = raw(`SELECT ${n} AS n FROM scratch WHERE id = 1`);
      await store.query(text);
      expect(await store.query(text)).toEqual([{ n }]);
    }
    const count = sql`SELECT COUNT(*) AS n FROM pg_prepared_statements WHERE statement LIKE '%scratch%' AND name <> ''`;
    const [{ n }] = (await store.query<{ n: number }>(count)) as [{ n: number }];
    expect(n).toBeGreaterThan(250);
    expect(n).toBeLessThanOrEqual(300);
  });
});
