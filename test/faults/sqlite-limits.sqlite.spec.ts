/** What SQLite can be kept from without a disk to fill: growing, writing, and having its turn. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import { sqliteDriver } from '../../src/storage/sqlite-driver.js';
import { startApp, type TestApp } from '../support/app.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const Sqlite = sqliteDriver() as typeof BetterSqlite3;
const AGENCY = [{ role: 'AGENCY' as const }];

let database: TestDatabase;
let app: TestApp;
beforeEach(async () => {
  database = await freshDatabase();
  app = await startApp(undefined, { database });
});
afterEach(async () => {
  await app.close();
  await database.drop();
});

const pragma = async (text: string) => app.store.database.writer.query(`PRAGMA ${text}`);
/** Null when it was saved, else what was told instead. */
const register = async (number = 0) => {
  const { errors } = await app.ask(
    AGENCY,
    `mutation ($input: PersonRegisterInput!) { personRegister(input: $input) {
      ... on PersonRegisterPayload { person { id } } } }`,
    { input: { name: `Deltager ${number}`, role: 'x'.repeat(200) } },
  );
  return errors?.[0]?.extensions ?? null;
};
const people = async () =>
  (await app.ask(AGENCY, '{ people(first: 1) { totalCount } }')).data.people.totalCount;
const unavailable = (reason: string) => ({ code: 'UNAVAILABLE', reason });

describe('a file that may not grow', () => {
  it('takes no more, says FULL, keeps what was acknowledged, and takes more when it may grow again', async () => {
    const [{ page_count: pages }] = await pragma('page_count');
    await pragma(`max_page_count = ${pages}`);
    let acknowledged = 0;
    let told = await register();
    for (; told === null; told = await register(acknowledged)) acknowledged += 1;
    expect(told).toEqual(unavailable('FULL'));
    for (let time = 1; time <= 20; time += 1) expect(await register()).toEqual(unavailable('FULL'));
    expect(await people()).toBe(acknowledged);

    await pragma('max_page_count = 1000000');
    for (let time = 1; time <= 20; time += 1) expect(await register()).toBeNull();
    expect(await people()).toBe(acknowledged + 20);
    expect(await pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});

// A file system cannot become read-only under a file that is open for writing; a connection can.
describe('a connection that may only read', () => {
  it('says READ_ONLY to whoever writes, goes on reading, and writes again when it may', async () => {
    expect(await register()).toBeNull();
    await pragma('query_only = true');
    for (let time = 1; time <= 20; time += 1) expect(await register()).toEqual(unavailable('READ_ONLY'));
    expect(await people()).toBe(1);

    await pragma('query_only = false');
    expect(await register()).toBeNull();
    expect(await people()).toBe(2);
  });
});

describe('a file that another process writes to, such as an import on the command line', () => {
  let other: BetterSqlite3.Database;
  beforeEach(() => {
    other = new Sqlite(database.env.databasePath);
    other.exec('BEGIN IMMEDIATE');
  });
  afterEach(() => void other.close());

  it('is read meanwhile, and whoever writes waits for their turn', async () => {
    const writing = register();
    await pause(100);
    const began = Date.now();
    expect(await people()).toBe(0);
    expect(Date.now() - began).toBeLessThan(1_000);
    other.exec('ROLLBACK');
    expect(await writing).toBeNull();
    expect(await people()).toBe(1);
  });

  it('tells whoever waited for five seconds that it is BUSY', async () => {
    expect(await register()).toEqual(unavailable('BUSY'));
    other.exec('ROLLBACK');
    expect(await register()).toBeNull();
  });
});
