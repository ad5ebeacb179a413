/** Erasure (domain.md section 7): what is written of a person goes, and what is counted stays, also in the past (V38). */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isObjectType,
  getNamedType,
  isRequiredArgument,
} from 'graphql';
import sql, { raw } from 'sql-template-tag';
import { createLogger } from '../../src/config/logger.js';
import { AuditSeals } from '../../src/storage/audit-seals.js';
import { verifyLog } from '../../src/storage/audit-verify.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { markedExamples, Marks, unsent } from '../support/marked-texts.js';
import type { Known } from '../support/audit-examples.js';

const LATER = '2028-06-01T12:00:00Z';
const PAST = [null, { validOn: '2026-02-21' }, { validOn: '2026-02-12', knownAt: '2026-02-15T00:00:00Z' }];

/** Every cell of every table, from the catalogue of the database itself. */
async function everyCell(store: Store): Promise<string> {
  const tables = await store.query<{ name: string }>(
    onSqlite
      ? sql`SELECT name FROM sqlite_master WHERE type = 'table'`
      : sql`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()`,
  );
  expect(tables.length).toBeGreaterThan(60);
  const cells = [];
  for (const { name } of tables)
    cells.push(JSON.stringify(await store.query(sql`SELECT * FROM ${raw(`"${name}"`)}`)));
  return cells.join('\n').toLowerCase();
}

const found = (text: string, { all }: Marks) => all.filter(({ mark }) => text.includes(mark.toLowerCase()));
const places = (marks: readonly { place: string }[]) => [...new Set(marks.map(({ place }) => place))].sort();

/** Everything that a report answers, people and what belongs to them apart. */
function figuresOf(schema: GraphQLSchema, typeName: string): string {
  const selection = (type: GraphQLObjectType, depth: number): string =>
    Object.values(type.getFields())
      .filter((field) => !field.args.some(isRequiredArgument))
      .flatMap((field) => {
        const named = getNamedType(field.type);
        if (isLeafType(named)) return [field.name];
        if (!isObjectType(named) || depth === 0 || ['Person', 'Engagement', 'Programme'].includes(named.name))
          return [];
        const inner = selection(named, depth - 1);
        return inner === '' ? [] : [`${field.name} { ${inner} }`];
      })
      .join(' ');
  return selection(schema.getType(typeName) as GraphQLObjectType, 2);
}

