/** What SQLite does only when it is told to. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { fill } from '../support/schema-filling.js';

describe('a SQLite file', () => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    await fill(store);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('holds together: foreign keys and integrity are checked and clean', async () => {
    expect(await store.database.writer.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    expect(await store.query(sql`PRAGMA foreign_key_check`)).toEqual([]);
    expect(await store.query(sql`PRAGMA integrity_check`)).toEqual([{ integrityCheck: 'ok' }]);
  });

  it('loses nothing when the power goes, and is read while it is written', async () => {
    expect(await store.database.writer.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await store.database.writer.query('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
  });
});
