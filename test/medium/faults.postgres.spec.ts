/** PostgreSQL breaks in the middle of things: what whoever asked is told, what is there, and that the next one works. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import sql from 'sql-template-tag';
import { loadEnv } from '../../src/config/env.js';
import { openStore } from '../../src/storage/open-store.js';
import { ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { asAdmin, freshDatabase, type TestDatabase } from '../support/database.js';

const UNREACHABLE = { name: 'Unavailable', reason: 'UNREACHABLE' };
const UNCERTAIN = { name: 'Unavailable', reason: 'UNCERTAIN' };
const READ_ONLY = { name: 'Unavailable', reason: 'READ_ONLY' };

/** Stands between the program and PostgreSQL, as a network does, and fails as told. */
class Network {
  /** What becomes of the next COMMIT: it never arrives, or its answer does not. */
  commit: 'passes' | 'is lost' | 'loses its answer' = 'passes';
  private readonly sockets = new Set<Socket>();
  private server: Server = createServer();

  private constructor(
    private readonly target: URL,
    private port = 0,
  ) {}

  static async before(url: string): Promise<Network> {
    const network = new Network(new URL(url));
    await network.recover();
    return network;
  }

  get url(): string {
    const url = new URL(this.target);
    url.port = String(this.port);
    return url.href;
  }

