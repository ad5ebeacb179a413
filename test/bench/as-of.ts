/** What a report about a day in the past costs: for the most part from what is kept, or all of it from the facts. */
import type { Databases, Dialect } from './databases.js';
import { ask } from './load.js';
import { aligned, figure, MEGABYTE } from './report.js';
import { Server } from './servers.js';
import { agencyRequest, type BenchRequest } from './workloads.js';

const ROUNDS = 3;

interface Question {
  readonly name: string;
  readonly daysAgo: number;
  /** Whether by what was known at the end of that day: then everybody is worked out from the facts. */
  readonly asKnownThen: boolean;
}

const HALF_A_YEAR_AGO: Question = { name: 'half a year ago', daysAgo: 183, asKnownThen: false };
const QUESTIONS: readonly Question[] = [
  HALF_A_YEAR_AGO,
  { name: 'three years ago', daysAgo: 1_096, asKnownThen: false },
  { name: 'half a year ago, by what was known then', daysAgo: 183, asKnownThen: true },
];

/** What the agency's dashboard says of all municipalities (W2), as they stood on a day. */
const AS_OF = `query AsOf($day: LocalDate!, $knownAt: DateTime) {
  certificationStatus(groupBy: [PROGRAMME, TRACK, MUNICIPALITY], asOf: { validOn: $day, knownAt: $knownAt }) {
    programmeKey trackKey municipality { code } persons enrolled certified completed attendedHalfDays supervisionMinutes } }`;

export async function asOfRequest({ daysAgo, asKnownThen } = HALF_A_YEAR_AGO): Promise<BenchRequest> {
  const day = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  return agencyRequest(AS_OF, { day, knownAt: asKnownThen ? `${day}T23:59:59Z` : null });
}

/** How long the answer took, in milliseconds. */
export async function askAsOf(server: Server, request: BenchRequest): Promise<number> {
  const began = performance.now();
  const { status, answer } = await ask(server, request);
  if (status !== 200 || JSON.stringify(answer).includes('"errors"'))
    throw new Error(`asOf: ${JSON.stringify(answer).slice(0, 300)}`);
  return performance.now() - began;
}

/** On its own: the first time, and once it has been asked before. */
export async function pastDay(
  databases: Databases,
  dialect: Dialect,
  timesDenmark: number,
  say: (text: string) => void,
): Promise<string> {
  const databaseUrl = await databases.copy(dialect, timesDenmark, say);
  const server = await Server.start({
    ...{ kind: 'product', databaseUrl },
    logFile: databases.logFile('as-of'),
  });
  const rows: string[][] = [];
  for (const question of QUESTIONS) rows.push(await measured(server, question));
  await server.stop();
  await databases.drop(databaseUrl);
  return `a day in the past, ${timesDenmark} times Denmark on ${dialect}; the first time, and the best of ${ROUNDS} after it\n\n${aligned(
    [['', 'first, ms', 'ms', 'CPU ms of the server', 'RSS MB'], ...rows],
  )}`;
}

async function measured(server: Server, question: Question): Promise<string[]> {
  const request = await asOfRequest(question);
  const first = await askAsOf(server, request);
  const rounds: { ms: number; cpuMs: number; rss: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await server.reading();
    const ms = await askAsOf(server, request);
    const after = await server.reading();
    rounds.push({ ms, cpuMs: (after.cpuMicros - before.cpuMicros) / 1_000, rss: after.rss });
  }
  const best = (of: (round: (typeof rounds)[number]) => number) => Math.min(...rounds.map(of));
  const rss = Math.max(...rounds.map((round) => round.rss)) / MEGABYTE;
  return [
    question.name,
    ...[first, best(({ ms }) => ms), best(({ cpuMs }) => cpuMs), rss].map((each) => figure(each)),
  ];
}
