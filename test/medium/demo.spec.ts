/** Telling the example: whole or not at all, once, the same on the same day and on both databases, and as it should be. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnv } from '../../src/config/env.js';
import type { Core } from '../../src/core.module.js';
import { isEmpty, seedDemo } from '../../src/demo/seed.js';
import { Audit } from '../../src/storage/audit.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { describeTheExample, EXAMPLE_TOLD_AT } from '../support/example-checks.js';
import { everything, openCore, REFERENCE, rowCounts } from '../support/schema-contents.js';

const NOW = EXAMPLE_TOLD_AT;
/** It takes half a minute on PostgreSQL. */
const SEEDING_MS = 240_000;
/** A SQLite file belongs to one server. */
const SERVERS = onSqlite ? 1 : 3;

describe('the example is told', () => {
  let database: TestDatabase;
  let servers: Core[];
  let first: Core;
  beforeAll(async () => {
    database = await freshDatabase();
    servers = await Promise.all(Array.from({ length: SERVERS }, () => openCore(database, NOW)));
    [first] = servers as [Core];
  });
  afterAll(async () => {
    await Promise.all(servers.map((core) => core.store.close()));
    await database.drop();
  });

  it(
    'whole or not at all: a fault midway leaves the database as empty as it was',
    async () => {
      await expect(interrupted(() => seedDemo(first))).rejects.toThrow('disk full');
      expect(await isEmpty(first.store)).toBe(true);
      const filled = Object.entries(await rowCounts(first.store)).filter(([, rows]) => rows > 0);
      expect(filled.map(([table]) => table).filter((table) => !REFERENCE.includes(table))).toEqual([]);
    },
    SEEDING_MS,
  );

  it(
    'once after that, by whichever of the servers that start together comes first',
    async () => {
      let told = 0;
      // As main.ts does.
      const start = async (core: Core) =>
        core.store.alone(async () => {
          if (!(await isEmpty(core.store))) return;
          told += 1;
          await seedDemo(core);
        });
      await Promise.all(servers.map(start));
      expect(told).toBe(1);
      for (const { store } of servers) expect(await isEmpty(store)).toBe(false);
    },
    SEEDING_MS,
  );

  it(
    'with the same people, dates, attendance, minutes and outcomes on the same day, here as on SQLite',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'forloeb-demo-'));
      const env = loadEnv({
        NODE_ENV: 'test',
        DEMO: 'false',
        DATABASE_URL: `sqlite:${join(folder, 'test.sqlite')}`,
      });
      const other = await openCore({ env }, NOW);
      await seedDemo(other);
      const here = await everything(first.store);
      const there = await everything(other.store);
      await other.store.close();
      rmSync(folder, { recursive: true, force: true });
      expect(here['person']?.length).toBeGreaterThan(300);
      // A table at a time, so that what differs can be read.
      for (const [table, rows] of Object.entries(there))
        expect([table, rows.filter((row, place) => row !== here[table]?.[place])]).toEqual([table, []]);
      expect(here).toEqual(there);
    },
    SEEDING_MS,
  );

  describeTheExample(() => database);
});

/** A fault in the middle of what is recorded. */
async function interrupted(work: () => Promise<void>): Promise<void> {
  const { record } = Audit.prototype;
  let entries = 0;
  const spy = jest.spyOn(Audit.prototype, 'record').mockImplementation(async function (this: Audit, ...args) {
    entries += args.length - 1;
    if (entries > 500) throw new Error('disk full');
    return record.apply(this, args);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
}
