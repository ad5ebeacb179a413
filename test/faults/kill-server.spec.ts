/** `kill -9` of the server under a steady stream of writes: what was acknowledged is there, and nothing is there in part. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { ServerProcess, tokenFor } from '../support/server-process.js';
import { CORRUPTIONS, withCorruption } from './support/corruptions.js';
import { findings, findingsIn, NOTHING, wrongFigures } from './support/findings.js';
import { inspect, storageProblems } from './support/inspection.js';
import { Stream } from './support/stream.js';
import { Tally } from './support/tally.js';
import { employWriters } from './support/writers.js';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 2);
const SECOND = 1_000;
const PAGE = 4_096;

const stream = new Stream();
let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await ServerProcess.killAll();
  await stream.end();
  await database.drop();
});

/** What the killed server's sessions held is given back when PostgreSQL notices that they are gone. */
async function locksLeft(): Promise<number> {
  if (database.env.dialect === 'sqlite') return 0;
  return inspect(database.env, async (inspection) => {
    const count = async () => {
      const [row] = await inspection.rows<{ left: string }>(`
        SELECT (SELECT COUNT(*) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'forloeb')
          + (SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE d.datname = current_database() AND l.pid <> pg_backend_pid())
          + (SELECT COUNT(*) FROM pg_prepared_xacts WHERE database = current_database()) AS left`);
      return Number(row?.left);
    };
    let left = await count();
    for (const until = Date.now() + 10 * SECOND; left > 0 && Date.now() < until; left = await count())
      await pause(20);
    return left;
  });
}

describe('kill -9 of the server', () => {
  it(
    `loses no acknowledged write and leaves nothing half-applied, ${ROUNDS} times`,
    async () => {
      const tally = new Tally('kill -9 of the server', stream);
      const agency = await tokenFor({ role: 'AGENCY' });
      let server = await ServerProcess.start(database.env.databaseUrl);
      await employWriters(stream, server.url);
      stream.open(server.url);
      await stream.reached('sheet', 'held meeting', 'certificate');
      try {
        for (let round = 1; round <= ROUNDS; round += 1) {
          stream.open(server.url);
          await pause(200 + Math.random() * 800);
          // Every other time in the middle of something large.
          if (round % 2 === 1) await stream.batch().then(() => pause(Math.random() * 20));
          stream.shut();
          await server.kill();
          await stream.idle();
          expect(await locksLeft()).toBe(0);

          const began = Date.now();
          server = await ServerProcess.start(database.env.databaseUrl);
          const recovered = Date.now() - began;
          const found = await findings(database.env, stream.ledger);
          tally.round(found, recovered);
          expect(found).toEqual(NOTHING);
          expect(await wrongFigures(database.env, server.url, agency, 3)).toEqual([]);
          expect(stream.wrong).toEqual([]);
        }
        // What had no answer in the last round is sent again, too.
        stream.open(server.url);
        await pause(SECOND);
        await stream.end();
        expect(stream.wrong).toEqual([]);
        expect(stream.unanswered).toBeGreaterThan(0);
        // Nobody was in anybody's way for long.
        expect([...stream.unavailable]).toEqual([]);
        expect(await findings(database.env, stream.ledger)).toEqual(NOTHING);
        expect(await wrongFigures(database.env, server.url, agency)).toEqual([]);
        expect(server.errors()).toEqual([]);
        await server.stop();
      } finally {
        tally.print();
      }
    },
    (60 + ROUNDS * 30) * SECOND,
  );

  it.each(CORRUPTIONS.map((corruption) => [corruption.what, corruption] as const))(
    'is checked by rules that would have found %s',
    async (_, corruption) => {
      const found = await inspect(
        database.env,
        async (inspection) =>
          withCorruption(inspection, corruption, async () => findingsIn(inspection, stream.ledger)),
        { readonly: false },
      );
      expect(found[corruption.as]).toContainEqual(expect.stringContaining(corruption.reported));
    },
  );

  it('is checked by rules that hold when nothing is damaged', async () => {
    expect(await findings(database.env, stream.ledger)).toEqual(NOTHING);
  });

  it('is checked by the database itself, which would have found damaged pages', async () => {
    // PostgreSQL keeps its pages to itself; there amcheck looks at them.
    if (!onSqlite) return;
    const path = database.env.databasePath;
    const bytes = readFileSync(path);
    for (let page = 4; page * PAGE < bytes.length; page += 7) bytes.fill(0xa5, page * PAGE, page * PAGE + 64);
    writeFileSync(path, bytes);
    expect(await inspect(database.env, storageProblems)).toContainEqual(
      expect.stringContaining('integrity_check'),
    );
  });
});
