/** `npm run bench`: how fast the product is, beside the limit of what its database and its runtime allow. */
import 'reflect-metadata';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { pastDay } from './as-of.js';
import { Databases, type Dialect } from './databases.js';
import { openSqlite } from './fill-sqlite.js';
import { growth } from './growth.js';
import { measure, type Measurements, type Pace } from './measure.js';
import { mixed } from './mixed.js';
import { findPeer, INSTALL } from './peer-server.js';
import { profile } from './profile.js';
import { starts, table } from './report.js';
import { isPinned, pinLoad, RAISED, Server } from './servers.js';
import { statementsOf } from './statements.js';
import { readWorkloads, type Workload, WORKLOADS, type WorkloadName } from './workloads.js';

const USAGE = `Measures the product against a bare server that does the same SQL work, in alternated rounds.

  npm run bench                        everything, at 25 times Denmark's real size
  npm run bench -- --quick             the same on a tenth of the data, in short rounds: rough figures within a minute
  npm run bench -- --workload W1       one workload (W1 to W5); may be given several times
  npm run bench -- --database sqlite   one database (sqlite or postgres)
  npm run bench -- --profile W3        where the time goes: a CPU profile of one workload, and its top functions
  npm run bench -- --statements W3     which SQL statements one request runs
  npm run bench -- --growth            1, 10 and 100 times Denmark; a day in the past, start-up and memory
  npm run bench -- --as-of             a day in the past alone: time, CPU and memory of a report worked out from the facts
  npm run bench -- --mixed             a minute of everything at once, then 512 connections, then as before
  npm run bench -- --times 1           another size, in times Denmark; several with --growth`;

const FULL: Pace = { timesDenmark: 25, rounds: 5, seconds: 4, mostSeconds: 15, answers: 2, sheets: 600 };
/** Enough to see that everything runs and answers right; its figures are rough. */
const QUICK: Pace = { timesDenmark: 2.5, rounds: 2, seconds: 0.5, mostSeconds: 0.5, answers: 1, sheets: 48 };

const GROWTH = [1, 10, 100];
const QUICK_GROWTH = [0.25, 2.5];

const say = (text: string) => process.stderr.write(`${text}\n`);
const tell = (text: string) => process.stdout.write(`${text}\n`);

interface Wanted {
  readonly dialects: readonly Dialect[];
  readonly names: readonly WorkloadName[];
  readonly pace: Pace;
  readonly profile: WorkloadName | null;
  readonly statements: WorkloadName | null;
  readonly growth: readonly number[] | null;
  readonly asOf: boolean;
  readonly mixed: boolean;
  readonly quick: boolean;
}

function readWanted(args: string[]): Wanted | null {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      workload: { type: 'string', multiple: true },
      database: { type: 'string' },
      profile: { type: 'string' },
      statements: { type: 'string' },
      growth: { type: 'boolean' },
      'as-of': { type: 'boolean' },
      mixed: { type: 'boolean' },
      times: { type: 'string', multiple: true },
      help: { type: 'boolean' },
    },
  });
  const dialects = (['sqlite', 'postgres'] as const).filter(
    (dialect) => values.database === undefined || values.database === dialect,
  );
  const named = (text: string | undefined): WorkloadName | null => {
    const found = WORKLOADS.find((name) => name === text);
    if (text !== undefined && found === undefined)
      throw new Error(`There is no workload ${text}\n\n${USAGE}`);
    return found ?? null;
  };
  if (values.help || dialects.length === 0) return null;
  const pace = values.quick ? QUICK : FULL;
  const times = (values.times ?? []).map(Number);
  if (times.some((each) => !(each > 0))) throw new Error(`--times is a number above 0\n\n${USAGE}`);
  const chosen = (values.workload ?? []).flatMap((text) => named(text) ?? []);
  return {
    dialects,
    names: chosen.length === 0 ? WORKLOADS : chosen,
    pace: { ...pace, timesDenmark: times[0] ?? pace.timesDenmark },
    profile: named(values.profile),
    statements: named(values.statements),
    growth: values.growth ? (times.length > 0 ? times : values.quick ? QUICK_GROWTH : GROWTH) : null,
    asOf: values['as-of'] ?? false,
    mixed: values.mixed ?? false,
    quick: values.quick ?? false,
  };
}

