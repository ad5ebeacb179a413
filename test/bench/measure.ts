/** Alternated rounds of the product and what it is compared with on one database, workload by workload. */
import { compare, compareRows, type Compared } from './compare.js';
import { PROGRAMME } from './data-plan.js';
import { type Databases, type Dialect } from './databases.js';
import { loadOf, PATIENCE_MS, type Run } from './load.js';
import { forPeer } from './peer.js';
import { findPeer, preparePeer } from './peer-server.js';
import { Server, type ServerKind } from './servers.js';
import { countStatements, requestsToCount } from './statements.js';
import type { Workload, WorkloadName } from './workloads.js';

export interface Pace {
  readonly timesDenmark: number;
  readonly rounds: number;
  readonly seconds: number;
  /** How long a round takes at most so that the slowest hundredth of it are more than two or three answers. */
  readonly mostSeconds: number;
  /** Answers that each connection gets in a round, however long they take. */
  readonly answers: number;
  /** Sheets in a round: each can be recorded once. */
  readonly sheets: number;
}

/** Answers that are compared before anything is timed. */
const COMPARED: Readonly<Record<WorkloadName, number>> = { W1: 200, W2: 3, W3: 60, W4: 20, W5: 3 };
export const CONNECTIONS = 16;
const LONGEST_ROUND_SECONDS = 10;
/** Of fewer, who is let in last when all connect at once decides what the slowest hundredth is. */
const ANSWERS_IN_ROUND = 1_000;

export interface Measured {
  readonly workload: WorkloadName;
  readonly dialect: Dialect;
  /** Of each server that took part. */
  readonly runs: Readonly<Partial<Record<ServerKind, readonly Run[]>>>;
  /** Of one request of the product. */
  readonly statements: number;
  /** Memory after the last round, in bytes. */
  readonly rss: Readonly<Partial<Record<ServerKind, number>>>;
}

export interface Measurements {
  readonly dialect: Dialect;
  /** The product, from the start of its process to listening. */
  readonly startedInMs: number;
  readonly rows: readonly Measured[];
}

interface Entrant {
  readonly server: Server;
  readonly url: string;
}

/** The servers, on a copy of the same database each. */
class Contest {
  private constructor(
    private readonly databases: Databases,
    private readonly entrants: ReadonlyMap<ServerKind, Entrant>,
  ) {}

  static async start(
    databases: Databases,
    dialect: Dialect,
    { timesDenmark }: Pace,
    say: (text: string) => void,
  ): Promise<Contest> {
    const kinds: ServerKind[] = ['raw', 'product'];
    if (dialect === 'postgres' && findPeer() !== null) kinds.push('postgraphile');
    const urls: string[] = [];
    for (const kind of kinds) {
      const url = await databases.copy(dialect, timesDenmark, say);
      if (kind === 'postgraphile') await preparePeer(url);
      urls.push(url);
    }
    const entrant = async (kind: ServerKind): Promise<readonly [ServerKind, Entrant]> => {
      const url = urls[kinds.indexOf(kind)] ?? '';
      const options = { kind, databaseUrl: url, logFile: databases.logFile(kind) };
      return [kind, { server: await Server.start({ ...options, beside: kind === 'postgraphile' }), url }];
    };
    // How long the product takes to start is told: nobody is in its way, not in the database either.
    const product = await entrant('product');
    const others = await Promise.all(kinds.filter((kind) => kind !== 'product').map(entrant));
    return new Contest(databases, new Map([product, ...others]));
  }

  get kinds(): ServerKind[] {
    return [...this.entrants.keys()];
  }

  server(kind: ServerKind): Server {
    return this.entrant(kind).server;
  }

  /** Throws when they do not answer the same. */
  async compare(workload: Workload): Promise<Compared> {
    const [raw, product] = [this.entrant('raw'), this.entrant('product')];
    const peer = this.entrants.get('postgraphile');
    const servers = { raw: raw.server, product: product.server, peer: peer?.server ?? null };
    const compared = await compare(workload, servers, COMPARED[workload.name]);
    if (workload.writes) {
      await compareRows('product', product.url, raw.url);
      if (peer !== undefined) await compareRows('postgraphile', peer.url, raw.url);
    }
    return compared;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.entrants.values()].map(async ({ server }) => server.stop()));
    for (const { url } of this.entrants.values()) await this.databases.drop(url);
  }

  private entrant(kind: ServerKind): Entrant {
    const entrant = this.entrants.get(kind);
    if (entrant === undefined) throw new Error(`${kind} does not take part`);
    return entrant;
  }
}

