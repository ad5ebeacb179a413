/**
 * Works out how the made-up enrolments stand and keeps it, as the product does: with its own code, on its own connections.
 * One of several processes, each with its share of the enrolments: works read what nobody changes, and wait for each other
 * only to write.
 */
import 'reflect-metadata';
import { pino } from 'pino';
import sql from 'sql-template-tag';
import { Clock } from '../../src/config/clock.js';
import { loadEnv } from '../../src/config/env.js';
import { createApp } from '../../src/create-app.js';
import { asOf, ProgressService } from '../../src/features/progress/index.js';
import { openStore } from '../../src/storage/open-store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';

const AT_ONCE = 500;

async function main(share: number, of: number): Promise<void> {
  const env = loadEnv(process.env);
  const store = await openStore(env);
  const core = {
    env,
    clock: new Clock(),
    store,
    authSecret: 'x'.repeat(64),
    logger: pino({ level: 'silent' }),
  };
  const app = await createApp(core);
  try {
    const rows = await store.query<{ id: string }>(sql`SELECT id FROM enrolment ORDER BY id`);
    const each = Math.ceil(rows.length / of);
    const own = rows.slice(share * each, (share + 1) * each).map((row) => row.id);
    const now = asOf(null, core.clock);
    for (let start = 0; start < own.length; start += AT_ONCE) {
      const worked = await app.get(ProgressService).workOut(own.slice(start, start + AT_ONCE), now);
      await app.get(UnitOfWork).run(async () => app.get(ProgressService).keep([...worked.values()], now));
    }
  } finally {
    await app.close();
    await store.close();
  }
}

const [share, of] = process.argv.slice(2).map(Number);
await main(share ?? 0, of ?? 1);
