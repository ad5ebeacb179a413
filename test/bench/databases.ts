/** The databases that are measured: made once, found again until the generator or the migrations change, and copied. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { fillSqlite } from './fill-sqlite.js';
import { BenchPostgres, RUN } from './postgres.js';
import { Server } from './servers.js';

export type Dialect = 'sqlite' | 'postgres';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BUILT = fileURLToPath(new URL('../..', import.meta.url));
/** The product's command that makes the maintained rows anew, and tells where they had drifted. */
export const RECONCILE = join(BUILT, 'src/cli/reconcile.js');
const FOLDER = join(tmpdir(), 'forloeb-bench');

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
    const making = join(this.folder, basename(path));
    forget(`data-${timesDenmark}-`);
    say(`making ${timesDenmark} times Denmark on SQLite …`);
    const began = performance.now();
    await this.letProductPrepare(`sqlite:${making}`);
    fillSqlite(making, sizeOf(timesDenmark), todayOfData(), { alone: true });
    reconcile(`sqlite:${making}`);
    renameSync(making, path);
    say(`made in ${seconds(began)}`);
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
      await postgres.dropAll(family);
      say(`making ${timesDenmark} times Denmark on PostgreSQL …`);
      const began = performance.now();
      const url = await postgres.create(`${name}_making`);
      await this.letProductPrepare(url);
      await postgres.fill(`${name}_making`, sizeOf(timesDenmark), todayOfData());
      reconcile(url);
      await postgres.rename(`${name}_making`, name);
      say(`made in ${seconds(began)}`);
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

/** The maintained rows, by the product's own command. */
function reconcile(databaseUrl: string): void {
  if (!existsSync(RECONCILE)) return;
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const { status, stdout, stderr } = spawnSync(process.execPath, [RECONCILE], { env, encoding: 'utf8' });
  // It tells of drift, as nothing was maintained while the history was made: what counts is that none is left.
  const again = spawnSync(process.execPath, [RECONCILE], { env, encoding: 'utf8' });
  if (again.status !== 0)
    throw new Error(`reconcile (${status}) does not settle:\n${stdout}${stderr}${again.stdout}`);
}

/** Of everything that the data depend on: maintained rows that other rules have made would be made anew while it is measured. */
function fingerprint(timesDenmark: number): string {
  const hash = createHash('sha256').update(`${timesDenmark} ${todayOfData()} ${MADE_BY}`);
  const made = readdirSync(HERE).filter((name) => /^(data.*|fill.*|postgres|random)\.js$/.test(name));
  const migrations = ['sqlite', 'postgres'].flatMap((dialect) =>
    readdirSync(join(BUILT, 'migrations', dialect))
      .filter((name) => name.endsWith('.js'))
      .map((name) => join(BUILT, 'migrations', dialect, name)),
  );
  for (const file of [...made.map((name) => join(HERE, name)), ...migrations].sort())
    hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
