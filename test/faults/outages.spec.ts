/** No room left, or no changes taken: a typed answer, nothing lost, reading goes on, and nobody restarts anything. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { chownSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, loadEnv } from '../../src/config/env.js';
import { asAdmin, freshDatabase, onSqlite, UNHURRIED } from '../support/database.js';
import { PostgresCluster } from '../support/postgres-cluster.js';
import { Outages } from './support/outage.js';
import { SmallDisk } from './support/small-disk.js';
import { line } from './support/tally.js';

const SECOND = 1_000;
const MEGABYTES = 48;
const TABLESPACE = 'small_disk';
const NAME = 'forloeb_on_a_small_disk';

describe('a database that takes no writes for a while', () => {
  const disk = SmallDisk.mount(MEGABYTES);
  const cleanUp: (() => unknown)[] = [];
  let outages: Outages | undefined;
  afterAll(async () => {
    await outages?.close();
    for (const step of cleanUp.reverse()) await step();
    disk?.unmount();
  });

  /** On the small disk, where there is one. */
  async function makeDatabase(): Promise<Env> {
    if (disk === null) {
      const { env, drop } = await freshDatabase();
      cleanUp.push(drop);
      return env;
    }
    if (onSqlite) return settings(`sqlite:${join(disk.folder, 'forloeb.sqlite')}`);
    const cluster = await clusterOfItsOwn();
    const folder = join(disk.folder, 'tables');
    mkdirSync(folder);
    await asAdmin(async (admin) => {
      const owner = statSync(cluster.folder);
      chownSync(folder, owner.uid, owner.gid);
      await admin.query(`CREATE TABLESPACE ${TABLESPACE} LOCATION '${folder}'`);
      await admin.query(`CREATE DATABASE ${NAME} TABLESPACE ${TABLESPACE}`);
    }, cluster.url('postgres'));
    return settings(cluster.url(NAME));
  }

  /** While the disk is full no checkpoint of the whole cluster comes to its end, and without one no database is dropped. */
  async function clusterOfItsOwn(): Promise<PostgresCluster> {
    const cluster = await PostgresCluster.start({
      settings: {
        // It takes away a file that the next connection makes anew, which fails on a full disk.
        autovacuum: 'off',
      },
    });
    cleanUp.push(async () => cluster.remove());
    return cluster;
  }

  const settings = (url: string) => loadEnv({ DATABASE_URL: url, ...UNHURRIED });
  const databaseOf = (env: Env) => new URL(env.databaseUrl).pathname.slice(1);
  const adminOf = (env: Env) => new URL('/postgres', env.databaseUrl).href;

  /** The setting is for connections to come, as after a failover to a standby: those that are there go. */
  async function setReadOnly(env: Env): Promise<void> {
    const database = databaseOf(env);
    await asAdmin(async (admin) => {
      await admin.query(`ALTER DATABASE ${database} SET default_transaction_read_only = on`);
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = $1 AND application_name = 'forloeb'`,
        [database],
      );
    }, adminOf(env));
  }

  async function setWritable(env: Env): Promise<void> {
    await asAdmin(async (admin) => {
      await admin.query(`ALTER DATABASE ${databaseOf(env)} RESET default_transaction_read_only`);
    }, adminOf(env));
  }

  it(
    'says why, loses nothing, is read all the while, and works again without a restart of the server',
    async () => {
      const env = await makeDatabase();
      outages = await Outages.under(env);
      if (disk === null)
        line('disk full', {
          SKIPPED: 'this machine lets nobody mount a disk of a few megabytes (it takes root)',
        });
      else
        await outages.expectFault({
          name: 'disk full',
          begin: () => disk.fill(),
          end: () => disk.makeRoom(),
          reason: 'FULL',
        });
      // What a connection of SQLite is told is in sqlite-limits.sqlite.spec.ts.
      if (!onSqlite)
        await outages.expectFault({
          name: 'read-only',
          begin: async () => setReadOnly(env),
          end: async () => setWritable(env),
          reason: 'READ_ONLY',
          alsoTold: ['UNREACHABLE', 'UNCERTAIN'],
        });
      expect(await outages.stop()).toEqual({ code: 0, signal: null });
    },
    120 * SECOND,
  );
});
