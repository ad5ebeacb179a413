/** What SQLite alone must prove: its one writer has a queue, and shares the file with other processes. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { openStore } from '../../src/storage/open-store.js';
import { EngagementMunicipalityEntity, ProviderEntity } from '../../src/storage/reference.entity.js';
import { SQLITE_PACKAGE } from '../../src/storage/sqlite-driver.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const SQLITE = createRequire(import.meta.url).resolve(SQLITE_PACKAGE);

const provider = (key: string) => ({
  id: `pro_${key}`,
  key,
  name: key,
  recordedAt: '2026-11-22T12:00:00.000Z',
  recordedBy: 'test',
});

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('the unit of work on SQLite', () => {
  let database: TestDatabase;
  let store: Store;
  let unitOfWork: UnitOfWork;

  beforeEach(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    unitOfWork = new UnitOfWork(store);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const add = async (key: string) => store.insert(ProviderEntity, provider(key));
  const keys = async () =>
    (await store.query<{ key: string }>(sql`SELECT key FROM provider ORDER BY key`)).map((row) => row.key);

  describe('the queue', () => {
    it('takes the works in the order they came, also past one that fails', async () => {
      const order: number[] = [];
      const works = Array.from({ length: 30 }, (_, n) =>
        unitOfWork.run(async () => {
          order.push(n);
          await turns(30 - n);
          if (n % 5 === 0) throw new Error('no');
        }),
      );
      await Promise.allSettled(works);
      expect(order).toEqual(Array.from({ length: 30 }, (_, n) => n));
    });

    it('without it, the second is told "committed" and its row is gone', async () => {
      const { writer } = store.database;
      let bEnds = (_: unknown) => {};
      const bHasEnded = new Promise((resolve) => {
        bEnds = resolve;
      });
      let b: Promise<string> = Promise.resolve('');
      const a = writer.transaction(async (manager) => {
        await manager.insert(ProviderEntity, provider('a'));
        b = writer
          .transaction(async (nested) => void (await nested.insert(ProviderEntity, provider('b'))))
          .then(() => 'committed');
        void b.finally(() => bEnds(null));
        await bHasEnded;
        throw new Error('A changed its mind');
      });
      await expect(a).rejects.toThrow('A changed its mind');
      expect(await b).toBe('committed');
      expect(await keys()).toEqual([]);
    });
  });

  describe('the connections', () => {
    const pragma = async (use: 'writer' | 'reader', name: string) =>
      Object.values((await store.database[use].query(`PRAGMA ${name}`))[0])[0];

    it('the writer loses nothing when the power goes, and keeps every rule', async () => {
      expect(await pragma('writer', 'journal_mode')).toBe('wal');
      expect(await pragma('writer', 'synchronous')).toBe(2);
      expect(await pragma('writer', 'foreign_keys')).toBe(1);
      expect(await pragma('writer', 'recursive_triggers')).toBe(1);
    });

    it('a failing COMMIT leaves nothing, says why, and does not hold up the next', async () => {
      const work = unitOfWork.run(async () => {
        await store.change(sql`PRAGMA defer_foreign_keys = ON`);
        await store.insert(EngagementMunicipalityEntity, { engagementId: 'none', municipalityCode: '999' });
        await add('with-it');
      });
      await expect(work).rejects.toThrow('FOREIGN KEY constraint failed');
      await unitOfWork.run(async () => add('next'));
      expect(await keys()).toEqual(['next']);
    });
  });

  describe('beside another process', () => {
    let other: ChildProcess;
    afterEach(() => {
      jest.restoreAllMocks();
      other.kill('SIGKILL');
    });

    /** Holds the database's lock until it is told to let go, as a command line tool would, and writes a row. */
    beforeEach(async () => {
      const script = `
        const db = new (require(${JSON.stringify(SQLITE)}))(${JSON.stringify(database.env.databasePath)});
        db.exec('BEGIN IMMEDIATE');
        db.exec("INSERT INTO provider VALUES ('pro_other', 'other', 'other', '2026', 'other process')");
        process.stdout.write('locked');
        process.stdin.on('data', () => { db.exec('COMMIT'); db.close(); process.exit(); });`;
      other = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(other.stdout as NodeJS.ReadableStream, 'data');
    });

    async function letGo(): Promise<void> {
      const exit = once(other, 'exit');
      other.stdin?.write('go');
      await exit;
    }

    it('a work waits for the lock instead of failing, and sees what the other wrote', async () => {
      const work = unitOfWork.run(async () => {
        const found = await keys();
        await add('ours');
        return found;
      });
      await pause(100);
      await letGo();
      expect(await work).toEqual(['other']);
      expect(await keys()).toEqual(['other', 'ours']);
    });

    it('reading goes on while a work waits', async () => {
      let done = false;
      const work = unitOfWork.run(async () => add('ours')).then(() => (done = true));
      await pause(50);
      expect(await keys()).toEqual([]);
      expect(done).toBe(false);
      await letGo();
      await work;
    });

    it('a work that waited in vain is told so, leaves no trace, and the next one is not held up', async () => {
      const now = Date.now.bind(Date);
      const work = unitOfWork.run(async () => add('ours')).catch((error: unknown) => error);
      await pause(50);
      jest.spyOn(Date, 'now').mockImplementation(() => now() + 60_000);
      expect(await work).toMatchObject({ name: 'Unavailable', reason: 'BUSY' });
      await letGo();
      await unitOfWork.run(async () => add('next'));
      expect(await keys()).toEqual(['next', 'other']);
    });
  });
});
