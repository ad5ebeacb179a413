/** The databases that are measured: made once, found again until the generator or the migrations change, and copied. */
import { execFile, spawn } from 'node:child_process';
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
import { promisify } from 'node:util';
import type { LocalDate } from '../../src/domain/calendar.js';
import { MADE_BY } from '../../src/features/progress/made-by.js';
import { sizeOf } from './data-plan.js';
import { fillPostgres } from './fill-postgres.js';
import { fillSqlite, openSqlite } from './fill-sqlite.js';
import { Making } from './making.js';
import { BenchPostgres, RUN } from './postgres.js';
import { Server } from './servers.js';

export type Dialect = 'sqlite' | 'postgres';
type Say = (text: string) => void;

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
  async sqlite(timesDenmark: number, say: Say): Promise<string> {
    await this.make(['sqlite'], timesDenmark, say);
    return fileOf(timesDenmark);
  }

  /** A database of its own for one server. */
  async copy(dialect: Dialect, timesDenmark: number, say: Say): Promise<string> {
    await this.make([dialect], timesDenmark, say);
    this.copies += 1;
    if (dialect === 'postgres')
      return this.server().copy(nameOf(timesDenmark), `${RUN}${process.pid}_${this.copies}`);
    const copy = join(this.folder, `copy-${this.copies}.sqlite`);
    copyFileSync(fileOf(timesDenmark), copy, constants.COPYFILE_FICLONE);
    return `sqlite:${copy}`;
  }

  /** Makes what is not there yet, at the same time as far as one does not need the other. */
  async make(dialects: readonly Dialect[], timesDenmark: number, say: Say): Promise<void> {
    const [file, name] = [fileOf(timesDenmark), nameOf(timesDenmark)];
    const sqlite = existsSync(file) ? null : join(this.folder, basename(file));
    const postgres =
      !dialects.includes('postgres') || (await this.server().has(name))
        ? null
        : await this.server().createAnew(familyOf(timesDenmark), `${name}_making`);
    if (sqlite === null && postgres === null) return;
    if (sqlite !== null) forget(`data-${timesDenmark}-`);
    const size = sizeOf(timesDenmark);
    const today = todayOfData();
    const compared = timesDenmark <= COMPARED_UP_TO;
    const places = [...(sqlite === null ? [] : ['SQLite']), ...(postgres === null ? [] : ['PostgreSQL'])];
    const making = new Making(`${timesDenmark} times Denmark on ${places.join(' and ')}`, say);
    await making.part('tables, municipalities and rules', async () => {
      await Promise.all([
        sqlite === null ? null : this.letProductPrepare(`sqlite:${sqlite}`, false),
        postgres === null ? null : this.letProductPrepare(postgres, true),
      ]);
    });
    if (sqlite !== null) {
      await making.part('history', async () => fillSqlite(sqlite, size, today, { alone: true }));
      await making.part('standings', async () => keep(`sqlite:${sqlite}`));
    }
    const onPostgres = async () => {
      if (postgres !== null)
        await fillPostgres({ url: postgres, size, today, kept: sqlite ?? file }, async (part, work) =>
          making.part(part, work),
        );
      making.end();
      if (postgres !== null && compared) await reconcile(postgres);
    };
    await Promise.all([sqlite !== null && compared ? reconcile(`sqlite:${sqlite}`) : null, onPostgres()]);
    if (compared) making.compared();
    if (sqlite !== null) {
      settle(sqlite);
      renameSync(sqlite, file);
    }
    if (postgres !== null) await this.server().rename(`${name}_making`, name);
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
  private async letProductPrepare(databaseUrl: string, beside: boolean): Promise<void> {
    const options = { kind: 'product', databaseUrl, beside } as const;
    const server = await Server.start({ ...options, logFile: this.logFile('prepare') });
    await server.stop();
  }

  private server(): BenchPostgres {
    if (this.postgres === null) throw new Error('PostgreSQL was not started');
    return this.postgres;
  }
}

const fileOf = (timesDenmark: number): string =>
  join(FOLDER, `data-${timesDenmark}-${fingerprint(timesDenmark)}.sqlite`);
const familyOf = (timesDenmark: number): string => `data_${String(timesDenmark).replace('.', '_')}_of_`;
const nameOf = (timesDenmark: number): string => `${familyOf(timesDenmark)}${fingerprint(timesDenmark)}`;

/** All of it in the one file that is kept: others had it open meanwhile. */
function settle(path: string): void {
  const db = openSqlite(path);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
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
async function reconcile(databaseUrl: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const { stdout } = await promisify(execFile)(process.execPath, [RECONCILE], { env });
  if (!stdout.includes(' 0 of them were not up to date'))
    throw new Error(`reconcile: not everything is up to date:\n${stdout}`);
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
