/** From one SQLite file to PostgreSQL: the copy is complete, proven, or not there at all. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import sql from 'sql-template-tag';
import type { MigrationInterface } from 'typeorm';
import { SQLITE_MIGRATIONS } from '../../migrations/sqlite/index.js';
import { pino } from 'pino';
import type { RoleClaim } from '../../src/access/token.js';
import { Clock } from '../../src/config/clock.js';
import { type Env, loadEnv } from '../../src/config/env.js';
import { seedDemo } from '../../src/demo/seed.js';
import type { Instant } from '../../src/domain/calendar.js';
import { verifyLog } from '../../src/storage/audit-verify.js';
import { type Compared, copyDatabase, tablesInOrder } from '../../src/storage/copy.js';
import { CopySource } from '../../src/storage/copy-source.js';
import { ENTITIES } from '../../src/storage/entities.js';
import { openStore } from '../../src/storage/open-store.js';
import { EnrolmentEntity, PersonEntity } from '../../src/storage/people.entity.js';
import { sqliteDriver } from '../../src/storage/sqlite-driver.js';
import { AttendanceEntity } from '../../src/storage/course.entity.js';
import { IdempotencyKeyEntity } from '../../src/storage/log.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { AuditLog } from '../support/audit-log.js';
import { startApp, type TestApp } from '../support/app.js';
import { builtServer } from '../support/built-server.js';
import { Client } from '../support/client.js';
import { asAdmin, freshDatabase, type TestDatabase } from '../support/database.js';
import { fill } from '../support/schema-filling.js';
import { attendance, enrolment, person } from '../support/schema-rows.js';

type Row = Record<string, unknown>;

const Sqlite = sqliteDriver() as typeof BetterSqlite3;
const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const NOW = '2026-11-25T07:00:00.100Z' as Instant;

const folder = mkdtempSync(join(tmpdir(), 'forloeb-migrate-to-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sqliteEnv = (path: string) =>
  loadEnv({ NODE_ENV: 'test', DEMO: 'false', LOG_LEVEL: 'silent', DATABASE_URL: `sqlite:${path}` });

/** What is easily changed on the way from one database to another. */
const TEXTS = [
  ['empty', ''],
  ['a blank', ' '],
  ['the word of nothing', 'NULL'],
  ['a number with zeros', '007'],
  ['an exponent', '1e5'],
  ['a decimal', '3.10'],
  ['minus zero', '-0'],
  ['a word for yes', 't'],
  ['quotes', `O'Brien "Bob" 'x'' "y""`],
  ['backslashes', String.raw`C:\new\table \0 \x41 \u0041 \\`],
  ['an array of PostgreSQL', '{1,"2",NULL}'],
  ['placeholders', '$1 $2::text ? :name %s ${x}'],
  ['Danish', 'Ærø Åse Øllgaard, Aabenraa'],
  ['composed', '\u00e9'],
  ['combining', 'e\u0301'],
  ['emoji', '😀 👩‍👩‍👧 🇩🇰'],
  ['right to left', '\u200fعربى\u200e'],
  ['lines and tabs', 'a\nb\r\nc\td\u000be'],
  ['a control character', '\u0001\u001f\u007f'],
  ['a byte order mark', '\ufeffx'],
  ['a replacement character', '\ufffd'],
  ['the last characters', '\uffff\u{10ffff}'],
  ['long', 'æ'.repeat(200_000)],
] as const;

const LARGEST = 2 ** 31 - 1;
/** More than go in one statement. */
const MANY = 2_500;

/** A database with rows in every table, and everything in it that is easily changed on the way. */
async function makeSource(path: string): Promise<void> {
  const store = await openStore(sqliteEnv(path));
  await fill(store);
  await new UnitOfWork(store).run(async () => {
    await store.insert(
      PersonEntity,
      TEXTS.map(([what, text], number) => ({
        ...person(100 + number),
        name: text,
        phone: number % 2 === 0 ? null : text,
        email: `${number}@${text.slice(0, 100)}`,
        searchText: what,
      })),
    );
    await store.change(sql`UPDATE progress SET attended_half_days = ${LARGEST}, credited_minutes = ${-LARGEST}
      WHERE enrolment_id = 'enr_2'`);
    await store.insert(
      AttendanceEntity,
      ([true, false, null] as const).map((notified, number) =>
        attendance(`fac_${number}`, { courseDayId: 'day_3', notified, supersededAt: `2026-11-2${number}` }),
      ),
    );
    await store.insert(
      IdempotencyKeyEntity,
      TEXTS.slice(0, -1).map(([, text]) => ({
        actor: 'a',
        action: text,
        key: text,
        inputHash: 'x',
        recordedAt: '',
      })),
    );
  });
  await store.close();
}

/** Everything of both databases, read without any help of the product, in the same form. */
async function everything(path: string, env: Env): Promise<[Record<string, Row[]>, Record<string, Row[]>]> {
  const sqlite = new Sqlite(path, { readonly: true });
  const tables = sqlite
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migration'`,
    )
    .pluck()
    .all() as string[];
  const from: Record<string, Row[]> = {};
  const to: Record<string, Row[]> = {};
  const plain = (rows: Row[]) =>
    rows
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, typeof value === 'boolean' ? +value : value]),
        ),
      )
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  await onTarget(env, async (target) => {
    for (const table of tables) {
      from[table] = plain(sqlite.prepare(`SELECT * FROM "${table}"`).all() as Row[]);
      const columns = sqlite.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
      const list = columns.map((name) => `"${String(name)}"`).join(', ');
      to[table] = plain((await target.query<Row>(`SELECT ${list} FROM "${table}"`)).rows);
    }
  });
  sqlite.close();
  return [from, to];
}

