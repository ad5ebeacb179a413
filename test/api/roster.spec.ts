import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sql from 'sql-template-tag';
import { Audit } from '../../src/storage/audit.js';
import { startApp, type TestApp } from '../support/app.js';

const AGENCY = [{ role: 'AGENCY' as const }];
const file = (name: string) =>
  readFileSync(new URL(`../support/rosters/${name}.csv`, import.meta.url)).toString('base64');

const IMPORT = `mutation($input: RosterImportInput!) { rosterImport(input: $input) {
  __typename
  ... on RosterImportPayload { rows { line outcome person { id name } enrolment { id capacity status }
    problems { column code message } } }
  ... on DomainError { code message } ... on InvalidInput { problems { path } } } }`;

describe('rosterImport', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  async function open(programmeKey: string, municipalityCode: string): Promise<string> {
    const answer = await app.ask(
      AGENCY,
      `mutation($input: EngagementOpenInput!) { engagementOpen(input: $input) {
        ... on EngagementOpenPayload { engagement { id } } } }`,
      { input: { programmeKey, municipalityCodes: [municipalityCode], startsOn: '2025-01-01' } },
    );
    return answer.data.engagementOpen.engagement.id;
  }

  async function load(engagementId: string, trackKey: string, content: string, dryRun = false) {
    const answer = await app.ask(AGENCY, IMPORT, {
      input: { engagementId, trackKey, file: content, dryRun },
    });
    expect(answer.errors).toBeUndefined();
    return answer.data.rosterImport.rows as {
      line: number;
      outcome: string;
      person: { id: string } | null;
      enrolment: { capacity: string } | null;
      problems: { column: string | null; code: string; message: string }[];
    }[];
  }

  const count = (rows: { outcome: string }[], outcome: string) =>
    rows.filter((row) => row.outcome === outcome).length;

  const people = async () =>
    Number((await app.store.queryOne<{ n: number }>(sql`SELECT COUNT(*) AS n FROM person`))?.n);

  it('V5: the youth examples of 8, 9 and 10 are accepted, leaders inside the ten', async () => {
    for (const [example, code, size] of [
      [1, '101', 8],
      [2, '147', 9],
      [3, '151', 10],
    ] as const) {
      const engagement = await open('AD_UNGE_2025', code);
      const rows = await load(engagement, 'YOUTH', file(`youth-example-${example}`));
      expect(rows).toHaveLength(size);
      expect(count(rows, 'ACCEPTED')).toBe(size);
      expect(rows.filter((row) => row.enrolment?.capacity === 'LEADER')).toHaveLength(1);
    }
    const eleventh = Buffer.from('Navn;E-mail\nEllen Elleve;ellen.elleve@eksempel3.example\n').toString(
      'base64',
    );
    const answer = await app.ask(
      AGENCY,
      `{ engagements(filter: { programmeKey: "AD_UNGE_2025", municipalityCode: "151" }) { nodes { id } } }`,
    );
    const [refused] = await load(answer.data.engagements.nodes[0].id, 'YOUTH', eleventh);
    expect(refused).toMatchObject({
      line: 2,
      outcome: 'REFUSED',
      person: null,
      problems: [{ code: 'QUOTA_EXCEEDED', message: 'Alle pladser er optaget: 10 af 10.' }],
    });
  });

  it('V4: 6 meeting leaders, and 24 intro people with 2 leaders on top, without a warning', async () => {
    const engagement = await open('AD_BOSTOETTE_2019', '621');
    const leaders = await load(engagement, 'MEETING_LEADER', file('supported-housing-meeting-leaders'));
    expect(count(leaders, 'ACCEPTED')).toBe(6);
    const intro = await load(engagement, 'INTRO', file('supported-housing-intro'));
    expect(count(intro, 'ACCEPTED')).toBe(26);
    const usage = await app.ask(
      AGENCY,
      `{ seatUsage(programmeKey: "AD_BOSTOETTE_2019", municipalityCode: "621", trackKey: "INTRO") { limit held heldOnTop free cumulativePersons } }`,
    );
    expect(usage.data.seatUsage).toEqual([
      { limit: 24, held: 24, heldOnTop: 2, free: 0, cumulativePersons: 24 },
    ]);
    const further = Buffer.from('Name,Email,Role\nNo Seat,no.seat@bostoette.example,employee\n').toString(
      'base64',
    );
    const [row] = await load(engagement, 'INTRO', further);
    expect(row).toMatchObject({
      outcome: 'NEEDS_ACKNOWLEDGEMENT',
      person: null,
      problems: [{ code: 'NEEDS_ACKNOWLEDGEMENT' }],
    });
  });

  it('V28: Herlev has 100 trained, 20 superusers of the same people and 10 others: 110 people, counted once', async () => {
    const before = await people();
    const engagement = await open('HERLEV_2017', '163');
    expect(count(await load(engagement, 'OD_BASIC', file('herlev-trained')), 'ACCEPTED')).toBe(100);
    expect(count(await load(engagement, 'OD_SUPERUSER', file('herlev-superusers')), 'ACCEPTED')).toBe(20);
    expect(count(await load(engagement, 'FIT_SUPERUSER', file('herlev-fit-superusers')), 'ACCEPTED')).toBe(
      10,
    );
    expect((await people()) - before).toBe(110);
  });

  it('messy.csv: 6 accepted, 1 duplicate, 3 refused, each with its line, column and reason', async () => {
    const engagement = await open('AD_BOSTOETTE_2019', '751');
    const dry = await load(engagement, 'INTRO', file('messy'), true);
    const before = await people();
    const rows = await load(engagement, 'INTRO', file('messy'));
    expect([count(rows, 'ACCEPTED'), count(rows, 'DUPLICATE'), count(rows, 'REFUSED')]).toEqual([6, 1, 3]);
    expect((await people()) - before).toBe(6);
    expect(
      rows
        .filter((row) => row.outcome === 'REFUSED')
        .map((row) => row.problems.map(({ column, code }) => [column, code])),
    ).toEqual([
      [['Navn', 'INVALID_INPUT']],
      [['Bemærkning', 'CONTAINS_CPR']],
      [
        ['E-mail', 'INVALID_INPUT'],
        ['Rolle', 'INVALID_INPUT'],
      ],
    ]);
    const plain = (list: typeof rows) =>
      list.map(({ line, outcome, problems }) => ({ line, outcome, problems }));
    expect(plain(dry)).toEqual(plain(rows));
  });

  it('a dry run writes nothing', async () => {
    const engagement = await open('AD_BOSTOETTE_2019', '101');
    const tables = async () =>
      app.store.queryOne(sql`SELECT (SELECT COUNT(*) FROM person) AS p, (SELECT COUNT(*) FROM enrolment) AS e,
        (SELECT COUNT(*) FROM audit_event) AS a, (SELECT COUNT(*) FROM seat) AS s, (SELECT COUNT(*) FROM affiliation) AS f`);
    const before = await tables();
    const other = Buffer.from('Navn;E-mail\nNy Person;ny.person@new.example\n').toString('base64');
    const rows = await load(engagement, 'INTRO', other, true);
    expect(rows).toMatchObject([{ outcome: 'ACCEPTED', person: null, enrolment: null }]);
    expect(await tables()).toEqual(before);
  });

  it('the same file twice changes nothing', async () => {
    const answer = await app.ask(
      AGENCY,
      `{ engagements(filter: { programmeKey: "HERLEV_2017" }) { nodes { id } } }`,
    );
    const before = await people();
    const audit = () =>
      app.store.queryOne(sql`SELECT COUNT(*) AS n FROM audit_event WHERE action <> 'rosterImport'`);
    const audited = await audit();
    const rows = await load(answer.data.engagements.nodes[0].id, 'OD_BASIC', file('herlev-trained'));
    expect(count(rows, 'UNCHANGED')).toBe(100);
    expect(await people()).toBe(before);
    expect(await audit()).toEqual(audited);
    const nameless = Buffer.from('Navn\nUden Adresse\n').toString('base64');
    const engagement = await open('AD_UNGE_2025', '155');
    expect(await load(engagement, 'YOUTH', nameless)).toMatchObject([{ outcome: 'ACCEPTED' }]);
    expect(await load(engagement, 'YOUTH', nameless)).toMatchObject([{ outcome: 'UNCHANGED' }]);
  });

  it('a fault midway leaves nothing behind', async () => {
    const engagement = await open('AD_UNGE_2025', '157');
    const before = await people();
    const audit = app.app.get(Audit);
    const record = audit.record.bind(audit);
    let calls = 0;
    const spy = jest.spyOn(audit, 'record').mockImplementation(async (...args) => {
      calls += 1;
      if (calls === 9) throw new Error('disk full');
      return record(...args);
    });
    const content = Buffer.from('Navn\nPerson Et\nPerson To\nPerson Tre\nPerson Fire\n').toString('base64');
    const answer = await app.ask(AGENCY, IMPORT, {
      input: { engagementId: engagement, trackKey: 'YOUTH', file: content, dryRun: false },
    });
    spy.mockRestore();
    expect(answer.errors?.[0]?.extensions['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(answer)).not.toContain('disk full');
    expect(await people()).toBe(before);
  });

  it('a file that is no roster is refused as a whole, and so is an address of somebody else', async () => {
    const engagement = await open('AD_UNGE_2025', '159');
    const answer = await app.ask(AGENCY, IMPORT, {
      input: {
        engagementId: engagement,
        trackKey: 'YOUTH',
        file: Buffer.from('hello').toString('base64'),
        dryRun: false,
      },
    });
    expect(answer.data.rosterImport).toMatchObject({
      __typename: 'InvalidInput',
      problems: [{ path: 'file' }],
    });
    const taken = Buffer.from('Navn;E-mail\nEn Anden;signe.pedersen@herlev.example\n').toString('base64');
    const [row] = await load(engagement, 'YOUTH', taken);
    expect(row).toMatchObject({
      outcome: 'REFUSED',
      problems: [{ column: 'E-mail', message: 'Adressen tilhører en person med et andet navn.' }],
    });
  });

  it('V39: a coordinator imports onto own seats only', async () => {
    const engagement = await open('AD_UNGE_2025', '161');
    const input = {
      engagementId: engagement,
      trackKey: 'YOUTH',
      file: file('youth-example-1'),
      dryRun: true,
    };
    const own = await app.ask([{ role: 'COORDINATOR', municipality: '161' }], IMPORT, { input });
    expect(own.data.rosterImport.__typename).toBe('RosterImportPayload');
    const other = await app.ask([{ role: 'COORDINATOR', municipality: '163' }], IMPORT, { input });
    expect(other.data.rosterImport.__typename).toBe('NotFound');
  });
});
