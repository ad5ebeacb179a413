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
  for (const { name, requests, writes } of workloads) {
    // The same caller again, and of what can be asked only once the next.
    const [first] = requests;
    const same = requests.filter((each) => each.headers['authorization'] === first?.headers['authorization']);
    for (let index = 0; index < WARM_UP; index += 1) {
      const request = writes ? same[index] : first;
      if (request !== undefined) await ask(server, request);
    }
    await server.reading();
    const request = writes ? same[WARM_UP] : first;
    if (request !== undefined) await ask(server, request);
    counted.set(name, (await server.reading()).statements);
  }
  await server.stop();
  await databases.drop(databaseUrl);
  return counted;
}
