/**
 * Who is shown what: every root field and every path to an object, as every role and as nobody, with own things and with
 * those of others, against a table that a person reads in review (test/contract/access.table).
 *
 * `ACCESS_TABLE=write` writes the table anew; read what changed in it before you commit it.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import sql from 'sql-template-tag';
import type { Role } from '../../src/access/actor.js';
import { POLICIES } from '../../src/access/policy.js';
import { startApp, type TestApp } from '../support/app.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Inquiry, type Shown } from './access-matrix/asking.js';
import { objectPaths } from './access-matrix/paths.js';
import { ASKERS, marksOf } from './access-matrix/people.js';
import { askMutations, askQueries, type Reached } from './access-matrix/rounds.js';
import { committed, type Column, type Row, written } from './access-matrix/table.js';
import { buildWorld, programmeFiles } from './access-matrix/world.js';

/** Where somebody is shown to people who are not there for them. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  'CertificateVerification.holderName': 'anybody who has the number may check a certificate (Q40)',
  'CertificateVerification.number': 'the number that was asked about',
};
/** The matrix asks for more at once than any client may. */
const WITHOUT_LIMITS = {
  ...{ QUERY_MAX_DEPTH: '1000', QUERY_MAX_ALIASES: '1000000', QUERY_MAX_FIELDS: '1000000' },
  ...{ QUERY_MAX_TOKENS: '1000000', QUERY_MAX_COST: '1000000000' },
  ...{ RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_CALLER: '0', RATE_LIMIT_CHECK: '0' },
};
/** What says nothing about anybody, or is about whoever asks. */
const THE_SAME_FOR_ALL = ['municipalities', 'municipality', 'programmes', 'programme', 'providers'];
const ABOUT_THE_ASKER = ['viewer'];
/** Paths that nobody is seen on here, and why that may be. */
const NOT_WALKED: Readonly<Record<string, string>> = {
  'RetentionProposal.person': 'nobody here has been there long enough; see test/api/retention.spec.ts',
  'AttendanceWarningItem.enrolment': 'one that the input has just named',
  'RuleEffect.enrolment': 'for the agency alone',
};
/** What anybody is told who has the number of a certificate. */
const TOLD_TO_ANYBODY = ['certificateVerify'];
/** Who may sign in: to look after accounts is the work of agency and administrator, and says nothing of courses. */
const OF_ACCOUNTS = ['accounts', 'accountEvents', 'accountInvite', 'accountRolesChange'];
const TELLING = ['Person', 'Enrolment', 'Certificate', 'Supervisor'];

