/** Which SQL statements the product runs for one request of each workload, once everything that it remembers is warm. */
import { type Databases, type Dialect } from './databases.js';
import { ask } from './load.js';
import { Server } from './servers.js';
import type { Workload, WorkloadName } from './workloads.js';

const WARM_UP = 3;

export async function countStatements(
  databases: Databases,
  dialect: Dialect,
  workloads: readonly Workload[],
  timesDenmark: number,
  say: (text: string) => void,
): Promise<Map<WorkloadName, readonly string[]>> {
  const databaseUrl = await databases.copy(dialect, timesDenmark, say);
  const server = await Server.start({
    ...{ kind: 'product', databaseUrl, counts: true },
    logFile: databases.logFile('counting'),
  });
  const counted = new Map<WorkloadName, readonly string[]>();
  for (const workload of workloads)
    try {
      counted.set(workload.name, await statementsOf(server, workload));
    } catch (error) {
      // Whoever takes so long has been told of already, and still works on it.
      if ((error as Error).name !== 'TimeoutError') throw error;
      break;
    }
  await server.stop();
  await databases.drop(databaseUrl);
  return counted;
}

async function statementsOf(server: Server, { requests, writes }: Workload): Promise<readonly string[]> {
  // The same caller again, and of what can be asked only once the next.
  const [first] = requests;
  const same = requests.filter((each) => each.headers['authorization'] === first?.headers['authorization']);
  const asked = Array.from({ length: WARM_UP + 1 }, (_, index) => (writes ? same[index] : first));
  for (const [index, request] of asked.entries()) {
    if (index === WARM_UP) await server.reading();
    if (request !== undefined) await ask(server, request);
  }
  return (await server.reading()).statements;
}