async function onTarget<T>(env: Env, work: (target: pg.Client) => Promise<T>): Promise<T> {
  const target = new pg.Client({ connectionString: env.databaseUrl });
  await target.connect();
  try {
    return await work(target);
  } finally {
    await target.end();
  }
}

const run = async (env: Env, statement: string) =>
  onTarget(env, async (target) => (await target.query<Row>(statement)).rows);

/** The tables that have rows, of all that are there. */
async function inUse(env: Env): Promise<string[]> {
  return onTarget(env, async (target) => {
    const { rows } = await target.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' ORDER BY 1`,
    );
    const found: string[] = [];
    for (const { name } of rows)
      if (((await target.query(`SELECT FROM "${name}" LIMIT 1`)).rowCount ?? 0) > 0) found.push(name);
    return found;
  });
}

async function copy(path: string, env: Env): Promise<{ compared: Compared[]; written: boolean }> {
  const source = CopySource.open(path);
  const compared: Compared[] = [];
  try {
    await copyDatabase(source, env, (one) => compared.push(one));
  } catch (error) {
    source.close();
    throw error;
  }
  return { compared, written: source.close() };
}

const refusal = async (path: string, env: Env) =>
  copy(path, env).then(
    () => 'copied',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('a copy', () => {
  const source = join(folder, 'full.sqlite');
  let target: TestDatabase;

  beforeAll(() => makeSource(source));
  beforeEach(async () => {
    target = await freshDatabase();
  });
  afterEach(() => target.drop());

  it('has every row of every table as it was, whatever people wrote', async () => {
    const { compared, written } = await copy(source, target.env);
    const [from, to] = await everything(source, target.env);
    expect(to).toEqual(from);
    expect(written).toBe(false);
    expect(Object.keys(from)).toHaveLength(ENTITIES.length);
    expect(compared.map(({ table }) => table).sort()).toEqual(Object.keys(from).sort());
    for (const { table, source: before, target: after, same } of compared) {
      expect(before.rows).toBe(from[table]?.length);
      expect({ same, ...after }).toEqual({ same: true, ...before });
      expect(before.rows).toBeGreaterThan(0);
    }
  });

  it('keeps every byte of every text', async () => {
    await copy(source, target.env);
    const hex = await run(
      target.env,
      `SELECT search_text AS what, encode(convert_to(name, 'UTF8'), 'hex') AS bytes FROM person
       WHERE id >= 'per_1' AND name NOT LIKE 'Person%' ORDER BY length(id), id`,
    );
    const written = TEXTS.map(([what, text]) => ({ what, bytes: Buffer.from(text).toString('hex') }));
    expect(hex).toEqual(written);
  });

  it('leaves out no table and no column of either database', async () => {
    const store = await openStore(target.env);
    const tables = tablesInOrder(store.database.writer);
    await store.close();
    const copied = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
    const sqlite = new Sqlite(source, { readonly: true });
    const inSqlite = sqlite
      .prepare(
        `SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'migration'`,
      )
      .pluck()
      .all();
    sqlite.close();
    const inPostgres = await run(
      target.env,
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'migration'`,
    );
    expect(copied.toSorted()).toEqual(inSqlite.sort());
    expect(copied.toSorted()).toEqual(inPostgres.map(({ name }) => name).sort());
  });

  it('takes people who replace each other in whatever order their ids come', async () => {
    const path = join(folder, 'chain.sqlite');
    copyFileSync(source, path);
    const store = await openStore(sqliteEnv(path));
    // Each replaces the one with the next higher id, so that the order of the ids is the worst there is.
    const id = (number: number) => `enr_a${String(number).padStart(6, '0')}`;
    const chain = Array.from({ length: MANY }, (_, number) => ({
      ...enrolment(1, { status: 'REPLACED', seatId: null }),
      id: id(number),
      replacesId: number === MANY - 1 ? null : id(number + 1),
    }));
    await new UnitOfWork(store).run(async () => store.insert(EnrolmentEntity, chain.reverse()));
    await store.close();
    const { compared } = await copy(path, target.env);
    expect(compared.find(({ table }) => table === 'enrolment')?.target.rows).toBe(MANY + 2);
    const [from, to] = await everything(path, target.env);
    expect(to['enrolment']).toEqual(from['enrolment']);
  });

  it('is numbered on after the highest number of the audit log', async () => {
    await copy(source, target.env);
    const [{ highest } = {}] = await run(target.env, 'SELECT MAX(id) AS highest FROM audit_event');
    const [next] = await run(target.env, `SELECT nextval('audit_event_id_seq')::integer AS next`);
    expect(next).toEqual({ next: Number(highest) + 1 });
  });

  it('takes a log whose beginning was removed, and what is left is proven there too', async () => {
    const path = join(folder, 'shortened.sqlite');
    const log = await AuditLog.open({ env: sqliteEnv(path), drop: async () => undefined });
    for (const day of ['2026-11-20', '2026-11-21']) {
      await log.write(2, day);
      await log.seal();
    }
    const { id } = await log.shorten('2026-11-20');
    await log.seal();
    await log.close();
    await copy(path, target.env);
    const store = await openStore(target.env);
    expect(await verifyLog(store)).toMatchObject({
      ...{ broken: 0, beginning: [], seals: 2, events: 3 },
      shortened: [{ id }],
    });
    await store.close();
  });

  it('of an empty database is an empty one, in which the first record gets the number 1', async () => {
    const path = join(folder, 'empty.sqlite');
    await (await openStore(sqliteEnv(path))).close();
    const { compared } = await copy(path, target.env);
    expect(compared.map(({ target: { rows } }) => rows)).toEqual(compared.map(() => 0));
    expect(await run(target.env, `SELECT nextval('audit_event_id_seq')::integer AS next`)).toEqual([
      { next: 1 },
    ]);
  });

  it('can be made into a database that nobody has migrated yet', async () => {
    const bare = await bareDatabase();
    await copy(source, bare.env);
    const [from, to] = await everything(source, bare.env);
    expect(to).toEqual(from);
    await bare.drop();
  });
});

class FixedClock extends Clock {
  override now(): Instant {
    return NOW;
  }
}

const STATUS = `fragment All on CertificationStatusRow { programmeKey trackKey region municipality { name } year persons enrolled certified
  completed withdrawn replaced attendedHalfDays requiredHalfDays madeUpHalfDays supervisionMinutes supervisionTargetMinutes }`;

/** Asked as the role, and where there are more than a page of them, page by page. */
const QUESTIONS = {
  reference: `{ municipalities { code name displayName region } providers { id key name }
    programmes { key name ruleVersion tracks { key name requiredHalfDays supervisionTargetMinutes units { type count daysEach } } sources { path quote } } }`,
  seats: `{ housing: seatUsage(programmeKey: "AD_BOSTOETTE_2019") { ...All } youth: seatUsage(programmeKey: "AD_UNGE_2025") { ...All }
      herlev: seatUsage(programmeKey: "HERLEV_2017") { ...All } }
    fragment All on SeatUsage { municipality { name } trackKey limit granted held heldOnTop free waiting cumulativePersons }`,
  status: `{ all: certificationStatus(groupBy: []) { ...All }
      each: certificationStatus(groupBy: [PROGRAMME, TRACK, REGION, MUNICIPALITY, YEAR]) { ...All } } ${STATUS}`,
  pastStatus: `{ then: certificationStatus(groupBy: [MUNICIPALITY], asOf: { validOn: "2026-03-01", knownAt: "2026-06-01T00:00:00Z" }) {
      ...All } } ${STATUS}`,
} as const;

const PAGES = {
  people: `people(first: 100, after: $after) { nodes { id name email phone
    affiliations { id municipalityCode organisation unit role validFrom validTo } } PAGE }`,
  enrolments: `enrolments(first: 50, after: $after) { nodes { id status capacity trackKey ruleVersion holdsSeat
    person { id name } municipality { name } cohort { id name } seatAffiliation { id } replaces { id } replacedBy { id }
    progress { certified completed attendance { attendedHalfDays heldHalfDays madeUpHalfDays missed { id } notRecorded { id } }
      supervision { creditedMinutes plannedMinutes remainingMinutes outsideWindowMinutes outlook } requirements { kind state explanation } }
    attempts { number outcome video assessor date alternativeBasis } dispensations { requirement reason grantedOn }
    certificate { number version status holderName issuedOn validUntil basis { attendedHalfDays supervisionMinutes attemptNumber } } } PAGE }`,
  cohorts: `cohorts(first: 10, after: $after) { nodes { id name trackKey provider { key } courseDays { id type unit day date status venue
    halfDays { id part startsAt endsAt } sheet { enrolment { id } halfDay { id } state notified recordedAt makesUp { id } madeUpBy { id } } } } PAGE }`,
  groups: `supervisionGroups(first: 10, after: $after) { nodes { id name heldMinutes hosts { municipality { name } meetings minutes }
    members { id } municipalities { name } meetings { id status startsAt endsAt breakMinutes host { name } venue
      presences { enrolment { id } absent guest from to creditedMinutes } } } PAGE }`,
  engagements: `engagements(first: 5, after: $after) { nodes { id startsOn endsOn programme { key } municipalities { code } } PAGE }`,
} as const;

describe('a server on the copy of the example', () => {
  const source = join(folder, 'demo.sqlite');
  let target: TestDatabase;
  let copied: Awaited<ReturnType<typeof copy>>;
  let before: TestApp;
  let after: TestApp;

  beforeAll(async () => {
    const env = sqliteEnv(source);
    const store = await openStore(env);
    const logger = pino({ level: 'silent' });
    await seedDemo({ env, clock: new FixedClock(), store, authSecret: 'x'.repeat(32), logger });
    await store.close();
    target = await freshDatabase();
    copied = await copy(source, target.env);
    before = await startApp(NOW, { database: { env, drop: async () => undefined } });
    after = await startApp(NOW, { database: target });
  }, 120_000);
  afterAll(async () => {
    await before.close();
    await after.close();
    await target.drop();
  });

  const ROLES: Record<string, RoleClaim[] | null> = {
    agency: AGENCY,
    provider: [{ role: 'PROVIDER', provider: 'dialoghuset' }],
    coordinator: [{ role: 'COORDINATOR', municipality: '621' }],
    evaluator: [{ role: 'EVALUATOR' }],
    'somebody who is not signed in': null,
  };
  /** What each of them gets an answer with rows to. */
  const SEEN: Record<string, string[]> = {
    agency: [...Object.keys(QUESTIONS), ...Object.keys(PAGES)],
    provider: ['reference', ...Object.keys(PAGES)],
    coordinator: [...Object.keys(QUESTIONS), ...Object.keys(PAGES)],
    evaluator: ['status'],
    'somebody who is not signed in': [],
  };

  /** The answer of both, which is the same. */
  async function both(roles: RoleClaim[] | null, query: string, variables = {}): Promise<any> {
    for (const app of [before, after]) app.clock.set(NOW);
    const [first, second] = await Promise.all([before, after].map((app) => app.ask(roles, query, variables)));
    const comparable = ({ data, errors }: any) => ({
      data,
      errors: errors?.map(({ message, path, extensions }: any) => ({ message, path, code: extensions.code })),
    });
    // Far quicker than to compare value by value, which only a difference needs.
    if (JSON.stringify(comparable(second)) !== JSON.stringify(comparable(first)))
      expect(comparable(second)).toEqual(comparable(first));
    // The question was understood; only the right to ask it may be missing, or an evaluator's to ask of a past day (Q39).
    const isEvaluator = roles?.some(({ role }) => role === 'EVALUATOR');
    for (const { extensions } of second?.errors ?? [])
      if (!isEvaluator || !JSON.stringify(extensions).includes('"path":"asOf"'))
        expect(extensions.code).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
    return second?.data;
  }

  /** Every page, each the same on both. */
  async function pages(roles: RoleClaim[] | null, list: string): Promise<any[]> {
    const page = list.replace('PAGE', 'totalCount pageInfo { hasNextPage endCursor }');
    const nodes: any[] = [];
    for (let after: string | null = null; ;) {
      const data: any = await both(roles, `query ($after: String) { list: ${page} }`, { after });
      if (!data?.list) return nodes;
      nodes.push(...data.list.nodes);
      if (!data.list.pageInfo.hasNextPage) return nodes;
      after = data.list.pageInfo.endCursor;
    }
  }

  it('is the same in every table', () => {
    expect(copied.written).toBe(false);
    expect(copied.compared.filter(({ same }) => !same)).toEqual([]);
    expect(copied.compared.reduce((sum, { target: { rows } }) => sum + rows, 0)).toBeGreaterThan(10_000);
  });

  const rowsOf = (name: string) => copied.compared.find(({ table }) => table === name)?.target.rows ?? 0;

  it.each(Object.keys(ROLES))(
    'answers every question as before: %s',
    async (name) => {
      const roles = ROLES[name] ?? null;
      const seen: string[] = [];
      for (const [what, question] of Object.entries(QUESTIONS)) {
        const lists = Object.values<any[]>((await both(roles, question)) ?? {});
        if (lists.some((list) => list.length > 0)) seen.push(what);
      }
      for (const [what, page] of Object.entries(PAGES))
        if ((await pages(roles, page)).length > 0) seen.push(what);
      expect(seen).toEqual(SEEN[name]);
    },
    120_000,
  );

  it('lists people in Danish order, page by page, and finds them as before', async () => {
    for (const order of [
      'PERSON_NAME',
      'MUNICIPALITY',
      'ATTENDED_HALF_DAYS',
      'SUPERVISION_MINUTES',
      'CREATED_AT',
    ])
      expect(
        await pages(AGENCY, `enrolments(orderBy: ${order}, first: 40, after: $after) { nodes { id } PAGE }`),
      ).toHaveLength(rowsOf('enrolment'));
    const people = await pages(AGENCY, 'people(first: 40, after: $after) { nodes { name } PAGE }');
    expect(people).toHaveLength(rowsOf('person'));
    // The alphabet ends with Æ, Ø and Å, which is also written Aa.
    const names = people.map(({ name }) => name.replaceAll(/aa/g, 'å').replaceAll(/Aa/g, 'Å'));
    expect(names).toEqual(names.toSorted(new Intl.Collator('da').compare));
    for (const text of ['aa', 'Å', 'øst', 'kolding', 'NIELSEN', 'æ', '%', '_', "o'"])
      await pages(
        AGENCY,
        `people(search: ${JSON.stringify(text)}, first: 40, after: $after) { nodes { id } PAGE }`,
      );
  });

  it('knows every certificate, whoever asks', async () => {
    const enrolments = await pages(
      AGENCY,
      'enrolments(first: 100, after: $after) { nodes { certificate { number } } PAGE }',
    );
    const numbers = enrolments.flatMap(({ certificate }) =>
      certificate === null ? [] : [certificate.number],
    );
    expect(numbers.length).toBeGreaterThan(10);
    const statuses = new Set<string>();
    for (const number of [...numbers, 'FL-2222-2222-2']) {
      const { certificateVerify } = await both(
        null,
        `query ($number: String!) { certificateVerify(number: $number) { number status holderName title issuedOn statusSince } }`,
        { number },
      );
      statuses.add(certificateVerify?.status);
    }
    expect(statuses).toEqual(new Set(['VALID', 'REVOKED', undefined]));
  });

  it('tells a participant the same about themselves', async () => {
    const [someone] = await pages(AGENCY, PAGES.people);
    const data = await both(
      [{ role: 'PARTICIPANT', email: someone.email }] as unknown as RoleClaim[],
      `{
      viewer { name roles person { id name enrolments { id status progress { requirements { kind state explanation } } } } }
      enrolments { totalCount } }`,
    );
    expect(data.viewer.person.id).toBe(someone.id);
  });

  it('goes on from there: what is written next is written the same, and numbered on', async () => {
    const audit = `SELECT id, action, recorded_by FROM audit_event ORDER BY id DESC LIMIT 3`;
    const written: any[] = [];
    for (const app of [before, after]) {
      const agency = new Client(app, AGENCY);
      const { person: newcomer } = await agency.succeed(
        'personRegister',
        { name: 'Åse Ny', email: 'aase.ny@kolding.example' },
        'person { id name }',
      );
      const { engagements } = await agency.query(
        `{ engagements(filter: { programmeKey: "AD_BOSTOETTE_2019", municipalityCode: "621" }) { nodes { id } } }`,
      );
      const seat = {
        engagementId: engagements.nodes[0].id,
        municipalityCode: '621',
        trackKey: 'MEETING_LEADER',
        personId: newcomer.id,
      };
      const refused = await agency.act('enrolmentConfirm', seat, 'enrolment { id }');
      await agency.succeed(
        'seatGrant',
        { ...seat, personId: undefined, reason: 'Ekstra' },
        'seatUsage { free }',
      );
      const seated = await agency.act('enrolmentConfirm', seat, 'enrolment { status holdsSeat }');
      const twice = await agency.act('enrolmentConfirm', seat, 'enrolment { status }');
      written.push({ refused, seated, twice: twice.code });
    }
    expect(written[1]).toEqual(written[0]);
    expect(written[1]).toMatchObject({
      refused: { code: 'QUOTA_EXCEEDED' },
      seated: { enrolment: { holdsSeat: true } },
    });
    const sqlite = new Sqlite(source, { readonly: true });
    expect(await run(target.env, audit)).toEqual(sqlite.prepare(audit).all());
    sqlite.close();
  });
});

/** Without any table. */
async function bareDatabase(options = ''): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(async (admin) => void (await admin.query(`CREATE DATABASE ${name} ${options}`)));
  const url = new URL(process.env['TEST_POSTGRES_URL'] ?? '');
  url.pathname = `/${name}`;
  return {
    env: loadEnv({ DATABASE_URL: url.href }),
    drop: () => asAdmin(async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

describe('a target that is not empty is refused and stays as it was', () => {
  const source = join(folder, 'for-refusals.sqlite');
  beforeAll(() => makeSource(source));

  it('when any table has rows, were it only reference data', async () => {
    const target = await freshDatabase();
    await run(target.env, `INSERT INTO municipality (code, name, sort_key) VALUES ('999', 'Nyby', 'nyby')`);
    expect(await refusal(source, target.env)).toMatch(
      /^CopyFailed: The target is not empty: there are rows in municipality\. It stays as it is\./,
    );
    await run(target.env, `INSERT INTO provider VALUES ('pro_9', 'p', 'P', '2026', 'test')`);
    expect(await refusal(source, target.env)).toContain('rows in municipality, provider.');
    expect(await inUse(target.env)).toEqual(['municipality', 'provider']);
    expect(await run(target.env, 'SELECT code FROM municipality')).toEqual([{ code: '999' }]);
    await target.drop();
  });

  it('when it is a copy already', async () => {
    const target = await freshDatabase();
    await copy(source, target.env);
    const before = await everything(source, target.env);
    expect(await refusal(source, target.env)).toMatch(/there are rows in (\w+, )*affiliation, /);
    expect(await everything(source, target.env)).toEqual(before);
    await target.drop();
  });

  it('when it is somebody else’s database: not even tables are made in it', async () => {
    const target = await bareDatabase();
    await run(target.env, `CREATE TABLE "their ""things" (x int); INSERT INTO "their ""things" VALUES (1)`);
    expect(await refusal(source, target.env)).toContain('there are rows in their "things.');
    expect(await run(target.env, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([
      { tablename: 'their "things' },
    ]);
    await target.drop();
  });

  it('when it comes from a newer version, or keeps texts in another encoding', async () => {
    const newer = await freshDatabase();
    await run(
      newer.env,
      `INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'Tomorrow9999999999999')`,
    );
    expect(await refusal(source, newer.env)).toBe(
      'CopyFailed: The target comes from another version of Forløb (Tomorrow9999999999999).',
    );
    await newer.drop();
    const latin = await bareDatabase(`ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0`);
    expect(await refusal(source, latin.env)).toContain('The target keeps texts as LATIN1.');
    await latin.drop();
  });
});

describe('a source that cannot be copied is refused, and the target is not touched', () => {
  const whole = join(folder, 'whole.sqlite');
  const path = join(folder, 'changed.sqlite');
  let target: TestDatabase;

  beforeAll(async () => {
    await makeSource(whole);
    target = await bareDatabase();
  });
  beforeEach(() => {
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
    copyFileSync(whole, path);
  });
  afterAll(() => target.drop());

  function change(...statements: string[]): void {
    const sqlite = new Sqlite(path);
    sqlite.pragma('foreign_keys = OFF');
    for (const statement of statements) sqlite.exec(statement);
    sqlite.close();
  }
  const untouched = async () => {
    expect(await run(target.env, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
  };

  it.each([
    ['never migrated', 'DELETE FROM migration', 'is not a database of Forløb.'],
    [
      'of a newer version',
      `INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'Tomorrow9999999999999')`,
      'comes from another version of Forløb (Tomorrow9999999999999).',
    ],
    [
      'with a reference to nothing',
      `UPDATE affiliation SET person_id = 'per_none' WHERE id = 'aff_1'`,
      'is damaged: a row of affiliation refers to one of person that is not there.',
    ],
    [
      'with a NUL character',
      `UPDATE person SET name = 'secret' || char(0) WHERE id = 'per_1'`,
      'PostgreSQL cannot hold what the table person has in name: a text with a NUL character.',
    ],
    [
      'with a text that is none',
      `UPDATE person SET phone = CAST(x'41F09F9842' AS TEXT) WHERE id = 'per_1'`,
      'PostgreSQL cannot hold what the table person has in phone: a text that is not valid UTF-8.',
    ],
    [
      'with a number that is too large',
      `UPDATE progress SET credited_minutes = 2147483648`,
      'PostgreSQL cannot hold what the table progress has in credited_minutes: a number beyond 2147483647.',
    ],
    [
      'with half a minute',
      `UPDATE progress SET credited_minutes = 1.5`,
      'PostgreSQL cannot hold what the table progress has in credited_minutes: something that is no whole number.',
    ],
    [
      'with a word for a number',
      `UPDATE progress SET credited_minutes = 'many'`,
      'something that is no whole number.',
    ],
    [
      'with a third truth',
      `UPDATE course_day SET cancelled = 2 WHERE id = 'day_1'`,
      'PostgreSQL cannot hold what the table course_day has in cancelled: something that is neither yes nor no.',
    ],
  ])('%s', async (_, statements, message) => {
    change(statements);
    const told = await refusal(path, target.env);
    expect(told).toMatch(/^CopyFailed: /);
    expect(told).toContain(message);
    expect(told).not.toContain('secret');
    await untouched();
  });

  it('behind, until "npm run migrate" was run', async () => {
    const known = SQLITE_MIGRATIONS as unknown as (new () => MigrationInterface)[];
    known.push(
      class Tomorrow9999999999999 implements MigrationInterface {
        async up() {}
        async down() {}
      },
    );
    try {
      expect(await refusal(path, target.env)).toBe(
        `CopyFailed: ${path} is not up to date (Tomorrow9999999999999 to come). Run "npm run migrate" first.`,
      );
    } finally {
      known.pop();
    }
    await untouched();
  });

  it('damaged', async () => {
    const bytes = readFileSync(path);
    for (let page = 1; page * 4_096 < bytes.length; page += 7)
      bytes.fill(0xa5, page * 4_096, page * 4_096 + 64);
    writeFileSync(path, bytes);
    expect(await refusal(path, target.env)).toMatch(/is damaged: .*|malformed/);
    await untouched();
  });

  it('with a text that is too long for an index of PostgreSQL: the tables are there, and empty', async () => {
    change(`UPDATE person SET email = hex(randomblob(20000)) WHERE id = 'per_1'`);
    const other = await bareDatabase();
    expect(await refusal(path, other.env)).toMatch(
      /PostgreSQL did not take the rows of person \(54000, index row .*\)\.$/,
    );
    expect(await inUse(other.env)).toEqual([]);
    await other.drop();
  });

  it('when there is no file, or another one', async () => {
    rmSync(path);
    expect(await refusal(path, target.env)).toBe(`CopyFailed: There is no SQLite database at ${path}.`);
    writeFileSync(path, 'not a database at all\n'.repeat(300));
    expect(await refusal(path, target.env)).toContain('cannot be read: file is not a database');
    await untouched();
  });
});

/** Makes the target change what it is told to keep. */
const tamper = (table: string, body: string) => `
  CREATE FUNCTION tamper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
  CREATE TRIGGER tamper BEFORE INSERT ON "${table}" FOR EACH ROW EXECUTE FUNCTION tamper()`;

describe('a copy that is not the same is noticed and taken back', () => {
  const source = join(folder, 'for-tampering.sqlite');
  beforeAll(() => makeSource(source));

  const at = (key: string, change: string) => `IF ${key} THEN ${change}; END IF; RETURN NEW;`;
  const swallow = (key: string) => `IF ${key} THEN RETURN NULL; END IF; RETURN NEW;`;
  const composed = `NEW.search_text = 'combining'`;

  it.each([
    ['one letter of one text', 'person', at(`NEW.id = 'per_2'`, `NEW.name := 'Person X'`)],
    ['the case of a letter', 'person', at(`NEW.id = 'per_2'`, `NEW.name := upper(NEW.name)`)],
    ['a combined letter', 'person', at(composed, `NEW.name := normalize(NEW.name, NFC)`)],
    ['a blank at the end', 'person', at(`NEW.id = 'per_2'`, `NEW.name := NEW.name || ' '`)],
    ['an empty text to none', 'person', at(`NEW.search_text = 'a blank'`, `NEW.phone := NULL`)],
    ['none to an empty text', 'person', at(`NEW.id = 'per_2'`, `NEW.phone := ''`)],
    ['one minute', 'progress', at(`NEW.enrolment_id = 'enr_1'`, `NEW.credited_minutes := 139`)],
    ['yes to no', 'attendance', at(`NEW.id = 'fac_0'`, `NEW.notified := false`)],
    ['no to unknown', 'attendance', at(`NEW.id = 'fac_1'`, `NEW.notified := NULL`)],
    ['a number of the audit log', 'audit_event', at(`NEW.id = 1`, `NEW.id := 2`)],
    [
      'a text from one column to another',
      'audit_event',
      `NEW.before := NEW.after; NEW.after := NULL; RETURN NEW;`,
    ],
    ['a row that is left out', 'idempotency_key', swallow(`NEW.key = '007'`)],
    ['all rows that are left out', 'certificate_event', swallow('true')],
    [
      'a row that nobody sent',
      'presence',
      `INSERT INTO provider VALUES ('pro_9', 'p9', 'P', '2026', 'test') ON CONFLICT DO NOTHING; RETURN NEW;`,
      'provider',
    ],
  ])('%s', async (_, table, body, different = table) => {
    const target = await freshDatabase();
    await run(target.env, tamper(table, body));
    const opened = CopySource.open(source);
    const compared: Compared[] = [];
    await expect(copyDatabase(opened, target.env, (one) => compared.push(one))).rejects.toThrow(
      `The copy is different in ${different}, so it was taken back.`,
    );
    opened.close();
    // Every table was compared, and this one alone is different.
    expect(compared).toHaveLength(ENTITIES.length);
    expect(compared.filter(({ same }) => !same).map((one) => one.table)).toEqual([different]);
    expect(await inUse(target.env)).toEqual([]);
    // The same target takes the copy when nothing tampers with it.
    await run(target.env, `DROP FUNCTION tamper CASCADE`);
    await copy(source, target.env);
    const [from, to] = await everything(source, target.env);
    expect(to).toEqual(from);
    await target.drop();
  });

  it('rows that another row refers to and that are left out', async () => {
    const target = await freshDatabase();
    await run(target.env, tamper('person', swallow(`NEW.id = 'per_2'`)));
    expect(await refusal(source, target.env)).toMatch(
      /^CopyFailed: PostgreSQL did not take the rows of affiliation \(23503, FK_\w+\)\.$/,
    );
    expect(await inUse(target.env)).toEqual([]);
    await target.drop();
  });
});

/** Holds every copy into this database at a table, by default one near the end, until `release`. */
class Gate {
  private constructor(
    private readonly holder: pg.Client,
    private readonly env: Env,
  ) {}

  static async close(env: Env, table = 'audit_event'): Promise<Gate> {
    await run(env, tamper(table, 'PERFORM pg_advisory_xact_lock(77); RETURN NEW;'));
    const holder = new pg.Client({ connectionString: env.databaseUrl });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(77)');
    return new Gate(holder, env);
  }

  async reached(): Promise<void> {
    await until(
      this.env,
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
  }

  async release(): Promise<void> {
    await this.holder.end();
  }
}

/** Until a statement answers something. */
async function until(env: Env, statement: string): Promise<void> {
  await onTarget(env, async (target) => {
    for (let attempt = 0; attempt < 500; attempt += 1) {
      if (((await target.query(statement)).rowCount ?? 0) > 0) return;
      await pause(20);
    }
    throw new Error(`Waited in vain for ${statement}`);
  });
}

describe('while it is copied', () => {
  const source = join(folder, 'busy.sqlite');
  let target: TestDatabase;
  let gate: Gate | undefined;

  beforeEach(async () => {
    rmSync(source, { force: true });
    await makeSource(source);
    target = await freshDatabase();
  });
  afterEach(async () => {
    await gate?.release();
    gate = undefined;
    await target.drop();
  });

  it('a server that still writes gives a copy of one moment, and is noticed', async () => {
    const [before] = await everything(source, target.env);
    const store = await openStore(sqliteEnv(source));
    gate = await Gate.close(target.env, 'municipality');
    const copying = copy(source, target.env);
    await gate.reached();
    await new UnitOfWork(store).run(async () => store.insert(PersonEntity, person(99)));
    await gate.release();
    const { written, compared } = await copying;
    await store.close();
    expect(written).toBe(true);
    expect(compared.every(({ same }) => same)).toBe(true);
    const [after, copied] = await everything(source, target.env);
    expect(copied).toEqual(before);
    expect(after['person']).toHaveLength((before['person']?.length ?? 0) + 1);
  });

  it('others see the target empty, and cannot write to it', async () => {
    gate = await Gate.close(target.env);
    const copying = copy(source, target.env);
    await gate.reached();
    expect(await inUse(target.env)).toEqual([]);
    await expect(
      run(
        target.env,
        `SET lock_timeout = 200; INSERT INTO provider VALUES ('pro_9', 'p9', 'P', '2026', 'test')`,
      ),
    ).rejects.toThrow('lock timeout');
    await gate.release();
    await copying;
  });

  it('of two copies at once one is made and the other is refused', async () => {
    gate = await Gate.close(target.env);
    const copies = [refusal(source, target.env), refusal(source, target.env)];
    await gate.reached();
    await gate.release();
    const [first, second] = (await Promise.all(copies)).sort();
    expect(first).toMatch(/^CopyFailed: The target is not empty/);
    expect(second).toBe('copied');
    const [from, to] = await everything(source, target.env);
    expect(to).toEqual(from);
  });

  it('a server that starts on the target waits, and finds everything', async () => {
    gate = await Gate.close(target.env);
    const copying = copy(source, target.env);
    await gate.reached();
    let started = false;
    const starting = openStore(target.env).then((store) => {
      started = true;
      return store;
    });
    await until(
      target.env,
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid <> 77 AND NOT granted`,
    );
    expect(started).toBe(false);
    await gate.release();
    await copying;
    await (await starting).close();
    expect(await inUse(target.env)).toHaveLength(ENTITIES.length);
  });

  it('a target that somebody is writing to is not waited for without end', async () => {
    const writer = new pg.Client({ connectionString: target.env.databaseUrl });
    await writer.connect();
    await writer.query(`BEGIN; INSERT INTO provider VALUES ('pro_9', 'p9', 'P', '2026', 'test')`);
    const impatient = loadEnv({ DATABASE_URL: target.env.databaseUrl, DATABASE_LOCK_TIMEOUT_MS: '300' });
    expect(await refusal(source, impatient)).toContain('lock timeout');
    await writer.query('ROLLBACK');
    await writer.end();
    expect(await refusal(source, impatient)).toBe('copied');
  });
});

