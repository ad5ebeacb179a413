import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type { Actor } from '../access/actor.js';
import { authSecret } from '../config/auth-secret.js';
import { Clock } from '../config/clock.js';
import { ConfigError, loadEnv } from '../config/env.js';
import { createApp } from '../create-app.js';
import { Refused } from '../domain/refusal.js';
import { RosterService } from '../features/roster/index.js';
import { openStore } from '../storage/open-store.js';

const USAGE = `Imports a list of participants (CSV) onto the seats of a municipality.

  npm run --silent import -- --engagement ID --track KEY --file LIST.csv [--municipality 621] [--cohort ID] [--dry-run]

Prints one line for each row: line number, what happened, and every problem with its column.
Exit code 0 when every row has a seat, 1 when some have not, 2 for wrong use.`;

const OPTIONS = {
  engagement: { type: 'string' },
  track: { type: 'string' },
  file: { type: 'string' },
  municipality: { type: 'string' },
  cohort: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
} as const;

function readOptions() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const { engagement, track, file } = values;
    if (engagement === undefined || track === undefined || file === undefined) return null;
    return { ...values, engagement, track, file };
  } catch {
    return null;
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const file = readFileSync(options.file);
  const env = loadEnv(process.env);
  const store = await openStore(env);
  const logger = pino({ level: 'silent' });
  const app = await createApp({ env, clock: new Clock(), store, authSecret: authSecret(env), logger });
  const name = userInfo().username;
  const actor: Actor = { subject: `local:import:${name}`, name, grants: [{ role: 'ADMIN' }] };
  try {
    const rows = await app.get(RosterService).import(actor, {
      engagementId: options.engagement,
      trackKey: options.track,
      municipalityCode: options.municipality ?? null,
      cohortId: options.cohort ?? null,
      file,
      dryRun: options['dry-run'],
    });
    for (const { line, outcome, problems } of rows) {
      const reasons = problems.map(({ column, message }) =>
        column === null ? message.da : `${column}: ${message.da}`,
      );
      console.log([`linje ${line}`, outcome, ...reasons].join('\t'));
    }
    const seated = rows.every((row) => row.outcome === 'ACCEPTED' || row.outcome === 'UNCHANGED');
    process.exitCode = seated ? 0 : 1;
  } finally {
    await app.close();
    await store.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError || error instanceof Refused ? error.message : error);
  process.exitCode = 1;
});