/** Runs what is wanted; whatever happens, nothing that was started goes on. */
async function main(wanted: Wanted): Promise<void> {
  const { dialects, pace } = wanted;
  const databases = await Databases.open(dialects);
  const stopped = async () => {
    await Server.stopAll();
    await databases.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stopped().finally(() => process.exit(1)));
  try {
    // Before the load is pinned, and whoever it starts with it: data are made on both cores.
    for (const size of wanted.growth ?? [pace.timesDenmark]) await databases.make(dialects, size, say);
    pinLoad();
    if (wanted.growth !== null) {
      for (const dialect of dialects) tell(await growth(databases, dialect, wanted.growth, pace, say));
      return;
    }
    if (wanted.asOf) {
      for (const dialect of dialects) tell(await pastDay(databases, dialect, pace.timesDenmark, say));
      return;
    }
    await databases.make(dialects, pace.timesDenmark, say);
    const db = openSqlite(await databases.sqlite(pace.timesDenmark, say), { readonly: true });
    const workloads = await readWorkloads(db);
    db.close();
    const chosen = (names: readonly WorkloadName[]): Workload[] =>
      names.flatMap((name) => workloads.get(name) ?? []);
    if (wanted.profile !== null) {
      for (const dialect of dialects)
        tell(await profile(databases, dialect, chosen([wanted.profile]), pace, say));
    } else if (wanted.mixed) {
      for (const dialect of dialects)
        tell(await mixed(databases, dialect, workloads, pace, wanted.quick, say));
    } else if (wanted.statements !== null) {
      for (const dialect of dialects)
        for (const workload of chosen([wanted.statements])) {
          const texts = await statementsOf(databases, dialect, workload, pace.timesDenmark, say);
          const lines = texts.map((text) => `  ${text}`).join('\n');
          tell(`${workload.name} on ${dialect}: ${texts.length}\n${lines}`);
        }
    } else {
      const all: Measurements[] = [];
      try {
        for (const dialect of dialects)
          all.push(await measure(databases, dialect, chosen(wanted.names), pace, say));
      } finally {
        // Also where a later database fails: what was measured took its time.
        tell(`\n${circumstances(wanted)}\n\n${table(all.flatMap(({ rows }) => rows))}\n\n${starts(all)}`);
      }
    }
  } finally {
    await stopped();
  }
}

/** What PostGraphile is measured with, and that it does less. */
function peerCircumstances(dialects: readonly Dialect[]): string {
  if (!dialects.includes('postgres')) return 'PostGraphile: knows PostgreSQL only.';
  const peer = findPeer();
  if (peer === null) return `PostGraphile: not installed (${INSTALL}).`;
  return `PostGraphile ${peer.version} on Node ${peer.nodeVersion}: nobody signs in, row-level access is off, W1 without outlook and requirements.`;
}

function circumstances({ pace, dialects, quick }: Wanted): string {
  const { timesDenmark, rounds, seconds, mostSeconds, sheets } = pace;
  const length = seconds === mostSeconds ? `${seconds} s` : `${seconds} to ${mostSeconds} s`;
  const [cpu] = cpus();
  const cores = isPinned() ? 'server on one core, load on another' : 'server and load share the cores';
  return [
    `${timesDenmark} times Denmark; Node ${process.versions.node}; ${cpus().length} × ${cpu?.model}; ${cores}.`,
    `16 connections; medians of ${rounds} alternated rounds of ${length} (W4: ${sheets} sheets), ± half the range.`,
    ...(quick ? ['In rounds as short as these the figures are rough, the slowest hundredth above all.'] : []),
    peerCircumstances(dialects),
    `Of the product, sign-in, row-level access, cost limits, validation, request ids and logs are on; raised: ${Object.keys(RAISED).join(', ')}.`,
  ].join('\n');
}

const wanted = readWanted(process.argv.slice(2));
if (wanted === null) tell(USAGE);
else
  main(wanted).catch((error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  });
