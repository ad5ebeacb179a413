/** Where the time of one workload goes: a CPU profile of the product under load. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Databases, type Dialect } from './databases.js';
import { loadOf } from './load.js';
import { CONNECTIONS, type Pace } from './measure.js';
import { aligned } from './report.js';
import { Server } from './servers.js';
import type { Workload } from './workloads.js';

const SECONDS = 8;
const TOP = 25;

interface Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

interface Profile {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export async function profile(
  databases: Databases,
  dialect: Dialect,
  workloads: readonly Workload[],
  { timesDenmark }: Pace,
  say: (text: string) => void,
): Promise<string> {
  const parts: string[] = [];
  for (const workload of workloads) {
    const folder = join(databases.profiles(), `${workload.name}-${dialect}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const databaseUrl = await databases.copy(dialect, timesDenmark, say);
    const server = await Server.start({
      ...{ kind: 'product', databaseUrl, profile: folder },
      logFile: databases.logFile('profiled'),
    });
    const how = workload.writes
      ? { amount: Math.min(1_000, workload.requests.length) }
      : { seconds: SECONDS };
    const run = await loadOf(server, workload, { connections: CONNECTIONS, ...how });
    await server.stop();
    await databases.drop(databaseUrl);
    const [file = ''] = readdirSync(folder);
    const path = join(folder, file);
    parts.push(
      `${workload.name} on ${dialect}: ${run.requests} requests, ${run.cpuMs.toFixed(2)} ms of CPU each; ${path}`,
      topOf(JSON.parse(readFileSync(path, 'utf8')) as Profile),
    );
  }
  return parts.join('\n\n');
}

/** Functions and packages by the time spent in themselves. */
function topOf({ nodes, samples, timeDeltas }: Profile): string {
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