describe('a person is erased', () => {
  let database: TestDatabase;
  let app: TestApp;
  let agency: Client;
  let schema: GraphQLSchema;
  const marks = new Marks();
  const known: Known = {};
  let log = '';
  let people: { id: string; name: string }[] = [];
  let before: unknown[];
  let after: unknown[];
  let cleaned: ReadonlySet<string>;
  let cellsBefore = '';
  const answers: any[] = [];

  const reports = async (): Promise<unknown[]> => {
    const told = [];
    const select = (type: string) => figuresOf(schema, type);
    for (const asOf of PAST)
      for (const programmeKey of ['AD_BOSTOETTE_2019', 'AD_UNGE_2025', 'HERLEV_2017'])
        told.push(
          await agency.query(
            `query($p: String!, $asOf: AsOfInput) {
              seatUsage(programmeKey: $p, asOf: $asOf) { ${select('SeatUsage')} }
              certificationStatus(filter: { programmeKey: $p }, groupBy: [TRACK, MUNICIPALITY], asOf: $asOf) {
                ${select('CertificationStatusRow')} }
              ${asOf === null ? `evaluationTable(programmeKey: $p) { nodes { ${select('EvaluationRow')} } }` : ''} }`,
            { p: programmeKey, asOf },
          ),
        );
    told.push(
      await agency.query(`{
        certifiedWorkforce(trackKey: "MEETING_LEADER") { ${select('CertifiedWorkforce')} }
        participantBreakdown(programmeKey: "AD_UNGE_2025", municipalityCode: "630", trackKey: "YOUTH",
          groupBy: [CAPACITY]) { ${select('ParticipantBreakdown')} } }`),
    );
    for (const { id } of people)
      told.push(
        await agency.query(
          `query($id: ID!) { person(id: $id) { enrolments { status progress {
            attendance { attendedHalfDays madeUpHalfDays requiredHalfDays } supervision { creditedMinutes targetMinutes } } } } }`,
          { id },
        ),
      );
    return told;
  };
  const erase = (personId: string, more: object = {}) =>
    agency.act(
      'personErase',
      { personId, reason: 'Efter eget ønske', dryRun: false, objectionUpheld: true, ...more },
      'dryRun erasureId goes { table rows } stays { table rows } undecided { id kind } filesCleaned person { id name email phone erasedAt }',
    );
  const verified = async () => {
    await new AuditSeals(app.store, new UnitOfWork(app.store), app.clock).seal(10_000);
    return verifyLog(app.store);
  };

  beforeAll(async () => {
    database = await freshDatabase();
    const lines = new Writable({
      write(chunk, _encoding, done) {
        log += String(chunk);
        done();
      },
    });
    app = await startApp('2026-01-10T12:00:00Z', {
      database,
      logger: createLogger({ logLevel: 'trace' }, lines as never),
    });
    schema = app.app.get(GraphQLSchemaHost).schema;
    agency = new Client(app, [{ role: 'AGENCY' }]);
    for (const { act, on, input, selection, keep } of markedExamples(schema, marks)) {
      if (on !== undefined) app.clock.set(on);
      const payload = await agency.act(act, input(known), selection);
      if ('code' in payload) throw new Error(`${act}: ${JSON.stringify(payload)}`);
      keep?.(payload, known);
    }
    app.clock.set(LATER);
    people = await app.store.query(sql`SELECT id, name FROM person ORDER BY id`);
    for (const { id } of await app.store.query<{ id: string }>(
      sql`SELECT id FROM enrolment WHERE status IN ('WAITLISTED', 'CONFIRMED', 'ACTIVE') ORDER BY id`,
    ))
      await agency.succeed('enrolmentWithdraw', { enrolmentId: id, on: '2028-06-01' }, '__typename');
    await verified();
    cellsBefore = await everyCell(app.store);
    before = await reports();
    const cleaning = jest.spyOn(app.store, 'clean');
    for (const { id } of people) {
      const { undecided = [] } = await erase(id, { dryRun: true });
      answers.push(await erase(id, { alsoErase: undecided.map((each: { id: string }) => each.id) }));
    }
    cleaned = new Set(cleaning.mock.calls.flatMap(([tables]) => tables));
    after = await reports();
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('every text about a person that a client can send was sent, and was there', () => {
    expect(unsent(schema, marks)).toEqual([]);
    const there = found(cellsBefore, marks);
    expect(places(there)).toEqual(places(marks.all));
    expect(people.length).toBeGreaterThan(15);
    expect(answers.filter(({ code }) => code !== undefined)).toEqual([]);
  });

  it('no name, address, phone or text of them is in any column of any table', async () => {
    expect(places(found(await everyCell(app.store), marks))).toEqual([]);
    const { people: listed } = await agency.query(
      '{ people(first: 100) { nodes { name email phone erasedAt } } }',
    );
    expect(new Set(listed.nodes.map((each: any) => each.name))).toEqual(new Set(['Slettet person']));
  });

  it('nor in the bytes of the files', () => {
    // What PostgreSQL overwrites stays on its pages for a while (README).
    for (const ending of onSqlite ? ['', '-wal'] : []) {
      const path = `${database.env.databasePath}${ending}`;
      const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
      const text = bytes.toString('latin1').toLowerCase();
      expect([ending, places(found(text, marks))]).toEqual([ending, []]);
    }
    expect(answers.every(({ filesCleaned }) => filesCleaned === true)).toBe(true);
    // Also where the database itself wrote a name anew.
    expect([...cleaned]).toEqual(expect.arrayContaining(['person', 'enrolment_listing']));
  });

  it('nor as the hash of an input that could be guessed', async () => {
    expect(cellsBefore).toContain('"once"');
    expect(await app.store.query(sql`SELECT * FROM idempotency_key`)).toEqual([]);
  });

  it('nor in the lines that the server logged', () => {
    expect(log.length).toBeGreaterThan(1_000);
    expect(places(found(log.toLowerCase(), marks))).toEqual([]);
  });

  it('V38: seats, totals, states and figures are as they were, today and for every day before', () => {
    expect(after).toEqual(before);
  });

  it('V26: the number of a certificate answers that its holder was erased, and is not given out again', async () => {
    const { data } = await app.ask(
      null,
      'query($n: String!) { certificateVerify(number: $n) { number version status holderName statusSince title } }',
      { n: known['number'] },
    );
    expect(data.certificateVerify).toMatchObject({
      number: known['number'],
      status: 'HOLDER_ERASED',
      holderName: 'Slettet person',
      statusSince: '2028-06-01',
    });
  });

  it('V44: the log still holds, and still shows whatever else is done to it', async () => {
    const whole = await verified();
    expect(whole.findings).toEqual([]);
    expect(whole.events).toBeGreaterThan(150);
  });

  it('nothing is recorded of them any more', async () => {
    const [personId] = people.map(({ id }) => id);
    const acts: [string, object][] = [
      ['personRename', { personId, name: 'Ny', reason: 'x' }],
      ['affiliationAdd', { personId, municipalityCode: '621' }],
      [
        'enrolmentConfirm',
        { personId, engagementId: known['engagement'], municipalityCode: '621', trackKey: 'MEETING_LEADER' },
      ],
      ['certificateRevoke', { number: known['number'], reason: 'x' }],
      ['personErase', { personId, reason: 'x', dryRun: false }],
    ];
    for (const [act, input] of acts)
      expect([act, await agency.act(act, input, '__typename')]).toEqual([
        act,
        expect.objectContaining({ code: 'INVALID_STATE', from: 'ERASED' }),
      ]);
  });
});
