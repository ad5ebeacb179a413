/** Where the time of one workload goes: a CPU profile of the product under load. */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Databases, type Dialect } from './databases.js';
import { ask, loadOf } from './load.js';
import { CONNECTIONS, type Pace } from './measure.js';
import { aligned } from './report.js';
import { Server } from './servers.js';
import type { Workload } from './workloads.js';

const SECONDS = 8;
const TOP = 25;
/** Requests before it begins. */
const WARM_UP = 5;
const SLOW_MS = 1_000;
const SHEETS = 1_000;

export async function profile(
  databases: Databases,
  dialect: Dialect,
  workloads: readonly Workload[],
  { timesDenmark }: Pace,
  say: (text: string) => void,
): Promise<string> {
  const parts: string[] = [];
  for (const workload of workloads) {
    const databaseUrl = await databases.copy(dialect, timesDenmark, say);
    const server = await Server.start({
      ...{ kind: 'product', databaseUrl },
      logFile: databases.logFile('profiled'),
    });
    const began = performance.now();
    for (const request of workload.requests.slice(0, WARM_UP)) await ask(server, request);
    const slow = (performance.now() - began) / WARM_UP > SLOW_MS;
    await server.profile();
    const run = await loadOf(server, workload, {
      connections: slow ? 1 : CONNECTIONS,
      from: WARM_UP,
      ...(slow ? { amount: 3 } : workload.writes ? { amount: sheetsOf(workload) } : { seconds: SECONDS }),
    });
    const made = await server.profile();
    await server.stop();
    await databases.drop(databaseUrl);
    if (made === null) throw new Error('There is no profile');
    mkdirSync(databases.profiles(), { recursive: true });
    const path = join(databases.profiles(), `${workload.name}-${dialect}.cpuprofile`);
    writeFileSync(path, JSON.stringify(made));
    parts.push(
      `${workload.name} on ${dialect}: ${run.requests} requests, ${run.cpuMs.toFixed(2)} ms of CPU each; ${path}`,
      topOf(made),
    );
  }
  return parts.join('\n\n');
}

function sheetsOf({ requests }: Workload): number {
  return Math.min(SHEETS, requests.length - WARM_UP - CONNECTIONS);
}

/** Functions and packages by the time spent in themselves. */
function topOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const functions = new Map<string, number>();
  const packages = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const node = byId.get(id);
    const time = timeDeltas[index] ?? 0;
    if (node === undefined || node.callFrame.functionName === '(idle)') continue;
    busy += time;
    const { functionName, lineNumber } = node.callFrame;
    const where = placeOf(node.callFrame.url);
    const name = `${functionName || '(anonymous)'} ${where}${where === '' ? '' : `:${lineNumber + 1}`}`;
    functions.set(name, (functions.get(name) ?? 0) + time);
    const owner = packageOf(where, functionName);
    packages.set(owner, (packages.get(owner) ?? 0) + time);
  }
  const list = (title: string, times: ReadonlyMap<string, number>) =>
    aligned([
      [title, 'self time'],
      ...[...times]
        .sort(([, a], [, b]) => b - a)
        .slice(0, TOP)
        .map(([name, time]) => [name, `${((time / busy) * 100).toFixed(1)} %`]),
    ]);
  return `${list('function', functions)}\n\n${list('package', packages)}`;
}

function placeOf(url: string): string {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  return path.replace(/^.*\/node_modules\//, '').replace(/^.*\/dist\//, '');
}

function packageOf(where: string, functionName: string): string {
  if (where === '') return functionName.startsWith('(') ? functionName : 'native';
  if (where.startsWith('src/')) return where.split('/').slice(0, 3).join('/');
  if (where.startsWith('node:')) return where;
  return where
    .split('/')
    .slice(0, where.startsWith('@') ? 2 : 1)
    .join('/');
}