  async fail(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async recover(): Promise<void> {
    this.server = createServer((client) => this.join(client));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private join(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    let silent = false;
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (said) => {
      if (this.commit !== 'passes' && said.includes('COMMIT\0')) {
        if (this.commit === 'is lost') return client.destroy();
        silent = true;
      }
      return server.write(said);
    });
    server.on('data', (said) => (silent ? client.destroy() : client.write(said)));
  }
}

describe('when PostgreSQL breaks', () => {
  let database: TestDatabase;
  let network: Network;
  let store: Store;
  let unitOfWork: UnitOfWork;
  /** Whoever runs the server. */
  let admin: pg.Client;

  async function open(settings: NodeJS.ProcessEnv = {}): Promise<void> {
    store = await openStore(loadEnv({ NODE_ENV: 'test', DATABASE_URL: network.url, ...settings }));
    unitOfWork = new UnitOfWork(store);
  }
  async function reopen(settings: NodeJS.ProcessEnv): Promise<void> {
    await store.close();
    await open(settings);
  }
  beforeEach(async () => {
    database = await freshDatabase();
    network = await Network.before(database.env.databaseUrl);
    await open();
    admin = new pg.Client({ connectionString: database.env.databaseUrl });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await store.close();
    await network.fail();
    await database.drop();
  });

  const add = async (key: string) =>
    store.insert(ProviderEntity, {
      id: `pro_${key}`,
      key,
      name: key,
      recordedAt: '2026',
      recordedBy: 'test',
    });
  const save = async (key: string) => unitOfWork.run(async () => add(key));
  const keys = async () =>
    (await store.query<{ key: string }>(sql`SELECT key FROM provider ORDER BY key`)).map((row) => row.key);

  /** Ends connections of the program, and gives it time to notice; answers how many. */
  async function kill(which: string, thenWait = 200): Promise<number | null> {
    const { rowCount } = await admin.query(`
      SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE application_name = 'forloeb' AND datname = current_database() AND ${which}`);
    await pause(thenWait);
    return rowCount;
  }

  async function expectRecovery(...there: string[]): Promise<void> {
    expect(await keys()).toEqual(there);
    await save('zz-next');
    expect(await keys()).toEqual([...there, 'zz-next']);
    const locks = await admin.query(`
      SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database()`);
    expect(locks.rowCount).toBe(0);
  }

  describe('a database that takes no changes', () => {
    const setReadOnly = (
      how: 'SET default_transaction_read_only = on' | 'RESET default_transaction_read_only',
    ) =>
      asAdmin(async (owner) => {
        await owner.query(`ALTER DATABASE ${new URL(network.url).pathname.slice(1)} ${how}`);
      });

    it('is told as READ_ONLY, reading goes on, and it recovers without a restart', async () => {
      await save('before');
      await setReadOnly('SET default_transaction_read_only = on');
      await kill(`state = 'idle'`);
      await expect(save('lost')).rejects.toMatchObject(READ_ONLY);
      const inPart = unitOfWork.run(async () => unitOfWork.attempt(async () => add('lost')));
      await expect(inPart).rejects.toMatchObject(READ_ONLY);
      expect(await keys()).toEqual(['before']);
      await setReadOnly('RESET default_transaction_read_only');
      await expectRecovery('before');
    });
  });

  describe('a connection that is lost', () => {
    it('in the middle of a work: UNREACHABLE, nothing is written, and the next one works', async () => {
      const work = unitOfWork.run(async () => {
        await add('lost');
        expect(await kill(`state = 'idle in transaction'`)).toBe(1);
        await add('more');
      });
      await expect(work).rejects.toMatchObject(UNREACHABLE);
      await expectRecovery();
    });

    it('in the middle of a statement: UNREACHABLE for works, and for reads that are lost twice', async () => {
      const work = unitOfWork.run(async () => {
        await add('lost');
        await store.query(sql`SELECT pg_sleep(30)`);
      });
      const reading = store.query(sql`SELECT pg_sleep(30)`);
      const told = Promise.allSettled([work, reading]);
      let killed = 0;
      while (killed < 3) killed += (await kill(`query LIKE '%pg_sleep%'`)) ?? 0;
      expect(await told).toMatchObject([{ reason: UNREACHABLE }, { reason: UNREACHABLE }]);
      await expectRecovery();
    });

    it('in a part of a work: UNREACHABLE all the same', async () => {
      const work = unitOfWork.run(async () => {
        await add('lost');
        await unitOfWork.attempt(async () => {
          await kill(`state = 'idle in transaction'`);
          await add('more');
        });
      });
      await expect(work).rejects.toMatchObject(UNREACHABLE);
      await expectRecovery();
    });

    it('after the last statement, before the work is saved: UNREACHABLE, as nothing was sent to be saved', async () => {
      const work = unitOfWork.run(async () => {
        await add('lost');
        await kill(`state = 'idle in transaction'`);
      });
      await expect(work).rejects.toMatchObject(UNREACHABLE);
      await expectRecovery();
    });

    it('while it holds the turn to try again: UNREACHABLE, and the turn is free', async () => {
      let tries = 0;
      const work = unitOfWork.run(async () => {
        tries += 1;
        await keys();
        await add('lost');
        if (tries === 1) throw Object.assign(new Error('a collision'), { code: '40001' });
        await kill(`state = 'idle in transaction'`);
        await add('more');
      });
      await expect(work).rejects.toMatchObject(UNREACHABLE);
      expect(tries).toBe(2);
      await expectRecovery();
    });

    it.each([
      ['long ago: nobody notices', 200, ['fulfilled']],
      ['just now: each is told so at most once', 0, ['fulfilled', 'UNREACHABLE']],
    ])('while nobody used it, %s, and nothing that was acknowledged is missing', async (_, wait, allowed) => {
      const names = Array.from({ length: 8 }, (_, n) => `${n}`);
      await Promise.all(names.map((name) => save(`a-${name}`)));
      expect(await kill(`state = 'idle'`, wait)).toBeGreaterThan(2);
      const told = await Promise.allSettled(names.map((name) => save(`b-${name}`)));
      for (const each of told)
        expect(allowed).toContain(each.status === 'fulfilled' ? each.status : each.reason.reason);
      const acknowledged = names.filter((_, n) => told[n]?.status === 'fulfilled');
      await expectRecovery(...names.map((name) => `a-${name}`), ...acknowledged.map((name) => `b-${name}`));
    });

    it.each([
      ['paused', () => pause(1_000)],
      ['calculated', async () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)],
    ])('because a work %s too long: UNREACHABLE, and nothing is written', async (_, waste) => {
      await reopen({ DATABASE_STATEMENT_TIMEOUT_MS: '500' });
      const work = unitOfWork.run(async () => {
        await add('lost');
        await waste();
        await add('more');
      });
      await expect(work).rejects.toMatchObject(UNREACHABLE);
      await expectRecovery();
    });
  });

  describe('the moment of saving', () => {
    /** PostgreSQL does this when a work that added a provider is saved. */
    async function whenSaving(statement: string): Promise<void> {
      await admin.query(`
        CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN ${statement}; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON provider
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()`);
    }

    it('refused by PostgreSQL: nothing is there, it says why, and the next one is not held up', async () => {
      await whenSaving(`IF NEW.key = 'bad' THEN RAISE EXCEPTION 'not at the end either'; END IF`);
      await expect(save('bad')).rejects.toThrow('not at the end either');
      await expectRecovery();
    });

    it('a connection that is killed meanwhile: UNCERTAIN', async () => {
      await whenSaving(`IF NEW.key = 'slow' THEN PERFORM pg_sleep(30); END IF`);
      const work = save('slow').catch((error: unknown) => error);
      while ((await kill(`state = 'active' AND query = 'COMMIT'`)) === 0);
      expect(await work).toMatchObject(UNCERTAIN);
      await expectRecovery();
    });

    it('a COMMIT that never arrives: UNCERTAIN, and it was not saved', async () => {
      network.commit = 'is lost';
      await expect(save('lost')).rejects.toMatchObject(UNCERTAIN);
      network.commit = 'passes';
      await expectRecovery();
    });

    it('a COMMIT whose answer never arrives: UNCERTAIN, and it was saved', async () => {
      network.commit = 'loses its answer';
      await expect(save('saved')).rejects.toMatchObject(UNCERTAIN);
      network.commit = 'passes';
      await expectRecovery('saved');
    });
  });

  describe('a server that cannot be reached', () => {
    it('UNREACHABLE for works and reads until it is back, without a restart', async () => {
      await save('before');
      await network.fail();
      for (const _ of [1, 2, 3]) {
        await expect(save('lost')).rejects.toMatchObject(UNREACHABLE);
        await expect(keys()).rejects.toMatchObject(UNREACHABLE);
      }
      await network.recover();
      await expectRecovery('before');
    });

    it('as a replica: the server starts and works without it, and uses it once it is there', async () => {
      await save('replica');
      await network.fail();
      const primary = await freshDatabase({ DATABASE_REPLICA_URL: network.url });
      const reporting = await openStore(primary.env);
      const report = () =>
        reporting.report(async () => reporting.query<{ key: string }>(sql`SELECT key FROM provider`));
      expect(await report()).toEqual([]);
      await network.recover();
      const later = performance.now() + 60_000;
      const clock = jest.spyOn(performance, 'now').mockReturnValue(later);
      expect(await report()).toEqual([{ key: 'replica' }]);
      clock.mockRestore();
      await reporting.close();
      await primary.drop();
    });
  });
});
