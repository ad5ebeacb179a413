/** Works that overlap on PostgreSQL, where nothing queues them: what each is told, and what is there afterwards. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import sql from 'sql-template-tag';
import { duplicate, Refused } from '../../src/domain/refusal.js';
import { openStore } from '../../src/storage/open-store.js';
import { ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const STAMP = { recordedAt: '2026-11-22T12:00:00.000Z', recordedBy: 'test' };
const INSERT = `INSERT INTO provider (id, key, name, recorded_at, recorded_by) VALUES ($1, $1, $1, '2026', 'other')`;

/** A door that opens when so many stand before it, and stays open. */
function meetingOf(parties: number): () => Promise<void> {
  let come = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    come += 1;
    if (come >= parties) open();
    await opened;
  };
}

const times = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('works that overlap on PostgreSQL', () => {
  let database: TestDatabase;
  let store: Store;
  let unitOfWork: UnitOfWork;
  /** Somebody else, who keeps to no rule of this program. */
  let other: pg.Client;

  async function open(settings: NodeJS.ProcessEnv = {}): Promise<void> {
    database = await freshDatabase(settings);
    store = await openStore(database.env);
    unitOfWork = new UnitOfWork(store);
    other = new pg.Client({ connectionString: database.env.databaseUrl });
    await other.connect();
  }
  afterEach(async () => {
    await other.end();
    await store.close();
    await database.drop();
  });

  const add = async (key: string) =>
    store.insert(ProviderEntity, { id: `pro_${key}`, key, name: key, ...STAMP });
  const keys = async () =>
    (await store.query<{ key: string }>(sql`SELECT key FROM provider ORDER BY key`)).map((row) => row.key);
  const nameOf = async (key: string) =>
    (await store.queryOne<{ name: string }>(sql`SELECT name FROM provider WHERE key = ${key}`))?.name;
  const rename = async (key: string, name: string) =>
    store.change(sql`UPDATE provider SET name = ${name} WHERE key = ${key}`);
  const advisoryLocks = async () =>
    (
      await other.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND database =
      (SELECT oid FROM pg_database WHERE datname = current_database())`)
    ).rowCount;

  describe('a rule that no constraint knows: at most so many rows', () => {
    beforeEach(() => open());

    it('holds: of two that both saw room for one, one writes; the other runs again and sees its row', async () => {
      const bothHaveRead = meetingOf(2);
      const seen: string[][] = [];
      const takeTheLast = (key: string) =>
        unitOfWork.run(async () => {
          const taken = await keys();
          seen.push(taken);
          await bothHaveRead();
          if (taken.length > 0) return 'full';
          await add(key);
          return 'taken';
        });
      const told = await Promise.all([takeTheLast('a'), takeTheLast('b')]);
      expect(told.toSorted()).toEqual(['full', 'taken']);
      const winner = told[0] === 'taken' ? 'a' : 'b';
      expect(seen).toEqual([[], [], [winner]]);
      expect(await keys()).toEqual([winner]);
    });

    it('holds for a crowd: 40 at 6 places fill exactly 6', async () => {
      const told = await Promise.all(
        times(40).map((n) =>
          unitOfWork.run(async () => {
            if ((await keys()).length === 6) return 'full';
            await add(`key-${n}`);
            return 'taken';
          }),
        ),
      );
      expect(told.filter((each) => each === 'taken')).toHaveLength(6);
      expect(await keys()).toHaveLength(6);
    });

    // The control: what would happen without SERIALIZABLE.
    it.each(['READ COMMITTED', 'REPEATABLE READ'])('is broken when both run as %s', async (isolation) => {
      const second = new pg.Client({ connectionString: database.env.databaseUrl });
      await second.connect();
      const bothHaveRead = meetingOf(2);
      const takeTheLast = async (client: pg.Client, key: string) => {
        await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
        const { rows } = await client.query('SELECT key FROM provider');
        await bothHaveRead();
        if (rows.length === 0) await client.query(INSERT, [key]);
        await client.query('COMMIT');
      };
      await Promise.all([takeTheLast(other, 'a'), takeTheLast(second, 'b')]);
      await second.end();
      expect(await keys()).toEqual(['a', 'b']);
    });
  });

  describe('a unique rule', () => {
    beforeEach(() => open());

    it('broken in a race is not told: the work runs again and answers what it finds', async () => {
      const bothHaveRead = meetingOf(2);
      let tries = 0;
      const take = () =>
        unitOfWork.run(async () => {
          tries += 1;
          const taken = await keys();
          await bothHaveRead();
          if (taken.includes('same')) throw duplicate('The work saw it itself.', taken);
          await add('same');
        });
      const told = await Promise.allSettled([take(), take()]);
      const refused = told.find((each) => each.status === 'rejected');
      expect(told.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
      expect(refused?.reason).toMatchObject({ refusal: { code: 'DUPLICATE', existing: ['same'] } });
      expect(tries).toBe(3);
    });

    it('that only the database can see is told as a Duplicate, and nothing is written', async () => {
      await other.query(INSERT, ['same']);
      let tries = 0;
      const work = unitOfWork.run(async () => {
        tries += 1;
        await add('with-it');
        await add('same');
      });
      await expect(work).rejects.toMatchObject({
        name: 'Refused',
        refusal: { code: 'DUPLICATE', existing: [] },
      });
      expect(tries).toBe(3);
      expect(await keys()).toEqual(['same']);
    });

    /** One part of a work that breaks the rule; answers the refusal that the work decided on. */
    const inPart = (part: () => Promise<void>) =>
      unitOfWork.run(async () => {
        await add('before');
        const told = await unitOfWork.attempt(part).catch((error: unknown) => {
          if (error instanceof Refused) return error.refusal;
          throw error;
        });
        await add('zz-after');
        return told;
      });

    it('broken in a race inside a part: the whole work runs again and the part answers what it finds', async () => {
      let tries = 0;
      const told = await inPart(async () => {
        tries += 1;
        const taken = await keys();
        if (tries === 1) await other.query(INSERT, ['same']);
        if (taken.includes('same')) throw duplicate('The part saw it itself.', taken);
        await add('same');
      });
      expect(told).toMatchObject({ message: 'The part saw it itself.', existing: ['before', 'same'] });
      expect(tries).toBe(2);
      expect(await keys()).toEqual(['before', 'same', 'zz-after']);
    });

    it('that only the database can see, inside a part: a Duplicate, and the rest of the work stands', async () => {
      await other.query(INSERT, ['same']);
      const told = await inPart(async () => {
        await add('part');
        await add('same');
      });
      expect(told).toMatchObject({ code: 'DUPLICATE', existing: [] });
      expect(await keys()).toEqual(['before', 'same', 'zz-after']);
    });

    it('swallowed by a work: it is not told "committed", nothing is there, and the next one works', async () => {
      await other.query(INSERT, ['same']);
      const work = unitOfWork.run(async () => {
        await add('lost');
        await add('same').catch(() => undefined);
        return 'committed';
      });
      await expect(work).rejects.toThrow('A work went on after one of its statements had failed');
      expect(await keys()).toEqual(['same']);
      await unitOfWork.run(async () => add('next'));
      expect(await keys()).toEqual(['next', 'same']);
    });
  });

  describe('a work that cannot win', () => {
    beforeEach(() => open());

    /** Is overtaken by somebody else in its first so many tries. */
    async function overtaken(often: number): Promise<{ tries: number; told: unknown }> {
      await other.query(INSERT, ['same']);
      let tries = 0;
      const work = unitOfWork.run(async () => {
        tries += 1;
        await nameOf('same');
        if (tries <= often) await other.query('UPDATE provider SET name = $1', [`other-${tries}`]);
        await add('with-it');
        await rename('same', 'ours');
        return 'committed';
      });
      const told = await work.catch((error: unknown) => error);
      return { tries, told };
    }

    it('at first is run again until it does', async () => {
      expect(await overtaken(5)).toEqual({ tries: 6, told: 'committed' });
      expect(await nameOf('same')).toBe('ours');
      expect(await advisoryLocks()).toBe(0);
    });

    it('at all is told BUSY in the end, and nothing is written', async () => {
      const { tries, told } = await overtaken(Infinity);
      expect(told).toMatchObject({ name: 'Unavailable', reason: 'BUSY' });
      expect(tries).toBe(12);
      expect(await keys()).toEqual(['same']);
      expect(await nameOf('same')).toBe('other-12');
      expect(await advisoryLocks()).toBe(0);
    });

    it('because each of two waits for the other: one is run again, and both are saved', async () => {
      await unitOfWork.run(async () => Promise.all([add('x'), add('y')]));
      const bothHaveWritten = meetingOf(2);
      const both = (name: string, [first, second]: [string, string]) =>
        unitOfWork.run(async () => {
          await rename(first, name);
          await bothHaveWritten();
          await rename(second, name);
        });
      await Promise.all([both('a', ['x', 'y']), both('b', ['y', 'x'])]);
      expect(['a', 'b']).toContain(await nameOf('x'));
      expect(await nameOf('y')).toBe(await nameOf('x'));
    });
  });

  describe('a crowd', () => {
    it('of 60 at one row, on two servers with 5 connections each, all end, each having seen the one before', async () => {
      await open({ DATABASE_POOL_SIZE: '5' });
      const otherServer = await openStore(database.env);
      await other.query(INSERT, ['same']);
      await other.query(`UPDATE provider SET name = '0'`);
      const next = async (on: Store) => {
        const row = await on.queryOne<{ name: string }>(sql`SELECT name FROM provider`);
        await on.change(sql`UPDATE provider SET name = ${String(Number(row?.name) + 1)}`);
      };
      const started = Date.now();
      await Promise.all(
        times(60).map((n) => {
          const on = n % 2 === 0 ? store : otherServer;
          return new UnitOfWork(on).run(() => next(on));
        }),
      );
      expect(await nameOf('same')).toBe('60');
      expect(Date.now() - started).toBeLessThan(10_000);
      expect(await advisoryLocks()).toBe(0);
      await otherServer.close();
    });
  });

  describe('a limit of time or of connections', () => {
    const BUSY = { name: 'Unavailable', reason: 'BUSY' };

    async function openWith(settings: NodeJS.ProcessEnv): Promise<void> {
      await open(settings);
      await unitOfWork.run(async () => add('same'));
    }
    async function expectRecovery(): Promise<void> {
      await unitOfWork.run(async () => add('next'));
      expect(await keys()).toEqual(['next', 'same']);
      expect(await advisoryLocks()).toBe(0);
    }

    it("a row that somebody else keeps locked: BUSY, after the lock's limit", async () => {
      await openWith({ DATABASE_LOCK_TIMEOUT_MS: '500' });
      await other.query('BEGIN');
      await other.query('SELECT FROM provider FOR UPDATE');
      const work = unitOfWork.run(async () => {
        await add('with-it');
        await rename('same', 'ours');
      });
      await expect(work).rejects.toMatchObject(BUSY);
      await other.query('ROLLBACK');
      await expectRecovery();
    });

    it("a turn to try again that somebody else keeps: BUSY, after the lock's limit", async () => {
      await openWith({ DATABASE_LOCK_TIMEOUT_MS: '500' });
      await other.query('BEGIN; LOCK TABLE migration IN ROW SHARE MODE');
      const second = new pg.Client({ connectionString: database.env.databaseUrl });
      await second.connect();
      let tries = 0;
      const work = unitOfWork.run(async () => {
        tries += 1;
        await nameOf('same');
        if (tries === 1) await second.query(`UPDATE provider SET name = 'other'`);
        await rename('same', 'ours');
      });
      await expect(work).rejects.toMatchObject(BUSY);
      expect(tries).toBe(1);
      await second.end();
      await other.query('ROLLBACK');
      await expectRecovery();
    });

    it("a statement that takes too long: BUSY, after the statement's limit", async () => {
      await openWith({ DATABASE_STATEMENT_TIMEOUT_MS: '700' });
      const work = unitOfWork.run(async () => {
        await add('with-it');
        await store.query(sql`SELECT pg_sleep(30)`);
      });
      const reading = store.query(sql`SELECT pg_sleep(30)`);
      const told = await Promise.allSettled([work, reading]);
      expect(told).toMatchObject([{ reason: BUSY }, { reason: BUSY }]);
      await expectRecovery();
    });

    it('no connection left: BUSY, for works and for reads; inside a work there is always one', async () => {
      await openWith({ DATABASE_POOL_SIZE: '1', DATABASE_LOCK_TIMEOUT_MS: '700' });
      const othersAreTold = meetingOf(2);
      const working = unitOfWork.run(async () => {
        await add('held');
        await othersAreTold();
        await rename('held', (await nameOf('same')) ?? '');
        throw new Error('enough');
      });
      const reading = store.query(sql`SELECT pg_sleep(1.5)`);
      const told = await Promise.allSettled([unitOfWork.run(async () => add('with-it')), keys()]);
      expect(told).toMatchObject([{ reason: BUSY }, { reason: BUSY }]);
      await Promise.all([othersAreTold(), reading, expect(working).rejects.toThrow('enough')]);
      await expectRecovery();
    });
  });
});
