/** A limit on how much somebody may ask holds for all processes on one database together. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { asAdmin, freshDatabase, type TestDatabase } from '../support/database.js';
import { post } from '../support/http.js';

const LIMIT = 100;
const PROCESSES = 3;
/** What each may have let through before the others heard of it: not more than the next tenth. */
const SLACK = (PROCESSES * LIMIT) / 10;

describe('rate limits', () => {
  let database: TestDatabase;
  const apps: TestApp[] = [];
  const ask = async (app: TestApp) => (await post(app, { query: '{ __typename }' })).status;
  /** The connections that listen. */
  const listeners = async () => {
    let pids: number[] = [];
    await asAdmin(async (admin) => {
      const { rows } = await admin.query(
        `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name = 'forloeb notices' AND query <> ''`,
        [new URL(database.env.databaseUrl).pathname.slice(1)],
      );
      pids = rows.map((row) => row.pid);
    });
    return pids;
  };
  const listening = async (count: number, lost: readonly number[] = []) => {
    for (let attempt = 0; ; attempt += 1) {
      const there = (await listeners()).filter((pid) => !lost.includes(pid));
      if (there.length >= count || attempt === 200) return there.length;
      await pause(50);
    }
  };

  beforeAll(async () => {
    database = await freshDatabase({ RATE_LIMIT_ADDRESS: String(LIMIT) });
    for (let i = 0; i < PROCESSES; i += 1) apps.push(await startApp(undefined, { database }));
    for (const app of apps) await ask(app);
    await listening(PROCESSES);
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
    await database.drop();
  });

  it('hold across processes: what one has let through counts for the others, give or take a tenth', async () => {
    let allowed = PROCESSES;
    for (let round = 0; round < LIMIT; round += 1)
      for (const app of apps) if ((await ask(app)) === 200) allowed += 1;
    expect(allowed).toBeGreaterThanOrEqual(LIMIT);
    expect(allowed).toBeLessThanOrEqual(LIMIT + SLACK);
    for (const app of apps) expect(await ask(app)).toBe(429);
  });

  it('are shared again when the connections that carry the news were lost', async () => {
    const lost = await listeners();
    await asAdmin(
      async (admin) =>
        void (await admin.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [lost])),
    );
    expect(await ask(apps[0]!)).toBe(429);
    expect(await listening(PROCESSES, lost)).toBe(PROCESSES);
  });

  it('what is told names nobody, and writes nothing', async () => {
    const heard: string[] = [];
    const listener = new pg.Client({ connectionString: database.env.databaseUrl });
    await listener.connect();
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('LISTEN forloeb_rate');
    const fresh = await startApp(undefined, { database });
    await ask(fresh);
    expect(await listening(PROCESSES + 1)).toBe(PROCESSES + 1);
    for (let i = 0; i < LIMIT / 2; i += 1) await ask(fresh);
    for (let attempt = 0; attempt < 100 && heard.length < 4; attempt += 1) await pause(50);
    await listener.end();
    await fresh.close();
    expect(heard.length).toBeGreaterThanOrEqual(4);
    expect(heard.join()).not.toMatch(/127\.0\.0\.1|::1/);
  });
});
