/** Alternated rounds of product and reference on one database, workload by workload. */
import { compare, compareRows } from './compare.js';
import { type Databases, type Dialect } from './databases.js';
import { loadOf, PATIENCE_MS, type Run } from './load.js';
import { Server, type ServerKind } from './servers.js';
import { countStatements } from './statements.js';
import type { Workload, WorkloadName } from './workloads.js';

export interface Pace {
  readonly timesDenmark: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Sheets in a round: each can be recorded once. */
  readonly sheets: number;
}

/** Answers that are compared before anything is timed. */
const COMPARED: Readonly<Record<WorkloadName, number>> = { W1: 200, W2: 1, W3: 60, W4: 20, W5: 1 };
export const CONNECTIONS = 16;
const LONGEST_ROUND_SECONDS = 10;

export interface Measured {
  readonly workload: WorkloadName;
  readonly dialect: Dialect;
  readonly product: readonly Run[];
  readonly raw: readonly Run[];
  /** Of one request of the product; null where they could not be counted. */
  readonly statements: number | null;
  readonly rss: number;
  readonly pss: number | null;
}

/** The two servers on a copy of the same database each. */
export class Pair {
  private constructor(
    readonly product: Server,
    readonly raw: Server,
    private readonly databases: Databases,
    private readonly urls: readonly [product: string, raw: string],
  ) {}

  static async start(
    databases: Databases,
    dialect: Dialect,
    { timesDenmark }: Pace,
    say: (text: string) => void,
  ): Promise<Pair> {
    const start = async (kind: ServerKind) => {
      const databaseUrl = await databases.copy(dialect, timesDenmark, say);
      const server = await Server.start({ kind, databaseUrl, logFile: databases.logFile(kind) });
      return [server, databaseUrl] as const;
    };
    const [product, productUrl] = await start('product');
    const [raw, rawUrl] = await start('raw');
    return new Pair(product, raw, databases, [productUrl, rawUrl]);
  }

  /** Throws when what the same requests wrote is not the same. */
  async compareRows(): Promise<void> {
    await compareRows(...this.urls);
  }

  async stop(): Promise<void> {
    await Promise.all([this.product.stop(), this.raw.stop()]);
    for (const url of this.urls) await this.databases.drop(url);
  }
}

export async function measure(
  databases: Databases,
  dialect: Dialect,
  workloads: readonly Workload[],
  pace: Pace,
  say: (text: string) => void,
): Promise<Measured[]> {
  let pair = await Pair.start(databases, dialect, pace, say);
  const measured: Omit<Measured, 'statements'>[] = [];
  const answered: Workload[] = [];
  for (const workload of workloads) {
    say(`${workload.name} on ${dialect}`);
    try {
      measured.push({ dialect, ...(await rounds(pair, workload, pace)) });
      answered.push(workload);
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error;
      say(`${workload.name} on ${dialect}: one answer takes more than ${PATIENCE_MS / 1000} s`);
      await pair.stop();
      pair = await Pair.start(databases, dialect, pace, say);
    }
  }
  await pair.stop();
  const statements = await countStatements(databases, dialect, answered, pace.timesDenmark, say);
  return measured.map((each) => ({ ...each, statements: statements.get(each.workload)?.length ?? null }));
}

async function rounds(pair: Pair, workload: Workload, pace: Pace) {
  const began = performance.now();
  let used = await compare(workload, pair.product, pair.raw, COMPARED[workload.name]);
  if (workload.writes) await pair.compareRows();
  // Long enough for every connection to get two answers; where that takes too long, one after the other.
  const needed = ((performance.now() - began) / used / 1_000) * CONNECTIONS * 2;
  const slow = needed > LONGEST_ROUND_SECONDS;
  const seconds = Math.max(pace.seconds, needed);
  const runs: Record<ServerKind, Run[]> = { raw: [], product: [] };
  for (let round = 0; round < pace.rounds; round += 1) {
    const left = workload.requests.length - used;
    const fair = Math.floor(left / (pace.rounds - round)) - CONNECTIONS;
    const amount = Math.min(pace.sheets, Math.max(CONNECTIONS, fair));
    // A small town has fewer sheets than rounds; the first round says so where there are none at all.
    if (workload.writes && round > 0 && left < amount + CONNECTIONS) break;
    for (const kind of round % 2 === 0 ? (['raw', 'product'] as const) : (['product', 'raw'] as const)) {
      const options = { connections: slow ? 1 : CONNECTIONS, from: used };
      const run = await loadOf(pair[kind], workload, {
        ...options,
        ...(workload.writes ? { amount } : slow ? { amount: 1 } : { seconds }),
      });
      if (run.failures > 0)
        throw new Error(
          `${workload.name}: ${run.failures} of ${run.requests} answers of ${kind} failed: ${run.failure}`,
        );
      runs[kind].push(run);
    }
    // Every connection has prepared one more, which was not sent: some of those after these were.
    if (workload.writes) used += amount + CONNECTIONS;
  }
  const { rss } = await pair.product.reading();
  return { workload: workload.name, ...runs, rss, pss: pair.product.pss() };
}
