/** How the store uses PostgreSQL: what reads see, where reports come from, taking turns, and the connections. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import sql from 'sql-template-tag';
import { type Env, loadEnv } from '../../src/config/env.js';
import { openStore } from '../../src/storage/open-store.js';
import { ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const keysOf = (store: Store) => async () =>
  (await store.query<{ key: string }>(sql`SELECT key FROM provider ORDER BY key`)).map((row) => row.key);
const add = async (store: Store, key: string) =>
  store.insert(ProviderEntity, { id: `pro_${key}`, key, name: key, recordedAt: '2026', recordedBy: 'test' });
const save = async (store: Store, key: string) => new UnitOfWork(store).run(async () => add(store, key));

describe('the store on PostgreSQL', () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const step of undo.splice(0).toReversed()) await step();
  });

  async function fresh(settings: NodeJS.ProcessEnv = {}): Promise<TestDatabase> {
    const database = await freshDatabase(settings);
    undo.push(database.drop);
    return database;
  }
  async function open(env: Env): Promise<Store> {
    const store = await openStore(env);
    undo.push(async () => store.close());
    return store;
  }
  async function connectTo(env: Env): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: env.databaseUrl });
    await client.connect();
    undo.push(async () => client.end());
    return client;
  }
  /** The same database under other settings. */
  const withSettings = (env: Env, settings: NodeJS.ProcessEnv) =>
    loadEnv({ NODE_ENV: 'test', DATABASE_URL: env.databaseUrl, ...settings });

  describe('reads outside a work', () => {
    it('see what is committed, whoever committed it, and nothing else', async () => {
      const { env } = await fresh();
      const [store, otherServer] = [await open(env), await open(env)];
      const keys = keysOf(store);
      await new UnitOfWork(store).run(async () => {
        await add(store, 'ours');
        expect(await keys()).toEqual(['ours']);
        expect(await keysOf(otherServer)()).toEqual([]);
      });
      expect(await keysOf(otherServer)()).toEqual(['ours']);
      await save(otherServer, 'theirs');
      expect(await keys()).toEqual(['ours', 'theirs']);
    });

    it.each([
      ['an INSERT', sql`INSERT INTO provider VALUES ('pro_x', 'x', 'x', '2026', 'test')`],
      ['an UPDATE', sql`UPDATE provider SET name = 'x'`],
      ['a DELETE', sql`DELETE FROM provider`],
      ['a SELECT that writes', sql`WITH gone AS (DELETE FROM provider RETURNING key) SELECT * FROM gone`],
    ])('refuse %s', async (_, statement) => {
      const store = await open((await fresh()).env);
      await save(store, 'there');
      await expect(store.query(statement)).rejects.toThrow('read-only transaction');
      expect(await keysOf(store)()).toEqual(['there']);
    });

    it('refuse to write also when the address sets options of its own', async () => {
      const { env } = await fresh();
      const store = await open(
        withSettings(env, { DATABASE_URL: `${env.databaseUrl}?options=-c%20search_path%3Dpublic` }),
      );
      const writing = store.query(sql`INSERT INTO provider VALUES ('pro_x', 'x', 'x', '2026', 'test')`);
      await expect(writing).rejects.toThrow('read-only transaction');
    });
  });

  describe('reports', () => {
    /** A database and, in place of its replica, another one: so that it shows which of the two was asked. */
    async function withReplica(replicaUrl?: string, settings: NodeJS.ProcessEnv = {}) {
      const { env: other } = await fresh();
      await save(await open(other), 'replica');
      const { env } = await fresh();
      const DATABASE_REPLICA_URL = replicaUrl ?? other.databaseUrl;
      const store = await open(withSettings(env, { DATABASE_REPLICA_URL, ...settings }));
      await save(store, 'primary');
      return { store, keys: keysOf(store), replica: await connectTo(other) };
    }

    async function silentServer(): Promise<string> {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      undo.push(async () => server.close());
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    it('are read from the replica, all through; everything else is not', async () => {
      const { store, keys } = await withReplica();
      expect(await store.report(keys)).toEqual(['replica']);
      expect(await store.report(async () => [await keys(), await Promise.all([keys(), keys()])])).toEqual([
        ['replica'],
        [['replica'], ['replica']],
      ]);
      expect(await keys()).toEqual(['primary']);
      const answers = await Promise.all([keys(), store.report(keys), keys()]);
      expect(answers).toEqual([['primary'], ['replica'], ['primary']]);
    });

    it('are read from the work itself inside a work, and a work inside a report never touches the replica', async () => {
      const { store, keys, replica } = await withReplica();
      const unitOfWork = new UnitOfWork(store);
      const inWork = await unitOfWork.run(async () => {
        await add(store, 'new');
        return store.report(keys);
      });
      expect(inWork).toEqual(['new', 'primary']);
      const inReport = await store.report(async () =>
        unitOfWork.run(async () => {
          await add(store, 'newer');
          return keys();
        }),
      );
      expect(inReport).toEqual(['new', 'newer', 'primary']);
      expect((await replica.query('SELECT key FROM provider')).rows).toEqual([{ key: 'replica' }]);
    });

    it('cannot be written to', async () => {
      const { store, keys } = await withReplica();
      const writing = store.report(async () => store.query(sql`DELETE FROM provider RETURNING key`));
      await expect(writing).rejects.toThrow('read-only transaction');
      expect(await keys()).toEqual(['primary']);
    });

    it.each([
      ['nobody answers', async () => '127.0.0.1:1'],
      ['it stays silent', async () => silentServer()],
      ['its name is unknown', async () => 'replica.invalid'],
    ])('are read from the database itself while the replica cannot be reached: %s', async (_, host) => {
      const { store, keys } = await withReplica(`postgres://forloeb:forloeb@${await host()}/forloeb`, {
        DATABASE_LOCK_TIMEOUT_MS: '1000',
      });
      expect(await store.report(keys)).toEqual(['primary']);
      expect(await store.report(keys)).toEqual(['primary']);
    });

    it('are read from the database itself when the replica goes, and from the replica when it is back', async () => {
      const { store, keys, replica } = await withReplica();
      expect(await store.report(keys)).toEqual(['replica']);
      const reading = store.report(async () =>
        store.query(
          sql`SELECT key, pg_sleep(CASE key WHEN 'replica' THEN 30 ELSE 0 END)::text FROM provider`,
        ),
      );
      const kill = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()`;
      while ((await replica.query(kill)).rowCount === 0);
      expect(await reading).toMatchObject([{ key: 'primary' }]);
      // The pool lets go of the connection when it has heard of its end.
      await pause(200);
      const later = performance.now() + 60_000;
      jest.spyOn(performance, 'now').mockReturnValue(later);
      expect(await store.report(keys)).toEqual(['replica']);
    });
  });

  describe('what only one may do at a time', () => {
    it('takes turns: within a server, and between servers', async () => {
      const { env } = await fresh();
      const [store, otherServer] = [await open(env), await open(env)];
      const order: string[] = [];
      const turn = (from: Store, name: string) =>
        from.alone(async () => {
          order.push(`${name} starts`);
          await save(from, name);
          await from.query(sql`SELECT pg_sleep(0.05)`);
          order.push(`${name} ends`);
        });
      await Promise.all([turn(store, 'a'), turn(store, 'b'), turn(otherServer, 'c')]);
      const names = order.filter((_, n) => n % 2 === 0).map((entry) => entry.slice(0, 1));
      expect(names.toSorted()).toEqual(['a', 'b', 'c']);
      expect(order).toEqual(names.flatMap((name) => [`${name} starts`, `${name} ends`]));
    });

    it('is free again when it fails, and tells why', async () => {
      const store = await open((await fresh()).env);
      const failing = store.alone(async () => {
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store.alone(async () => 'next')).toBe('next');
    });

    it('is free again when the connection of whoever has it dies', async () => {
      const { env } = await fresh();
      const [store, otherServer] = [await open(env), await open(env)];
      const admin = await connectTo(env);
      let leave = () => {};
      const stuck = store.alone(
        async () =>
          new Promise<void>((resolve) => {
            leave = resolve;
          }),
      );
      const holder = `SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND database =
          (SELECT oid FROM pg_database WHERE datname = current_database())`;
      while ((await admin.query(holder)).rowCount === 0);
      expect(await otherServer.alone(async () => 'next')).toBe('next');
      leave();
      await stuck;
    });
  });

  describe('the connections', () => {
    const LIMITS = {
      DATABASE_POOL_SIZE: '3',
      DATABASE_STATEMENT_TIMEOUT_MS: '4000',
      DATABASE_LOCK_TIMEOUT_MS: '5000',
    };
    const settingsOf = sql`
      SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS statement,
        current_setting('lock_timeout') AS lock, current_setting('transaction_isolation') AS isolation,
        current_setting('idle_in_transaction_session_timeout') AS idle,
        current_setting('transaction_read_only') AS read_only`;

    /** How many the program has; PostgreSQL takes a moment to let those go that were closed. */
    async function connections(env: Env, expected: number): Promise<number | null> {
      const client = await connectTo(env);
      const count = async () =>
        (
          await client.query(`SELECT FROM pg_stat_activity
            WHERE application_name = 'forloeb' AND datname = current_database()`)
        ).rowCount;
      for (let moment = 0; moment < 100 && (await count()) !== expected; moment += 1) await pause(20);
      return count();
    }

    it('say whose they are and have the limits of the settings; works are serializable, reads read only', async () => {
      const store = await open((await fresh(LIMITS)).env);
      const common = { name: 'forloeb', statement: '4s', lock: '5s', idle: '4s' };
      expect(await new UnitOfWork(store).run(async () => store.queryOne(settingsOf))).toEqual({
        ...common,
        isolation: 'serializable',
        readOnly: 'off',
      });
      expect(await store.queryOne(settingsOf)).toEqual({
        ...common,
        isolation: 'read committed',
        readOnly: 'on',
      });
    });

    it('are as many as the settings say: for writing, and as many for reading', async () => {
      const { env } = await fresh(LIMITS);
      const store = await open(env);
      const unitOfWork = new UnitOfWork(store);
      const sleeps = Array.from({ length: 8 }, () => sql`SELECT pg_sleep(0.05)`);
      await Promise.all([
        ...sleeps.map((sleep) => unitOfWork.run(async () => store.query(sleep))),
        ...sleeps.map((sleep) => store.query(sleep)),
      ]);
      expect(await connections(env, 6)).toBe(6);
    });

    it('are gone when the store is closed', async () => {
      const { env } = await fresh();
      const store = await openStore(env);
      await save(store, 'one');
      await store.close();
      expect(await connections(env, 0)).toBe(0);
    });

    it.each(['require', 'verify-full', 'no-verify'])(
      'are refused, not left unencrypted, when sslmode=%s and the server has no TLS',
      async (mode) => {
        const { env } = await fresh();
        const encrypted = withSettings(env, { DATABASE_URL: `${env.databaseUrl}?sslmode=${mode}` });
        await expect(openStore(encrypted)).rejects.toThrow('The server does not support SSL connections');
      },
    );
  });
});