interface Ended {
  readonly code: number | null;
  readonly out: string[];
  readonly complaints: string[];
}

describe('npm run migrate:to', () => {
  const source = join(folder, 'command.sqlite');
  let command: string;
  let target: TestDatabase;

  beforeAll(async () => {
    command = join(dirname(builtServer()), 'cli/migrate-to.js');
    await makeSource(source);
  }, 120_000);
  beforeEach(async () => {
    target = await freshDatabase();
  });
  afterEach(() => target.drop());

  function start(args: string[], databaseUrl = `sqlite:${source}`) {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
    });
    const said = { out: '', complaints: '' };
    child.stdout.on('data', (text) => (said.out += String(text)));
    child.stderr.on('data', (text) => (said.complaints += String(text)));
    const lines = (text: string) => text.split('\n').filter((line) => line !== '');
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) =>
        resolve({ code, out: lines(said.out), complaints: lines(said.complaints) }),
      );
    });
    return { child, ended };
  }
  const end = async (args: string[], databaseUrl?: string) => start(args, databaseUrl).ended;

  it('says of every table what it copied and that it is the same', async () => {
    const { code, out, complaints } = await end([target.env.databaseUrl]);
    expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
    expect(out[0]).toBe(`Copying ${source}, as it is now, to ${target.env.databaseName}.`);
    expect(out[1]).toBe('Its server is to be stopped: what it writes from now on is not in the copy.');
    expect(out).toHaveLength(2 + ENTITIES.length + 1);
    for (const line of out.slice(2, -1)) expect(line).toMatch(/^[a-z_]+ +\d+ rows? +[0-9a-f]{12} {2}same$/);
    const [, to] = await everything(source, target.env);
    const rows = Object.values(to).flat().length;
    expect(out.at(-1)).toMatch(
      new RegExp(`^The copy is complete and saved: ${rows} rows in \\d+\\.\\d s\\.$`),
    );
    expect(out.join()).not.toContain('@');

    const again = await end([target.env.databaseUrl]);
    expect(again.code).toBe(1);
    expect(again.complaints).toEqual([
      expect.stringMatching(
        /^Nothing was copied\. The target is not empty: there are rows in (\w+, )*affiliation, /,
      ),
    ]);
    expect((await everything(source, target.env))[1]).toEqual(to);
  });

  it('shows what is different, and ends with 1', async () => {
    await run(target.env, tamper('progress', `NEW.credited_minutes := 7; RETURN NEW;`));
    const { code, out, complaints } = await end([target.env.databaseUrl]);
    expect(code).toBe(1);
    expect(out.filter((line) => line.includes('DIFFERENT'))).toEqual([
      expect.stringMatching(/^progress +2 and 2 rows {2}[0-9a-f]{12} and [0-9a-f]{12} {2}DIFFERENT$/),
    ]);
    expect(out.filter((line) => line.endsWith('same'))).toHaveLength(ENTITIES.length - 1);
    expect(complaints).toEqual([
      'Nothing was copied. The copy is different in progress, so it was taken back.',
    ]);
    expect(await inUse(target.env)).toEqual([]);
  });

  it('killed midway leaves the target empty, and can be run again', async () => {
    const gate = await Gate.close(target.env);
    const { child, ended } = start([target.env.databaseUrl]);
    await gate.reached();
    child.kill('SIGKILL');
    await ended;
    await gate.release();
    await until(
      target.env,
      `SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'forloeb')`,
    );
    expect(await inUse(target.env)).toEqual([]);
    await run(target.env, 'DROP FUNCTION tamper CASCADE');
    expect(await end([target.env.databaseUrl])).toMatchObject({ code: 0, complaints: [] });
    const [from, to] = await everything(source, target.env);
    expect(to).toEqual(from);
  });

  it('says so when the connection breaks, also at the moment of saving', async () => {
    const broken = 'PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW;';
    await run(target.env, tamper('presence', broken));
    expect(await end([target.env.databaseUrl])).toMatchObject({
      code: 1,
      complaints: [
        `Nothing was copied. ${target.env.databaseName} cannot be reached, or the connection to it was lost.`,
      ],
    });
    await run(
      target.env,
      `DROP TRIGGER tamper ON presence;
       CREATE CONSTRAINT TRIGGER tamper AFTER INSERT ON presence DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION tamper()`,
    );
    const { code, complaints } = await end([target.env.databaseUrl]);
    expect(code).toBe(1);
    expect(complaints).toEqual([
      `The connection to ${target.env.databaseName} was lost while the copy was being saved. ` +
        'Run this again: it is refused if it was.',
    ]);
    expect(await inUse(target.env)).toEqual([]);
  });

  it('warns when somebody wrote meanwhile', async () => {
    const path = join(folder, 'written.sqlite');
    copyFileSync(source, path);
    const gate = await Gate.close(target.env);
    const { ended } = start([target.env.databaseUrl], `sqlite:${path}`);
    await gate.reached();
    const sqlite = new Sqlite(path);
    sqlite.exec(`UPDATE progress SET credited_minutes = 1`);
    sqlite.close();
    await gate.release();
    const { code, complaints } = await ended;
    expect(code).toBe(0);
    expect(complaints).toEqual([expect.stringContaining(`Somebody wrote to ${path} meanwhile`)]);
  });

  it('wrong use is told how it is used, and what is wrong with the address', async () => {
    expect((await end([`${target.env.databaseUrl}?sslmode=maybe`])).complaints.join()).toContain(
      'target: given "postgres://…"; allowed: sslmode one of disable,',
    );
    for (const args of [
      [],
      [''],
      ['--force', target.env.databaseUrl],
      [target.env.databaseUrl, 'surplus'],
      ['sqlite:./other.sqlite'],
      ['mysql://a:b@c/d'],
      ['postgres://user:secret@127.0.0.1:5432'],
    ]) {
      const { code, out, complaints } = await end(args);
      expect({ args, code, out }).toEqual({ args, code: 2, out: [] });
      expect(complaints.join()).toContain('npm run --silent migrate:to -- postgres://');
      expect(complaints.join()).not.toContain('secret');
    }
  });

  it('says in one sentence what stands in the way, without credentials', async () => {
    const url = (change: (url: URL) => void) => {
      const other = new URL(target.env.databaseUrl);
      change(other);
      return other.href;
    };
    const missing = url((other) => (other.pathname = '/nowhere'));
    const stranger = url((other) => {
      other.username = 'stranger';
      other.password = 'secret';
    });
    const deaf = url((other) => (other.port = '1'));
    const name = (address: string) => loadEnv({ DATABASE_URL: address }).databaseName;
    for (const [to, from, message] of [
      [missing, `sqlite:${source}`, `${name(missing)} does not exist. Create it first; it is to be empty.`],
      [stranger, `sqlite:${source}`, `${name(stranger)} does not accept this user with this password.`],
      [deaf, `sqlite:${source}`, `${name(deaf)} cannot be reached, or the connection to it was lost.`],
      [
        url((other) => (other.search = '?sslmode=verify-full')),
        `sqlite:${source}`,
        `${target.env.databaseName} answered with an error: The server does not support SSL connections (TLS).`,
      ],
      [
        target.env.databaseUrl,
        'sqlite:./none.sqlite',
        `There is no SQLite database at ${join(folder, 'none.sqlite')}.`,
      ],
      [
        target.env.databaseUrl,
        stranger,
        'DATABASE_URL is a PostgreSQL database already; only a SQLite one is copied.',
      ],
    ] as const) {
      const { code, complaints } = await end([to], from);
      expect({ code, complaints }).toEqual({ code: 1, complaints: [`Nothing was copied. ${message}`] });
    }
    expect(await inUse(target.env)).toEqual([]);
  });
});
