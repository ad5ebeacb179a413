/** A minute of everything at once, then far more than the server can take, then whether it is as before. */
import { spawnSync } from 'node:child_process';
import { type Databases, type Dialect, RECONCILE } from './databases.js';
import { load, type Run } from './load.js';
import { CONNECTIONS, type Pace } from './measure.js';
import { Random } from './random.js';
import { aligned, figure, MEGABYTE } from './report.js';
import { Server } from './servers.js';
import type { BenchRequest, Workload, WorkloadName } from './workloads.js';

/** Of a hundred requests. */
const SHARES: readonly (readonly [WorkloadName, number])[] = [
  ['W1', 70],
  ['W3', 15],
  ['W2', 5],
  ['W4', 10],
];
const MINUTE_SECONDS = 60;
const CROWD = 512;
const CROWD_SECONDS = 30;
const RECOVERY_SECONDS = 10;
/** How often its memory is looked at. */
const LOOK_MS = 1_000;

export async function mixed(
  databases: Databases,
  dialect: Dialect,
  workloads: ReadonlyMap<WorkloadName, Workload>,
  { timesDenmark }: Pace,
  quick: boolean,
  say: (text: string) => void,
): Promise<string> {
  const databaseUrl = await databases.copy(dialect, timesDenmark, say);
  const server = await Server.start({ kind: 'product', databaseUrl, logFile: databases.logFile('mixed') });
  const next = mixOf(workloads);
  const part = quick ? 0.1 : 1;
  const phases: (readonly [name: string, connections: number, seconds: number])[] = [
    ['warm-up', CONNECTIONS, 5 * part],
    ['mixed load', CONNECTIONS, MINUTE_SECONDS * part],
    ['far too much', CROWD, CROWD_SECONDS * part],
    ['afterwards', CONNECTIONS, RECOVERY_SECONDS * part],
    ['and then', CONNECTIONS, RECOVERY_SECONDS * part],
  ];
  const rows: string[][] = [];
  for (const [name, connections, seconds] of phases) {
    say(`${name} on ${dialect}`);
    const memory = watched(server);
    const run = await load(server, { connections, seconds, timeoutSeconds: 20 }, next);
    rows.push([name, String(connections), figure(seconds), ...cells(run), memory.stop()]);
  }
  const refused = await server.stop().then(() => drift(databaseUrl));
  await databases.drop(databaseUrl);
  const head = [
    'phase',
    'connections',
    'seconds',
    'req/s',
    'p50 ms',
    'p99 ms',
    'failures',
    'RSS MB first, most, last',
  ];
  return `${dialect}\n\n${aligned([head, ...rows])}\n\n${refused}`;
}

function cells({ perSecond, p50, p99, failures, failure }: Run): string[] {
  const why = failure === null ? '' : `: ${failure.slice(0, 80)}`;
  return [figure(perSecond), p50.toFixed(1), p99.toFixed(1), `${failures}${why}`];
}

/** The next request by chance. A sheet that was recorded already is recorded again, which changes nothing. */
function mixOf(workloads: ReadonlyMap<WorkloadName, Workload>): () => BenchRequest {
  const random = new Random(7);
  const places = new Map<WorkloadName, number>();
  return () => {
    let left = random.next() * 100;
    const [name] = SHARES.find(([, share]) => (left -= share) < 0) ?? ['W1'];
    const requests = workloads.get(name)?.requests ?? [];
    const place = places.get(name) ?? 0;
    places.set(name, place + 1);
    const request = requests[place % requests.length];
    if (request === undefined) throw new Error(`There is nothing to ask for ${name}`);
    return request;
  };
}

function watched(server: Server): { stop(): string } {
  const seen: number[] = [];
  const look = () => seen.push(server.rss() ?? 0);
  look();
  const timer = setInterval(look, LOOK_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      const [first = 0, most = 0, last = 0] = [seen[0], Math.max(...seen), seen.at(-1)];
      return [first, most, last].map((bytes) => figure(bytes / MEGABYTE)).join(', ');
    },
  };
}

/** Whether the maintained rows still say what the facts do. */
function drift(databaseUrl: string): string {
  const { status, stdout } = spawnSync(process.execPath, [RECONCILE], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    encoding: 'utf8',
  });
  const said = stdout.split('\n').filter((line) => line !== '' && !line.endsWith('…'));
  return `npm run reconcile (exit ${status}): ${said.join(' ')}`;
}
