/** Seals what is written of the log of changes, and looks whether all that is sealed is as it was. */
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Clock } from '../config/clock.js';
import { ConfigError, type Env, loadEnv } from '../config/env.js';
import { parseLocalDate } from '../domain/calendar.js';
import type { Seal } from '../storage/audit-seal.js';
import { AuditSeals } from '../storage/audit-seals.js';
import { type Finding, type Verification, verifyLog, type VerifyOptions } from '../storage/audit-verify.js';
import { Unavailable } from '../storage/failure.js';
import { openStore } from '../storage/open-store.js';
import type { Store } from '../storage/store.js';
import { UnitOfWork } from '../storage/unit-of-work.js';

const USAGE = `Looks whether the log of changes is as it was sealed: nothing changed, removed, inserted or put in another order.

  npm run --silent audit:verify -- [--day YYYY-MM-DD] [--head HASH]

Seals first what is not sealed yet; a server may run meanwhile. --day looks at one day in Copenhagen only. --head takes
the hash at the head of the chain as it was told at some time (here, or in the log of a server) and kept elsewhere: only
that shows a chain that was made anew from one end to the other, or that its end was cut off. Where the beginning was
removed after its period (retentionAuditApprove), the rest is proven from the last seal that went.
Exit code 0 when all is as it was, 1 when something is not, 2 for wrong use.`;

/** Long enough for a log of millions that was never sealed. */
const PATIENCE_MS = 300_000;
const OPTIONS = { day: { type: 'string' }, head: { type: 'string' } } as const;

/** Null for wrong use. */
function readOptions(): VerifyOptions | null {
  try {
    const { day, head } = parseArgs({ options: OPTIONS }).values;
    if (day !== undefined && parseLocalDate(day) === null) return null;
    if (head !== undefined && !/^[0-9a-f]{64}$/i.test(head)) return null;
    return { ...(day !== undefined && { day }), ...(head !== undefined && { head: head.toLowerCase() }) };
  } catch {
    return null;
  }
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
const name = ({ sequence, day }: Seal) => `seal ${sequence} of ${day}`;

/** Opening it would make an empty one. */
function refuseMissing(env: Env): void {
  if (env.dialect === 'sqlite' && !existsSync(env.databasePath))
    throw new ConfigError(`There is no SQLite database at ${env.databasePath}.`);
}

async function sealRest(store: Store): Promise<void> {
  try {
    const { events } = await new AuditSeals(store, new UnitOfWork(store), new Clock()).seal(PATIENCE_MS);
    if (events > 0) console.log(`Sealed ${count(events, 'event')}.`);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.error(`Nothing more could be sealed. ${error.message}`);
  }
}

function line({ seal, day, fromId, toId, problems }: Finding): string {
  return `Seal ${seal} (${day}, events ${fromId} to ${toId}): ${problems.join('; ')}.`;
}

/** Where the log begins, when it does not begin with its first event. */
function beginning({ shortened }: Verification): string[] {
  const last = shortened.at(-1);
  if (last === undefined) return [];
  const gone = shortened.reduce((sum, run) => sum + run.events, 0);
  return [
    `Proven from seal ${last.sequence} on: what was recorded up to ${last.upTo} was removed after its period, ` +
      `${count(gone, 'event')} in ${count(shortened.length, 'run')}, the last one ${last.id} at ${last.recordedAt}.`,
  ];
}

/** What is known of the hash that was given. */
function given({ kept, shortened }: Verification, hash: string): { line: string; known: boolean } {
  const run = shortened.find((each) => each.hash === hash);
  if (run !== undefined)
    return {
      line: `The head that was given is seal ${run.sequence}, the last of those that went up to ${run.upTo}.`,
      known: true,
    };
  if (kept) return { line: `The head that was given is ${name(kept)}.`, known: true };
  const last = shortened.at(-1);
  const orGone =
    last === undefined
      ? ''
      : ` Or it is from before the end of ${last.upTo}: of the seals that went, only the last of each run is known.`;
  return {
    line: `NOT IN THE CHAIN: the head that was given. The chain was made anew, or its end was cut off.${orGone}`,
    known: false,
  };
}

/** Tells what was found; answers whether all is as it was. */
function tell({ day, head: hash }: VerifyOptions, found: Verification): boolean {
  const { seals, events, broken, findings, unsealed, head } = found;
  if (found.beginning.length > 0)
    console.log(`NOT AS IT WAS LEFT, the beginning of the log: ${found.beginning.join('; ')}.`);
  for (const finding of findings) console.log(line(finding));
  if (broken > findings.length) console.log(`… and ${count(broken - findings.length, 'more seal')}.`);
  const looked = `${count(events, 'event')} in ${count(seals, 'seal')}`;
  if (day !== undefined && seals === 0) console.log(`Nothing is sealed of ${day}.`);
  else if (broken === 0) console.log(`Whole: ${looked}${day === undefined ? '' : `, ${day} among them`}.`);
  else
    console.log(
      `NOT AS IT WAS SEALED: ${count(broken, 'seal')} of ${seals}; the first is seal ${findings[0]?.seal}.`,
    );
  for (const told of beginning(found)) console.log(told);
  const asked = hash === undefined ? null : given(found, hash);
  if (asked !== null) console.log(asked.line);
  console.log(`Not sealed yet: ${count(unsealed, 'event')}.`);
  if (head !== null) console.log(`Head: ${name(head)}, ${head.hash}`);
  return broken === 0 && found.beginning.length === 0 && asked?.known !== false;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const env = loadEnv(process.env);
  refuseMissing(env);
  const store = await openStore(env);
  try {
    await sealRest(store);
    if (!tell(options, await verifyLog(store, options))) process.exitCode = 1;
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