describe('the access matrix', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forloeb-programmes-'));
  let database: TestDatabase;
  let app: TestApp;
  let schema: GraphQLSchema;
  let inquiry: Inquiry;
  let reached: Reached[];
  const cells = new Map<string, Row>();

  beforeAll(async () => {
    for (const [name, text] of Object.entries(programmeFiles())) writeFileSync(join(folder, name), text);
    database = await freshDatabase(WITHOUT_LIMITS);
    app = await startApp('2026-01-12T08:00:00Z', { programmeFolder: folder, database });
    schema = app.app.get(GraphQLSchemaHost).schema;
    const world = await buildWorld(app);
    inquiry = new Inquiry(app, schema, world, await marksOf(app, world));
    // Questions first: acts change what they are about.
    reached = [await askQueries(inquiry), await askMutations(inquiry)];
    for (const [path, row] of reached.flatMap((each) => [...each.cells])) cells.set(path, row);
    for (const path of objectPaths(schema)) cells.set(path, {});
    for (const [path, row] of inquiry.shown) {
      const words = Object.fromEntries([...row].map(([column, what]) => [column, word(column, what)]));
      const names = Object.values(words).some((each) => each !== '-');
      if (!ROOT.test(path) && (names || cells.has(path))) cells.set(path, words);
    }
  }, 600_000);
  afterAll(async () => {
    await app.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('says what test/contract/access.table says: a new field needs a row, and a row a field', () => {
    expect(written(cells).split('\n')).toEqual(committed(cells).split('\n'));
  });

  it('V39: nobody is shown to a role that is not there for them, on any path', () => {
    const leaks = [...inquiry.strangers].filter(
      (leak) => !Object.keys(ON_PURPOSE).some((path) => leak.includes(path)),
    );
    expect(leaks).toEqual([]);
  });

  it('control: each role is shown everybody that it is there for, so that nobody is overlooked', () => {
    for (const [column, { mayKnow }] of Object.entries(ASKERS)) {
      const met = inquiry.met.get(column as Column) ?? new Set();
      expect([column, ...mayKnow.filter((who) => !met.has(who))]).toEqual([column]);
    }
  });

  it('whoever was told who somebody is outside their own work is on record, on every path; and nobody else', async () => {
    const ids = new Map(
      Object.entries(inquiry.world).map(([who, { personId }]) => [personId ?? '', who] as const),
    );
    // A registration that was merged is read about with the one that was kept.
    const standing = (each: string) => each.replace(/ dublet$/, ' borte');
    const kept = await app.store.query<{ recordedBy: string; field: string; personId: string }>(
      sql`SELECT recorded_by, field, person_id FROM reading`,
    );
    const onRecord = new Set(kept.map((row) => `${row.recordedBy} ${row.field} ${ids.get(row.personId)}`));
    const told = [...inquiry.named].filter(
      (each) => ![...TOLD_TO_ANYBODY, ...OF_ACCOUNTS].some((field) => each.includes(` ${field} `)),
    );
    expect(told.length).toBeGreaterThan(100);
    expect(told.filter((each) => !onRecord.has(standing(each)))).toEqual([]);
    const readers = ['AGENCY', 'ADMIN'].map((role) => ASKERS[role as Role].claims?.subject);
    expect([...new Set(kept.map((row) => row.recordedBy))].sort()).toEqual(readers.sort());
  });

  it('denied looks like missing: an id of others answers word for word as one that names nothing', () => {
    expect(reached.flatMap((each) => each.telltale)).toEqual([]);
  });

  it('each question ends in an answer or a refusal', () => {
    expect([...inquiry.broken]).toEqual([]);
  });

  it('every path to a person is walked by somebody who sees one there', () => {
    const paths = objectPaths(schema).filter((path) => {
      const [type = '', field = ''] = path.split('.');
      const owner = schema.getType(type);
      return (
        isObjectType(owner) &&
        !type.endsWith('Payload') &&
        TELLING.includes(getNamedType(owner.getFields()[field]!.type).name)
      );
    });
    const walked = paths.filter((path) => !(path in NOT_WALKED));
    const unseen = walked.filter(
      (path) => !Object.values(cells.get(path) ?? {}).some((each) => each !== '-'),
    );
    expect(unseen).toEqual([]);
  });

  it.each(Object.keys(POLICIES) as Role[])(
    '%s: each OWN and ALL of the policy is as the table has it',
    (role) => {
      const wrong = Object.entries(POLICIES[role]).flatMap(([operation, extent]) => {
        const cell = (cells.get(`Query.${operation}`) ?? cells.get(`Mutation.${operation}`))?.[role];
        const expected =
          ABOUT_THE_ASKER.includes(operation) || extent === 'OWN'
            ? ['own']
            : THE_SAME_FOR_ALL.includes(operation) || role !== 'EVALUATOR'
              ? ['all']
              : ['totals', 'all'];
        return expected.includes(cell ?? '') ? [] : [`${operation}: ${extent} is ${cell}`];
      });
      expect(wrong).toEqual([]);
      const listed = Object.keys(POLICIES[role]);
      const refused = [...cells].filter(([path, row]) => ROOT.test(path) && row[role] === 'refused');
      expect(refused.filter(([path]) => listed.includes(path.split('.')[1] ?? ''))).toEqual([]);
    },
  );
});

const ROOT = /^(Query|Mutation)\./;

function word(column: Column, what: Shown): string {
  if (what === 'nobody') return '-';
  if (what === 'others') return 'any';
  return column === 'AGENCY' || column === 'ADMIN' ? 'all' : 'own';
}