export async function measure(
  databases: Databases,
  dialect: Dialect,
  workloads: readonly Workload[],
  pace: Pace,
  say: (text: string) => void,
): Promise<Measurements> {
  let contest = await Contest.start(databases, dialect, pace, say);
  const { startedInMs } = contest.server('product');
  const rows: Measured[] = [];
  for (const workload of workloads) {
    say(`${workload.name} on ${dialect}`);
    try {
      rows.push({ dialect, ...(await rounds(contest, workload, pace)) });
    } catch (error) {
      if ((error as Error).name !== 'TimeoutError') throw error;
      say(`${workload.name} on ${dialect}: one answer takes more than ${PATIENCE_MS / 1000} s`);
      await contest.stop();
      contest = await Contest.start(databases, dialect, pace, say);
    }
  }
  await contest.stop();
  return { dialect, startedInMs, rows };
}

async function rounds(contest: Contest, given: Workload, pace: Pace): Promise<Omit<Measured, 'dialect'>> {
  const compared = await contest.compare(given);
  let { used } = compared;
  const counted = requestsToCount(given, used);
  const statements = await countStatements(contest.server('product'), counted);
  const requests = given.writes ? given.requests.filter((each) => !counted.includes(each)) : given.requests;
  const workload = { ...given, requests };
  const atLeast = CONNECTIONS * pace.answers;
  const needed = (kind: ServerKind) => ((compared.fastest.get(kind) ?? 0) / 1_000) * atLeast;
  // Where the answers of every connection take too long, one after the other.
  const slow = contest.kinds.some((kind) => needed(kind) > LONGEST_ROUND_SECONDS);
  const asked: Readonly<Record<ServerKind, Workload>> = {
    raw: workload,
    product: workload,
    postgraphile: forPeer(workload, PROGRAMME),
  };
  const lengthOf = (kind: ServerKind, sheets: number): { amount: number } | { seconds: number } => {
    if (workload.writes) return { amount: sheets };
    if (slow) return { amount: 1 };
    // To the last answer, where they take long: what is left undone would be in the way of whoever is next.
    if (needed(kind) > pace.seconds) return { amount: atLeast };
    const wanted = ((compared.fastest.get(kind) ?? 0) / 1_000) * ANSWERS_IN_ROUND;
    return { seconds: Math.min(Math.max(wanted, pace.seconds), pace.mostSeconds) };
  };
  const runs = new Map<ServerKind, Run[]>(contest.kinds.map((kind) => [kind, []]));
  for (let round = 0; round < pace.rounds; round += 1) {
    const left = workload.requests.length - used;
    const fair = Math.floor(left / (pace.rounds - round)) - CONNECTIONS;
    const amount = Math.min(pace.sheets, Math.max(CONNECTIONS, fair));
    // A small town has fewer sheets than rounds; the first round says so where there are none at all.
    if (workload.writes && round > 0 && left < amount + CONNECTIONS) break;
    for (const kind of inTurn(contest.kinds, round)) {
      const options = { connections: slow ? 1 : CONNECTIONS, from: used };
      const run = await loadOf(contest.server(kind), asked[kind], { ...options, ...lengthOf(kind, amount) });
      if (run.failures > 0)
        throw new Error(
          `${workload.name}: ${run.failures} of ${run.requests} answers of ${kind} failed: ${run.failure}`,
        );
      runs.get(kind)?.push(run);
    }
    // Every connection has prepared one more, which was not sent: some of those after these were.
    if (workload.writes) used += amount + CONNECTIONS;
  }
  const rss: Partial<Record<ServerKind, number>> = {};
  for (const kind of contest.kinds) rss[kind] = (await contest.server(kind).reading()).rss;
  return { workload: workload.name, runs: Object.fromEntries(runs), statements: statements.length, rss };
}

/** Who comes first goes last in the next round. */
function inTurn<T>(list: readonly T[], round: number): T[] {
  const first = round % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
