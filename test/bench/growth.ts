/** How the answers slow down as there is more of everything: 1, 10 and 100 times Denmark, and the rest at full size. */
import { askAsOf, asOfRequest } from './as-of.js';
import { type Databases, type Dialect } from './databases.js';
import { openSqlite } from './fill-sqlite.js';
import { ask, loadOf, type Run } from './load.js';
import { CONNECTIONS, type Pace } from './measure.js';
import { aligned, figure, MEGABYTE } from './report.js';
import { Server } from './servers.js';
import { readWorkloads, type WorkloadName } from './workloads.js';

const GROWING: readonly WorkloadName[] = ['W1', 'W3', 'W4', 'W2'];
const WARM_UP_SECONDS = 1;
const LONGEST_RUN_SECONDS = 20;
const SHEETS = 80;

interface Grown {
  readonly timesDenmark: number;
  readonly startedInMs: number;
  /** The median time and the CPU time of one request; null where it takes longer than anybody waits. */
  readonly runs: ReadonlyMap<WorkloadName, Run | null>;
  readonly asOfMs: number | null;
  readonly rss: number;
}

export async function growth(
  databases: Databases,
  dialect: Dialect,
  sizes: readonly number[],
  pace: Pace,
  say: (text: string) => void,
): Promise<string> {
  const grown: Grown[] = [];
  for (const size of sizes) {
    say(`${size} times Denmark on ${dialect}`);
    grown.push(await atSize(databases, dialect, size, pace, say));
  }
  const [first] = grown;
  const cell = (one: Grown, name: WorkloadName) => {
    const run = one.runs.get(name);
    if (run === null || run === undefined) return 'too long';
    const base = first?.runs.get(name)?.cpuMs;
    const ratio = base === undefined || one === first ? '' : ` (× ${(run.cpuMs / base).toFixed(2)})`;
    return `${run.p50.toFixed(1)}; ${run.cpuMs.toFixed(2)}${ratio}`;
  };
  const head = [
    'times Denmark',
    ...GROWING.map((name) => `${name} p50 ms; CPU ms`),
    'asOf ms',
    'start ms',
    'RSS MB',
  ];
  const rows = grown.map((one) => [
    figure(one.timesDenmark),
    ...GROWING.map((name) => cell(one, name)),
    one.asOfMs === null ? 'too long' : figure(one.asOfMs),
    figure(one.startedInMs),
    figure(one.rss / MEGABYTE),
  ]);
  return `${dialect}\n\n${aligned([head, ...rows])}`;
}

async function atSize(
  databases: Databases,
  dialect: Dialect,
  timesDenmark: number,
  pace: Pace,
  say: (text: string) => void,
): Promise<Grown> {
  await databases.make([dialect], timesDenmark, say);
  const db = openSqlite(await databases.sqlite(timesDenmark, say), { readonly: true });
  const workloads = await readWorkloads(db);
  db.close();
  const databaseUrl = await databases.copy(dialect, timesDenmark, say);
  const start = async () =>
    Server.start({ kind: 'product', databaseUrl, logFile: databases.logFile('growth') });
  let server = await start();
  const { startedInMs } = server;
  const runs = new Map<WorkloadName, Run | null>();
  /** Null, and another server, where the answer does not come. */
  const inTime = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error;
      await server.stop();
      server = await start();
      return null;
    }
  };
  for (const name of GROWING) {
    const workload = workloads.get(name);
    if (workload === undefined) continue;
    const run = await inTime(async () => {
      const [first, second = first] = workload.requests;
      if (first !== undefined) await ask(server, first);
      const began = performance.now();
      if (second !== undefined) await ask(server, second);
      // Long enough for every connection to get two answers; where that takes too long, one after the other.
      const needed = ((performance.now() - began) / 1_000) * CONNECTIONS * 2;
      const slow = needed > LONGEST_RUN_SECONDS;
      const connections = slow ? 1 : CONNECTIONS;
      if (workload.writes)
        return loadOf(server, workload, {
          connections,
          amount: Math.min(slow ? 3 : SHEETS, workload.requests.length - 2),
          from: 2,
        });
      if (slow) return loadOf(server, workload, { connections, amount: 2 });
      await loadOf(server, workload, { connections, seconds: WARM_UP_SECONDS });
      return loadOf(server, workload, { connections, seconds: Math.max(pace.seconds, needed) });
    });
    runs.set(name, run);
  }
  const asOf = await asOfRequest();
  const asOfMs = await inTime(async () => askAsOf(server, asOf));
  const { rss } = await server.reading();
  await server.stop();
  await databases.drop(databaseUrl);
  return { timesDenmark, startedInMs, runs, asOfMs, rss };
}
