/**
 * Loaded into a measured server before anything else (`--import`): tells, when it is asked over the channel to whoever
 * started it, how much CPU time and memory it has used, which SQL statements it runs, or where its time goes.
 */
import { Session } from 'node:inspector/promises';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import type pg from 'pg';
import { SQLITE_PACKAGE } from '../../src/storage/sqlite-driver.js';

export interface Reading {
  readonly cpuMicros: number;
  readonly rss: number;
}

const TRANSACTION = /^\s*(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i;

type Method = (this: unknown, ...values: unknown[]) => unknown;
type Methods = Record<string, Method>;

/** Takes the place of methods until it is ended: counting costs time. */
class Counting {
  readonly statements: string[] = [];
  private readonly replaced: (() => void)[] = [];

  constructor() {
    const require = createRequire(import.meta.url);
    const Sqlite = require(SQLITE_PACKAGE) as typeof BetterSqlite3;
    const db = new Sqlite(':memory:');
    const ofSqlite = Object.getPrototypeOf(db.prepare('SELECT 1')) as Methods;
    db.close();
    const textOf = (statement: unknown) => (statement as { source: string }).source;
    for (const name of ['run', 'get', 'all', 'iterate']) this.replace(ofSqlite, name, textOf);
    const { Client } = require('pg') as typeof pg;
    this.replace(Client.prototype as unknown as Methods, 'query', (_, first) =>
      typeof first === 'string' ? first : (first as { text?: string } | undefined)?.text,
    );
  }

  end(): readonly string[] {
    for (const restore of this.replaced) restore();
    return this.statements;
  }

  private replace(
    methods: Methods,
    name: string,
    textOf: (self: unknown, first: unknown) => string | undefined,
  ) {
    const original = methods[name];
    if (original === undefined) return;
    const note = (text: string | undefined) => {
      if (text === undefined || TRANSACTION.test(text)) return;
      this.statements.push(text.replace(/\s+/g, ' ').trim().slice(0, 160));
    };
    methods[name] = function (...values) {
      note(textOf(this, values[0]));
      return original.apply(this, values);
    };
    this.replaced.push(() => (methods[name] = original));
  }
}

/** From the first time that it is asked to the second: the answer is the statements, apart from BEGIN and COMMIT. */
let counting: Counting | undefined;
function count(): void {
  const ended = counting;
  counting = ended === undefined ? new Counting() : undefined;
  process.send?.(ended?.end() ?? null);
}

/** From the first time that it is asked to the second: the answer is the profile. */
let profiler: Session | undefined;
async function profile(): Promise<void> {
  if (profiler === undefined) {
    profiler = new Session();
    profiler.connect();
    await profiler.post('Profiler.enable');
    await profiler.post('Profiler.start');
    process.send?.(null);
    return;
  }
  const { profile: made } = await profiler.post('Profiler.stop');
  profiler.disconnect();
  profiler = undefined;
  process.send?.(made);
}

if (process.channel !== undefined) {
  process.on('message', (message) => {
    if (message === 'profile') void profile();
    if (message === 'count') count();
    if (message !== 'reading') return;
    const { user, system } = process.cpuUsage();
    const reading: Reading = { cpuMicros: user + system, rss: process.memoryUsage.rss() };
    process.send?.(reading);
  });
  // A server never outlives whoever measures it.
  process.on('disconnect', () => process.exit(1));
  // The channel is not what keeps it alive.
  process.channel?.unref();
}
