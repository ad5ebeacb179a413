/** `kill -9` of PostgreSQL itself under a steady stream of writes: the server says so, lives on, and recovers by itself. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Env, loadEnv } from '../../src/config/env.js';
import { PostgresCluster } from '../support/postgres-cluster.js';
import { ServerProcess, tokenFor } from '../support/server-process.js';
import { findings, NOTHING, wrongFigures } from './support/findings.js';
import { ready, told } from './support/probe.js';
import { Stream } from './support/stream.js';
import { Tally } from './support/tally.js';
import { employWriters } from './support/writers.js';

/** A fifth of the rounds of the server's own end: 20 for 100. */
const ROUNDS = Math.max(2, Math.round(Number(process.env['FAULT_ROUNDS'] ?? 3) / 5));
const SECOND = 1_000;

const stream = new Stream();
let cluster: PostgresCluster;
let env: Env;
beforeAll(async () => {
  // With its own settings: what is acknowledged has reached the disk.
  cluster = await PostgresCluster.start({ persistent: true });
  const admin = new pg.Client({ connectionString: cluster.url('postgres') });
  await admin.connect();
  await admin.query('CREATE DATABASE forloeb');
  await admin.end();
  env = loadEnv({ DATABASE_URL: cluster.url('forloeb') });
}, 60 * SECOND);
afterAll(async () => {
  await ServerProcess.killAll();
  await stream.end();
  await cluster.remove();
});

describe('kill -9 of PostgreSQL', () => {
  it(
    `loses no acknowledged write, is told clearly, and needs no restart of the server, ${ROUNDS} times`,
    async () => {
      const tally = new Tally('kill -9 of PostgreSQL', stream);
      const agency = await tokenFor({ role: 'AGENCY' });
      const server = await ServerProcess.start(env.databaseUrl);
      await employWriters(stream, server.url);
      stream.open(server.url);
      await stream.reached('enrolment');
      try {
        for (let round = 1; round <= ROUNDS; round += 1) {
          stream.open(server.url);
          await pause(200 + Math.random() * 800);
          if (round % 2 === 1) await stream.batch();
          await cluster.kill();
          // The clients go on sending all the while.
          expect(await told(server.url, agency)).toEqual({
            live: 200,
            ready: 503,
            reading: 'UNAVAILABLE UNREACHABLE',
            writing: 'UNAVAILABLE UNREACHABLE',
          });
          await pause(Math.random() * 500);

          const began = Date.now();
          await cluster.restart();
          await ready(server.url);
          const recovered = Date.now() - began;
          await stream.acknowledges(5);
          stream.shut();
          await stream.idle();
          const found = await findings(env, stream.ledger);
          tally.round(found, recovered);
          expect(found).toEqual(NOTHING);
          expect(await wrongFigures(env, server.url, agency, 3)).toEqual([]);
          expect(stream.wrong).toEqual([]);
          expect(server.alive).toBe(true);
        }
        await stream.end();
        expect(await wrongFigures(env, server.url, agency)).toEqual([]);
        const { UNREACHABLE, UNCERTAIN: _, ...others } = Object.fromEntries(stream.unavailable);
        expect(UNREACHABLE).toBeGreaterThan(0);
        expect(others).toEqual({});
      } finally {
        tally.print();
      }
    },
    (60 + ROUNDS * 45) * SECOND,
  );
});
