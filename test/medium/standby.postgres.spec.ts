/** A server that stands by for another takes no changes, until it takes over. A PostgreSQL of this test's own. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import sql from 'sql-template-tag';
import { type Env, loadEnv } from '../../src/config/env.js';
import { openStore } from '../../src/storage/open-store.js';
import { ProviderEntity } from '../../src/storage/reference.entity.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { PostgresCluster } from '../support/postgres-cluster.js';

const READ_ONLY = { name: 'Unavailable', reason: 'READ_ONLY' };

describe('a standby', () => {
  let cluster: PostgresCluster;
  let folder: string;
  let env: Env;
  let store: Store;

  const save = async (key: string) =>
    new UnitOfWork(store).run(async () =>
      store.insert(ProviderEntity, {
        id: `pro_${key}`,
        key,
        name: key,
        recordedAt: '2026',
        recordedBy: 'test',
      }),
    );
  const keys = async (from: Store) =>
    (await from.query<{ key: string }>(sql`SELECT key FROM provider ORDER BY key`)).map((row) => row.key);

  async function asOwner<T extends object>(statement: string): Promise<T | undefined> {
    const owner = new pg.Client({ connectionString: env.databaseUrl });
    try {
      await owner.connect();
      return (await owner.query<T>(statement)).rows[0];
    } finally {
      await owner.end();
    }
  }

  async function ready(): Promise<void> {
    while ((await asOwner('SELECT 1').catch(() => null)) === null) await pause(50);
  }

  // A server that was stopped, and is started again to follow another.
  beforeAll(async () => {
    cluster = await PostgresCluster.start({ settings: { fsync: 'off' }, persistent: true });
    env = loadEnv({ NODE_ENV: 'test', DATABASE_URL: cluster.url('postgres') });
    folder = (await asOwner<{ data_directory: string }>('SHOW data_directory'))?.data_directory ?? '';
    store = await openStore(env);
    await save('before');
    await store.close();
    await asOwner(`COPY (SELECT) TO '${folder}/standby.signal'`);
    await cluster.stop();
    // Waits for a server that takes changes.
    void cluster.server.start();
    await ready();
    store = await openStore(env);
  });
  afterAll(async () => {
    await store.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves the reports of another server', async () => {
    const primary: TestDatabase = await freshDatabase({ DATABASE_REPLICA_URL: env.databaseUrl });
    const reporting = await openStore(primary.env);
    expect(await reporting.report(() => keys(reporting))).toEqual(['before']);
    expect(await keys(reporting)).toEqual([]);
    await reporting.close();
    await primary.drop();
  });

  it('takes no changes: READ_ONLY; reading works', async () => {
    await expect(save('lost')).rejects.toMatchObject(READ_ONLY);
    expect(await keys(store)).toEqual(['before']);
  });

  it('takes them when it has taken over, without a restart', async () => {
    await asOwner('SELECT pg_promote()');
    await save('after');
    expect(await keys(store)).toEqual(['after', 'before']);
  });
});
