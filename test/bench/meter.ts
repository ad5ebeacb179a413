/**
 * Loaded into a measured server before anything else (`--import`): tells, when it is asked over the channel to whoever
 * started it, how much CPU time and memory it has used, and how many SQL statements it has run where those are counted.
 */
import { Session } from 'node:inspector/promises';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import { SQLITE_PACKAGE } from '../../src/storage/sqlite-driver.js';

export interface Reading {
  readonly cpuMicros: number;
  readonly rss: number;
  /** Since the last time this was asked, apart from BEGIN and COMMIT. */
  readonly statements: readonly string[];
}

let statements: string[] = [];
const TRANSACTION = /^\s*(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i;

function note(text: string): void {
  if (!TRANSACTION.test(text)) statements.push(text.replace(/\s+/g, ' ').trim().slice(0, 160));
}

/** Counting costs time: only for a server whose times nobody reads. */
function countStatements(): void {
  const Sqlite = createRequire(import.meta.url)(SQLITE_PACKAGE) as typeof BetterSqlite3;
  const db = new Sqlite(':memory:');
  const prototype = Object.getPrototypeOf(db.prepare('SELECT 1')) as Record<
    string,
    (...values: unknown[]) => unknown
  >;
  db.close();
  for (const name of ['run', 'get', 'all', 'iterate']) {
    const original = prototype[name];
    if (original === undefined) continue;
    prototype[name] = function (this: { source: string }, ...values) {
      note(this.source);
      return original.apply(this, values);
    };
  }
  const client = pg.Client.prototype as unknown as { query: (...values: unknown[]) => unknown };
  const { query } = client;
  client.query = function (...values: unknown[]) {
    const [first] = values as [string | { text?: string }];
    const text = typeof first === 'string' ? first : first?.text;
    if (text !== undefined) note(text);
    return query.apply(this, values);
  };
}

if (process.env['BENCH_COUNT'] === 'true') countStatements();
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
    if (message !== 'reading') return;
    const { user, system } = process.cpuUsage();
    const reading: Reading = { cpuMicros: user + system, rss: process.memoryUsage.rss(), statements };
    statements = [];
    process.send?.(reading);
  });
  // A server never outlives whoever measures it.
  process.on('disconnect', () => process.exit(1));
  // The channel is not what keeps it alive.
  process.channel?.unref();
}
