/** SIGTERM: what is under way is finished, nothing new is taken, the databases are closed, and it is over in time. */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import { sqliteDriver } from '../../src/storage/sqlite-driver.js';
import { builtServer } from '../support/built-server.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { ServerProcess, tokenFor } from '../support/server-process.js';
import { inspect, storageProblems } from './support/inspection.js';
import { outcome } from './support/probe.js';
import { type Act, type Answer, send } from './support/request.js';
import { line, seconds } from './support/tally.js';

const SECOND = 1_000;
const IN_FLIGHT = 50;
const ON_ROSTER = 10;
const TIME_LIMIT_MS = 2 * SECOND;
/** How much later than its time limit a process may be gone on a busy machine. */
const GRACE_MS = 3 * SECOND;

let database: TestDatabase;
const cleanUp: (() => Promise<void>)[] = [];
// Compiled first: that takes its time, and belongs to none of the tests.
beforeAll(() => void builtServer(), 60 * SECOND);
afterEach(async () => {
  await ServerProcess.killAll();
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function start(settings: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
  database = await freshDatabase();
  cleanUp.push(() => database.drop());
  return ServerProcess.start(database.env.databaseUrl, settings);
}

const addresses = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => `${name}.${index}@kommune.example`);

/** Each registers a person. */
const requests = (count: number, name: string): Act[] =>
  addresses(count, name).map((email) => ({
    name: 'personRegister',
    input: { name: 'Åse Møller', email },
    selection: 'person { id }',
  }));

/** As many requests, each with a list of people: together they take a second or two. */
async function rosters(url: string, token: string): Promise<Act[]> {
  const opened = await send(url, token, {
    name: 'engagementOpen',
    input: { programmeKey: 'AD_BOSTOETTE_2019', municipalityCodes: ['621'], startsOn: '2024-01-01' },
    selection: 'engagement { id }',
  });
  const engagementId = opened.kind === 'DONE' ? opened.payload.engagement.id : '';
  return Array.from({ length: IN_FLIGHT }, (_, index) => {
    const lines = addresses(ON_ROSTER, `liste.${index}`).map((email) => `Bo Holm;${email}`);
    const file = Buffer.from(['Navn;E-mail', ...lines].join('\n')).toString('base64');
    return {
      name: 'rosterImport',
      input: { engagementId, trackKey: 'LEADERSHIP', dryRun: false, file },
      selection: 'rows { person { id } }',
    };
  });
}

/** Somebody else keeps everybody from writing people, until the answer is called. */
async function lockedPeople(): Promise<() => Promise<void>> {
  if (onSqlite) {
    const Sqlite = sqliteDriver() as typeof BetterSqlite3;
    const other = new Sqlite(database.env.databasePath);
    other.exec('BEGIN IMMEDIATE');
    return async () => void other.close();
  }
  const other = new pg.Client({ connectionString: database.env.databaseUrl });
  await other.connect();
  await other.query('BEGIN');
  await other.query('LOCK TABLE person IN EXCLUSIVE MODE');
  return async () => other.end();
}

/** Ids of the people that are there, and what the database finds wrong with itself. */
async function left(): Promise<{ people: Set<string>; problems: string[]; half: number }> {
  return inspect(database.env, async (inspection) => ({
    people: new Set((await inspection.rows<{ id: string }>('SELECT id FROM person')).map((row) => row.id)),
    problems: await storageProblems(inspection),
    half: (
      await inspection.rows(`SELECT id FROM person p
        WHERE NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person_id = p.id)
          OR (SELECT COUNT(*) FROM audit_event l WHERE l.subject_id = p.id) <> 2`)
    ).length,
  }));
}

/** Files that SQLite keeps beside an open database, or connections that PostgreSQL keeps: it takes a moment to let go. */
async function leftOpen(): Promise<number> {
  if (onSqlite)
    return ['-wal', '-shm'].filter((suffix) => existsSync(database.env.databasePath + suffix)).length;
  return inspect(database.env, async (inspection) => {
    const count = async () =>
      inspection.rows(`SELECT FROM pg_stat_activity
        WHERE application_name = 'forloeb' AND datname = current_database()`);
    let open = await count();
    for (const until = Date.now() + 5 * SECOND; open.length > 0 && Date.now() < until; open = await count())
      await pause(20);
    return open.length;
  });
}

/** The people that were acknowledged. */
const idsOf = (answers: readonly Answer[]): string[] =>
  answers.flatMap((answer) => {
    if (answer.kind !== 'DONE') return [];
    const { rows, person } = answer.payload;
    return rows === undefined ? [person.id] : rows.map((row: any) => row.person.id);
  });

/** Resolves when so many of them are answered. */
function answered(requests: readonly Promise<Answer>[], count: number): Promise<void> {
  return new Promise((resolve) => {
    let missing = count;
    const oneLess = () => {
      missing -= 1;
      if (missing === 0) resolve();
    };
    for (const request of requests) void request.then(oneLess);
  });
}

describe('SIGTERM', () => {
  it(
    `answers ${IN_FLIGHT} requests that are under way, takes no new ones, closes the database, and ends with 0`,
    async () => {
      const server = await start({ SHUTDOWN_TIMEOUT_MS: String(30 * SECOND) });
      const agency = await tokenFor({ role: 'AGENCY' });
      // They come on connections that are there, so that all of them are with the server when it is told to stop.
      await Promise.all(requests(IN_FLIGHT, 'early').map((act) => send(server.url, agency, act)));
      const release = onSqlite ? async () => undefined : await lockedPeople();
      const underWay = (onSqlite ? await rosters(server.url, agency) : requests(IN_FLIGHT, 'under-way')).map(
        async (act) => send(server.url, agency, act),
      );
      // On PostgreSQL they wait for the lock; on SQLite they are taken one after the other.
      await (onSqlite ? answered(underWay, 5) : pause(SECOND));
      const began = Date.now();
      const stopped = server.stop();
      await server.says('"msg":"stopping"');
      await pause(100);
      const late = requests(2, 'late').map((act) => send(server.url, agency, act));
      await pause(200);
      await release();
      const answers = await Promise.all(underWay);
      const tookNew = (await Promise.all(late)).map(outcome);
      const lastAnswer = Date.now();
      expect(await stopped).toEqual({ code: 0, signal: null });
      const took = Date.now() - began;
      // Connections that clients keep for later do not hold it up.
      expect(Date.now() - lastAnswer).toBeLessThan(GRACE_MS);
      expect(await leftOpen()).toBe(0);

      // Whatever was begun is finished. What had not been looked at yet is not begun: see the number of people below.
      const outcomes = answers.map(outcome);
      const begun = onSqlite
        ? outcomes.filter((each) => each !== 'TURNED_AWAY' && each !== 'UNANSWERED')
        : outcomes;
      expect(begun.length).toBeGreaterThanOrEqual(5);
      expect(new Set(begun)).toEqual(new Set(['DONE']));
      expect(tookNew.filter((each) => each !== 'TURNED_AWAY' && each !== 'UNANSWERED')).toEqual([]);
      const { people, problems, half } = await left();
      const acknowledged = idsOf(answers);
      expect({ problems, half, people: people.size }).toEqual({
        problems: [],
        half: 0,
        people: IN_FLIGHT + acknowledged.length,
      });
      expect(acknowledged.filter((id) => !people.has(id))).toEqual([]);
      expect(server.errors()).toEqual([]);
      expect(server.lines('graphql').length).toBeGreaterThanOrEqual(IN_FLIGHT + begun.length);
      expect(server.lines('stopped')).toHaveLength(1);
      line('SIGTERM with requests under way', {
        rounds: 1,
        acknowledged: begun.length,
        'turned away': IN_FLIGHT - begun.length,
        lost: 0,
        'half-applied': 0,
        'exit code': 0,
        'over after': seconds(took),
      });
    },
    60 * SECOND,
  );

  it(
    'ends within the time limit, with 1, when something under way never ends, and leaves nothing half-written',
    async () => {
      const server = await start({
        SHUTDOWN_TIMEOUT_MS: String(TIME_LIMIT_MS),
        DATABASE_LOCK_TIMEOUT_MS: '600000',
        DATABASE_STATEMENT_TIMEOUT_MS: '600000',
      });
      const agency = await tokenFor({ role: 'AGENCY' });
      const first = await Promise.all(requests(1, 'early').map((act) => send(server.url, agency, act)));
      const release = await lockedPeople();
      cleanUp.push(release);
      const underWay = requests(5, 'under-way').map((act) => send(server.url, agency, act));
      await pause(300);
      const began = Date.now();
      expect(await server.stop()).toEqual({ code: 1, signal: null });
      const took = Date.now() - began;
      expect(took).toBeLessThan(TIME_LIMIT_MS + GRACE_MS);
      const answers = await Promise.all(underWay);
      expect(idsOf(answers)).toEqual([]);
      expect(server.lines('stopped in the middle of work: the time limit has passed')).toHaveLength(1);
      await release();
      cleanUp.pop();

      // PostgreSQL notices that the server is gone when the session that waited for the lock goes on.
      if (!onSqlite) expect(await leftOpen()).toBe(0);
      const { people, problems, half } = await left();
      expect({ problems, half, people: [...people] }).toEqual({
        problems: [],
        half: 0,
        people: idsOf(first),
      });
      line('SIGTERM with a request that never ends', {
        rounds: 1,
        acknowledged: 1,
        lost: 0,
        'half-applied': 0,
        'exit code': 1,
        'over after': `${seconds(took)} of ${seconds(TIME_LIMIT_MS)}`,
      });
    },
    60 * SECOND,
  );
});
