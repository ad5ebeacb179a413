/** Works out anew, from the facts, everything that is kept beside them, and says where it was different. */
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { pino } from 'pino';
import { authSecret } from '../config/auth-secret.js';
import { Clock } from '../config/clock.js';
import { ConfigError, loadEnv } from '../config/env.js';
import { createApp } from '../create-app.js';
import { PoolCounts } from '../features/engagement/index.js';
import { NameList, WhoTaught } from '../features/enrolment/index.js';
import { Reconciliation, type Reconciled } from '../features/progress/index.js';
import { openStore } from '../storage/open-store.js';

const NAMED_AT_MOST = 20;
const TOLD_EVERY = 20_000;

/** What was kept wrongly, and how to say so of each. */
type Drift = readonly [of: readonly string[], say: (each: string) => string];

/** Ids only: no names. */
function tell({ enrolments, outdated }: Reconciled, drifts: readonly Drift[]): boolean {
  console.log(
    `${enrolments} enrolments compared with the facts, ${outdated} of them were not up to date and said so.`,
  );
  for (const [drifted, say] of drifts) {
    for (const each of drifted.slice(0, NAMED_AT_MOST)) console.log(`DRIFT: ${say(each)}`);
    if (drifted.length > NAMED_AT_MOST) console.log(`… and ${drifted.length - NAMED_AT_MOST} more.`);
  }
  const drift = drifts.flatMap(([drifted]) => drifted).length;
  console.log(drift === 0 ? 'Drift: 0.' : `Drift: ${drift}. What is kept is right now; please report this.`);
  return drift === 0;
}

/** `npm run reconcile`: exit code 0 without drift, 1 with it. A server may run meanwhile. */
async function main(): Promise<void> {
  const env = loadEnv(process.env);
  if (env.dialect === 'sqlite' && !existsSync(env.databasePath))
    throw new ConfigError(`There is no SQLite database at ${env.databasePath}.`);
  const store = await openStore(env);
  const logger = pino({ level: 'silent' });
  const app = await createApp({ env, clock: new Clock(), store, authSecret: authSecret(env), logger });
  try {
    const done = await app.get(Reconciliation).run((enrolments) => {
      if (enrolments % TOLD_EVERY === 0) console.log(`${enrolments} …`);
    });
    const drifts: Drift[] = [
      [done.drifted, (id) => `${id} stood otherwise than its facts say.`],
      [done.driftedPlaces, (place) => `the sums of ${place} were not those of its enrolments.`],
      [await app.get(PoolCounts).reconcile(), (pool) => `the seats of ${pool} were counted otherwise.`],
      [await app.get(WhoTaught).reconcile(), (id) => `${id} had other providers than its facts say.`],
      [
        await app.get(NameList).reconcile(),
        (id) => `${id} stood elsewhere in lists than by its person's name.`,
      ],
    ];
    if (!tell(done, drifts)) process.exitCode = 1;
  } finally {
    await app.close();
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
