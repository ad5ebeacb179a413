/** The databases that are measured: made once, found again until the generator or the migrations change, and copied. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalDate } from '../../src/domain/calendar.js';
import { MADE_BY } from '../../src/features/progress/made-by.js';
import { sizeOf } from './data-plan.js';
import { fillPostgres } from './fill-postgres.js';
import { fillSqlite } from './fill-sqlite.js';
import { Making } from './making.js';
import { BenchPostgres, RUN } from './postgres.js';
import { Server } from './servers.js';

export type Dialect = 'sqlite' | 'postgres';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BUILT = fileURLToPath(new URL('../..', import.meta.url));
/** The product's command that makes the maintained rows anew, and tells where they had drifted. */
export const RECONCILE = join(BUILT, 'src/cli/reconcile.js');
const KEEP = join(HERE, 'keep.js');
/** Larger data, from the same generator, would take the command half an hour. */
const COMPARED_UP_TO = 25;
/** Processes that work standings out, one for each core of a small machine. */
const KEEPERS = 2;
/** Where data are kept between runs. Two runs at the same time need a folder each. */
const FOLDER = process.env['BENCH_DATA'] ?? join(tmpdir(), 'forloeb-bench');

/** Made on its first day: until the month is over everything ahead lies ahead. */
export function todayOfData(): LocalDate {
  return `${new Date().toISOString().slice(0, 7)}-01` as LocalDate;
}

/** What belongs to one run, and is gone afterwards. */
export class Databases {
  private readonly folder: string;
  private readonly postgres: BenchPostgres | null;
  private copies = 0;

  private constructor(postgres: BenchPostgres | null) {
    this.postgres = postgres;
    this.folder = mkdtempSync(join(FOLDER, `run-${process.pid}-`));
  }

  static async open(dialects: readonly Dialect[]): Promise<Databases> {
    mkdirSync(FOLDER, { recursive: true });
    forgetBroken();
    return new Databases(
      dialects.includes('postgres') ? await BenchPostgres.start(join(FOLDER, 'postgres')) : null,
    );
  }

  logFile(name: string): string {
    this.copies += 1;
    return join(this.folder, `${name}-${this.copies}.log`);
  }

  /** A folder for CPU profiles, which stays. */
  profiles(): string {
    return join(FOLDER, 'profiles');
  }

  /** The file of the SQLite database of this size; made when it is not there. */
  async sqlite(timesDenmark: number, say: (text: string) => void): Promise<string> {
    const path = join(FOLDER, `data-${timesDenmark}-${fingerprint(timesDenmark)}.sqlite`);
    if (existsSync(path)) return path;
    const made = join(this.folder, basename(path));
    const url = `sqlite:${made}`;
    forget(`data-${timesDenmark}-`);
    const making = new Making(`${timesDenmark} times Denmark on SQLite`, say);
    await making.part('tables, municipalities and rules', async () => this.letProductPrepare(url));
    await making.part('history', async () =>
      fillSqlite(made, sizeOf(timesDenmark), todayOfData(), { alone: true }),
    );
    await making.part('standings', async () => keep(url));
    making.end();
    if (timesDenmark <= COMPARED_UP_TO) await making.checked(async () => reconcile(url));
    renameSync(made, path);
    return path;
  }

  /** A database of its own for one server. */
  async copy(dialect: Dialect, timesDenmark: number, say: (text: string) => void): Promise<string> {
    this.copies += 1;
    if (dialect === 'sqlite') {
      const copy = join(this.folder, `copy-${this.copies}.sqlite`);
      copyFileSync(await this.sqlite(timesDenmark, say), copy, constants.COPYFILE_FICLONE);
      return `sqlite:${copy}`;
    }
    const { postgres } = this;
    if (postgres === null) throw new Error('PostgreSQL was not started');
    const family = `data_${String(timesDenmark).replace('.', '_')}_of_`;
    const name = `${family}${fingerprint(timesDenmark)}`;
    if (!(await postgres.has(name))) {
      const sqlite = await this.sqlite(timesDenmark, say);
      await postgres.dropAll(family);
      const url = await postgres.create(`${name}_making`);
      const making = new Making(`${timesDenmark} times Denmark on PostgreSQL`, say);
      await making.part('tables, municipalities and rules', async () => this.letProductPrepare(url));
      const filling = { url, size: sizeOf(timesDenmark), today: todayOfData(), kept: sqlite };
      await fillPostgres(filling, async (name, work) => making.part(name, work));
      making.end();
      if (timesDenmark <= COMPARED_UP_TO) await making.checked(async () => reconcile(url));
      await postgres.rename(`${name}_making`, name);
    }
    return postgres.copy(name, `${RUN}${process.pid}_${this.copies}`);
  }

  /** Gives back what a copy takes. */
  async drop(url: string): Promise<void> {
    if (url.startsWith('sqlite:')) {
      for (const end of ['', '-wal', '-shm']) rmSync(`${url.slice('sqlite:'.length)}${end}`, { force: true });
      return;
    }
    await this.postgres?.drop(new URL(url).pathname.slice(1));
  }

  async close(): Promise<void> {
    await this.postgres?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs its migrations and writes the municipalities and rules. */
  private async letProductPrepare(databaseUrl: string): Promise<void> {
    const server = await Server.start({ kind: 'product', databaseUrl, logFile: this.logFile('prepare') });
    await server.stop();
  }
}

/** Data of this size from an earlier generator, schema or month. */
function forget(beginning: string): void {
  for (const name of readdirSync(FOLDER))
    if (name.startsWith(beginning)) rmSync(join(FOLDER, name), { force: true });
}

/** What runs have left that were killed. */
function forgetBroken(): void {
  for (const name of readdirSync(FOLDER)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(FOLDER, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** How everybody stands, worked out by the product on both cores. */
async function keep(databaseUrl: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: 'production', DEMO: 'false' };
  const exits = Array.from({ length: KEEPERS }, async (_, share) => {
    const child = spawn(process.execPath, [KEEP, String(share), String(KEEPERS)], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return (await once(child, 'exit')) as [number | null];
  });
  for (const [code] of await Promise.all(exits))
    if (code !== 0) throw new Error(`The standings could not be worked out (exit ${code})`);
}

/** By the product's own command: throws when the facts say anything else than what is kept, or something is not kept. */
function reconcile(databaseUrl: string): void {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const { status, stdout, stderr } = spawnSync(process.execPath, [RECONCILE], { env, encoding: 'utf8' });
  if (status !== 0 || !stdout.includes(' 0 of them were not up to date'))
    throw new Error(
      `reconcile (exit ${status}): not everything is right and up to date:\n${stdout}${stderr}`,
    );
}

/** Of everything that the data depend on: what was kept by another version of the rules is not used. */
function fingerprint(timesDenmark: number): string {
  const hash = createHash('sha256').update(`${timesDenmark} ${todayOfData()} ${MADE_BY}`);
  const made = readdirSync(HERE).filter((name) => /^(data.*|fill.*|random)\.js$/.test(name));
  const migrations = ['sqlite', 'postgres'].flatMap((dialect) =>
    readdirSync(join(BUILT, 'migrations', dialect))
      .filter((name) => name.endsWith('.js'))
      .map((name) => join(BUILT, 'migrations', dialect, name)),
  );
  for (const file of [...made.map((name) => join(HERE, name)), ...migrations].sort())
    hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
