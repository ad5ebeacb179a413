/** Which SQL statements the product runs for one request of each workload, once everything that it remembers is warm. */
import { type Databases, type Dialect } from './databases.js';
import { ask } from './load.js';
import { Server } from './servers.js';
import type { BenchRequest, Workload } from './workloads.js';

const WARM_UP = 3;

/** On a server of its own. */
export async function statementsOf(
  databases: Databases,
  dialect: Dialect,
  workload: Workload,
  timesDenmark: number,
  say: (text: string) => void,
): Promise<readonly string[]> {
  const databaseUrl = await databases.copy(dialect, timesDenmark, say);
  const server = await Server.start({
    ...{ kind: 'product', databaseUrl },
    logFile: databases.logFile('counting'),
  });
  const statements = await countStatements(server, requestsToCount(workload, 0));
  await server.stop();
  await databases.drop(databaseUrl);
  return statements;
}

/** The same caller again, and of what can be asked only once the next; none of the first `used`. */
export function requestsToCount({ requests, writes }: Workload, used: number): readonly BenchRequest[] {
  const [first] = requests.slice(writes ? used : 0);
  if (first === undefined) return [];
  if (!writes) return Array.from({ length: WARM_UP + 1 }, () => first);
  const { authorization } = first.headers;
  const same = requests.slice(used).filter(({ headers }) => headers['authorization'] === authorization);
  return same.slice(0, WARM_UP + 1);
}

/** Of the last of the requests: those before it make everything warm. */
export async function countStatements(
  server: Server,
  requests: readonly BenchRequest[],
): Promise<readonly string[]> {
  for (const request of requests.slice(0, -1)) await ask(server, request);
  await server.count();
  for (const request of requests.slice(-1)) await ask(server, request);
  return (await server.count()) ?? [];
}
