/** What a day in the past costs: then nothing that is kept answers, and everybody is worked out from the facts. */
import type { Databases, Dialect } from './databases.js';
import { ask } from './load.js';
import { aligned, figure, MEGABYTE, median } from './report.js';
import { Server } from './servers.js';
import { agencyRequest, type BenchRequest } from './workloads.js';

const DAYS_AGO = 183;
const ROUNDS = 3;

/** All municipalities as they stood half a year ago, by what is known now. */
const AS_OF = `query AsOf($day: LocalDate!) { certificationStatus(groupBy: [TRACK, MUNICIPALITY], asOf: { validOn: $day }) {
  trackKey municipality { code } persons enrolled certified completed attendedHalfDays supervisionMinutes } }`;

export async function asOfRequest(): Promise<BenchRequest> {
  const day = new Date(Date.now() - DAYS_AGO * 86_400_000).toISOString().slice(0, 10);
  return agencyRequest(AS_OF, { day });
}

/** How long the answer took, in milliseconds. */
export async function askAsOf(server: Server, request: BenchRequest): Promise<number> {
  const began = performance.now();
  const { status, answer } = await ask(server, request);
  if (status !== 200 || JSON.stringify(answer).includes('"errors"'))
    throw new Error(`asOf: ${JSON.stringify(answer).slice(0, 300)}`);
  return performance.now() - began;
}

/** On its own: the first time, and once everything has been asked before. */
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
  const request = await asOfRequest();
  const measured: { ms: number; cpuMs: number; rss: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = await server.reading();
    const ms = await askAsOf(server, request);
    const after = await server.reading();
    measured.push({ ms, cpuMs: (after.cpuMicros - before.cpuMicros) / 1_000, rss: after.rss });
  }
  await server.stop();
  await databases.drop(databaseUrl);
  const [first, ...later] = measured;
  const row = (name: string, rounds: typeof measured) => [
    name,
    figure(median(rounds.map(({ ms }) => ms))),
    figure(median(rounds.map(({ cpuMs }) => cpuMs))),
    figure(Math.max(...rounds.map(({ rss }) => rss)) / MEGABYTE),
  ];
  return `a day half a year ago, ${timesDenmark} times Denmark on ${dialect}\n\n${aligned([
    ['', 'ms', 'CPU ms of the server', 'RSS MB'],
    row('first', first === undefined ? [] : [first]),
    row(`median of ${ROUNDS} after it`, later),
  ])}`;
}
