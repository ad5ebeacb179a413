/** Coordinators' questions about their people, each answered by one request. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { startApp, type TestApp } from '../support/app.js';
import { HOUSING, Town } from '../support/town.js';

const NOW = '2026-11-22T12:00:00Z';
const KOLDING = '621';
const VEJLE = '630';
const LEJRE = '350';

const Q19 = `query Q19($groupBy: [BreakdownGrouping!]!, $municipality: String!) {
  participantBreakdown(programmeKey: "${HOUSING}", municipalityCode: $municipality, trackKey: "INTRO", groupBy: $groupBy) {
    persons partners counted limit rows { unit organisationType role capacity persons } } }`;
const Q21 = `query Q21($on: LocalDate, $municipality: String) {
  today: certifiedWorkforce(municipalityCode: $municipality, trackKey: "MEETING_LEADER") {
    on basis persons elsewhere municipalities { municipality { code } certified } }
  then: certifiedWorkforce(municipalityCode: $municipality, trackKey: "MEETING_LEADER", on: $on) {
    on basis persons elsewhere municipalities { municipality { code } certified certifiedToday leaving expiring joining } } }`;
const Q22 = `query Q22($municipality: String!) {
  leadersWithoutLeadershipDay(programmeKey: "${HOUSING}", municipalityCode: $municipality) {
    person { id name } units staff state enrolment { id } } }`;

describe('Q19: participants by department, organisation type, role; partner share of the 24', () => {
  let app: TestApp;
  let town: Town;
  const breakdown = async (groupBy: string[], client = town.coordinator(KOLDING), municipality = KOLDING) =>
    (await client.query(Q19, { groupBy, municipality })).participantBreakdown;

  beforeAll(async () => {
    app = await startApp(NOW);
    town = new Town(app);
    const engagementId = await town.engagement(HOUSING, [KOLDING]);
    const place = { engagementId, municipalityCode: KOLDING, trackKey: 'INTRO' };
    const seat = async (count: number, capacity: string, job: Record<string, unknown>) => {
      for (let index = 0; index < count; index += 1) {
        const name = `${capacity} ${'abcdefghijkl'.charAt(index)}`;
        await town.enrol(place, await town.person(name, job), { capacity });
      }
    };
    const own = { municipalityCode: KOLDING };
    await seat(6, 'EMPLOYEE', {
      ...own,
      unit: 'Bostøtten',
      organisationType: 'MUNICIPALITY',
      role: 'Pædagog',
    });
    await seat(2, 'EMPLOYEE', {
      ...own,
      unit: 'BOSTØTTEN',
      organisationType: 'MUNICIPALITY',
      role: 'Socialrådgiver',
    });
    await seat(1, 'LEADER', {
      ...own,
      unit: 'Bostøtten',
      organisationType: 'MUNICIPALITY',
      role: 'Afdelingsleder',
    });
    await seat(3, 'PARTNER', { ...own, unit: 'Jobcenter', organisationType: 'JOB_CENTRE', role: 'Rådgiver' });
    await seat(2, 'PARTNER', { organisation: 'Region Syddanmark', organisationType: 'PSYCHIATRY' });
    // Not there any more, and on another track: neither counts.
    const gone = await town.enrol(place, await town.person('Gået', own));
    await town.withdraw(gone, '2026-11-22');
    await town.enrol({ ...place, trackKey: 'MEETING_LEADER' }, await town.person('Mødeleder', own));
  });
  afterAll(() => app.close());

  it('partner share: 5 of 24; the leader comes on top', async () => {
    expect(await breakdown([])).toEqual({
      persons: 14,
      partners: 5,
      counted: 13,
      limit: 24,
      rows: [{ unit: null, organisationType: null, role: null, capacity: null, persons: 14 }],
    });
  });

  it('by department, however it is written, most people first', async () => {
    const { rows } = await breakdown(['UNIT']);
    expect(rows.map((row: any) => [row.unit, row.persons])).toEqual([
      ['Bostøtten', 9],
      ['Jobcenter', 3],
      [null, 2],
    ]);
  });

  it('by type of organisation', async () => {
    const { rows } = await breakdown(['ORGANISATION_TYPE']);
    expect(rows.map((row: any) => [row.organisationType, row.persons])).toEqual([
      ['MUNICIPALITY', 9],
      ['JOB_CENTRE', 3],
      ['PSYCHIATRY', 2],
    ]);
  });

  it('by job title and by capacity, together too; the rows add up', async () => {
    const { rows, persons } = await breakdown(['ROLE', 'CAPACITY']);
    expect(rows.map((row: any) => [row.role, row.capacity, row.persons])).toEqual([
      ['Pædagog', 'EMPLOYEE', 6],
      ['Rådgiver', 'PARTNER', 3],
      ['Socialrådgiver', 'EMPLOYEE', 2],
      [null, 'PARTNER', 2],
      ['Afdelingsleder', 'LEADER', 1],
    ]);
    expect(rows.reduce((sum: number, row: any) => sum + row.persons, 0)).toBe(persons);
  });

  it('V39: of the own municipality only; a slip in a key is not nobody', async () => {
    expect(await breakdown(['UNIT'], town.coordinator(VEJLE))).toEqual({
      persons: 0,
      partners: 0,
      counted: 0,
      limit: null,
      rows: [],
    });
    const answer = await app.ask(
      [{ role: 'AGENCY' }],
      `{ participantBreakdown(programmeKey: "${HOUSING}", municipalityCode: "621", trackKey: "INTO", groupBy: []) { persons } }`,
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });
});

describe('Q21: how many active certified meeting leaders work here', () => {
  let app: TestApp;
  let town: Town;
  const programmeFolder = mkdtempSync(join(tmpdir(), 'forloeb-programmes-'));
  const jobs: Record<string, string> = {};
  let certifiedAll = '';

  beforeAll(async () => {
    const file = readFileSync(join(PROGRAMME_FOLDER, 'ad-bostoette-2019.jsonc'), 'utf8');
    const limited = file.replace('"validMonths": null', '"validMonths": 24');
    if (limited === file) throw new Error('The programme file reads otherwise now');
    writeFileSync(join(programmeFolder, 'limited.jsonc'), limited);
    app = await startApp('2025-06-01T12:00:00Z', { programmeFolder });
    town = new Town(app);
    const engagementId = await town.engagement(HOUSING, [KOLDING], '2025-01-15');
    const place = { engagementId, municipalityCode: KOLDING, trackKey: 'MEETING_LEADER' };
    const leader = async (name: string, certified: boolean) => {
      const person = await town.person(name, { municipalityCode: KOLDING });
      const enrolmentId = await town.enrol(place, person);
      if (certified) await town.certify(enrolmentId);
      const { person: found } = await town.agency.query(
        'query($id: ID!) { person(id: $id) { affiliations { id } } }',
        { id: person },
      );
      jobs[name] = found.affiliations[0].id;
      return { person, enrolmentId };
    };
    await leader('Early', true); // until 31 May 2027
    app.clock.set(NOW);
    await leader('Stays', true);
    const moves = await leader('Moves', true);
    await leader('Leaves', true);
    await leader('Uncertified', false);
    const both = await leader('Works twice', true);
    const end = async (name: string, on: string) =>
      town.agency.succeed('affiliationEnd', { affiliationId: jobs[name], on }, 'affiliation { id }');
    const begin = async (personId: string, municipalityCode: string, from: string) =>
      town.agency.succeed('affiliationAdd', { personId, municipalityCode, from }, 'affiliation { id }');
    await end('Moves', '2027-01-01');
    await begin(moves.person, VEJLE, '2027-01-01');
    await end('Leaves', '2027-03-01');
    await begin(both.person, VEJLE, '2026-01-01');
    certifiedAll = app.clock.now();
  });
  afterAll(async () => {
    await app.close();
    rmSync(programmeFolder, { recursive: true });
  });
  const ask = async (on: string, municipality: string | null, client = town.agency) =>
    client.query(Q21, { on, municipality });

  it('today: by job and certificate on the day, whoever’s seat it is; the basis is named (V37)', async () => {
    const { today } = await ask('2027-06-01', KOLDING, town.coordinator(KOLDING));
    expect(today).toEqual({
      on: '2026-11-22',
      basis: 'EMPLOYED_NOW',
      persons: 5,
      elsewhere: null,
      municipalities: [{ municipality: { code: KOLDING }, certified: 5 }],
    });
  });

  it('on a future date: known leavers and certificates that run out are taken off', async () => {
    const { then } = await ask('2027-06-01', null, town.coordinator(KOLDING));
    expect(then).toEqual({
      on: '2027-06-01',
      basis: 'EMPLOYED_THEN',
      persons: 2,
      elsewhere: null,
      municipalities: [
        {
          municipality: { code: KOLDING },
          certified: 2,
          certifiedToday: 5,
          leaving: 2,
          expiring: 1,
          joining: 0,
        },
      ],
    });
  });

  it('the day before and the day itself: an end is the first day no longer there, the last day of a certificate counts', async () => {
    const certified = async (on: string) => (await ask(on, KOLDING)).then.municipalities[0].certified;
    expect([await certified('2026-12-31'), await certified('2027-01-01')]).toEqual([5, 4]);
    expect([await certified('2027-02-28'), await certified('2027-03-01')]).toEqual([4, 3]);
    expect([await certified('2027-05-31'), await certified('2027-06-01')]).toEqual([3, 2]);
    expect(await certified('2025-05-31')).toBe(0);
  });

  it('L5: coverage is where the person works; the agency sees every municipality, each person counted once', async () => {
    const { today, then } = await ask('2027-06-01', null);
    expect(today).toMatchObject({
      persons: 5,
      elsewhere: 0,
      municipalities: [
        { municipality: { code: KOLDING }, certified: 5 },
        { municipality: { code: VEJLE }, certified: 1 },
      ],
    });
    expect(then).toMatchObject({
      // Stays; moves; works in both. Who left works nowhere that is known.
      persons: 3,
      elsewhere: 1,
      municipalities: [
        { municipality: { code: KOLDING }, certified: 2 },
        { municipality: { code: VEJLE }, certified: 2, certifiedToday: 1, joining: 1 },
      ],
    });
  });

  it('a coordinator sees the own municipality, whatever is asked for (V39)', async () => {
    const { today } = await ask('2027-06-01', VEJLE, town.coordinator(KOLDING));
    expect(today).toMatchObject({ persons: 0, municipalities: [] });
    const none = await ask('2027-06-01', null, town.coordinator(LEJRE));
    expect(none.today.municipalities).toEqual([{ municipality: { code: LEJRE }, certified: 0 }]);
  });

  it('V38: by what had been recorded then, an answer stays as it was', async () => {
    const AS_KNOWN = `query($knownAt: DateTime) {
      certifiedWorkforce(trackKey: "MEETING_LEADER", on: "2027-06-01", knownAt: $knownAt) {
        persons municipalities { municipality { code } certified leaving } } }`;
    const before = await town.agency.query(AS_KNOWN, { knownAt: certifiedAll });
    const correction = { affiliationId: jobs['Leaves'], reason: 'Bliver alligevel' };
    await town.agency.succeed('affiliationCorrect', correction, 'affiliation { id }');
    const now = await town.agency.query(AS_KNOWN);
    expect(now.certifiedWorkforce.persons).toBe(before.certifiedWorkforce.persons + 1);
    expect(await town.agency.query(AS_KNOWN, { knownAt: certifiedAll })).toEqual(before);
  });

  it('a revoked certificate counts no longer', async () => {
    const { enrolments } = await town.agency.query(
      '{ enrolments(filter: { trackKey: "MEETING_LEADER" }) { nodes { person { name } certificate { number } } } }',
    );
    const { certificate } = enrolments.nodes.find((each: any) => each.person.name === 'Stays');
    await town.agency.succeed(
      'certificateRevoke',
      { number: certificate.number, reason: 'Fejl' },
      'certificate { status }',
    );
    expect((await ask('2027-06-01', KOLDING)).today.municipalities).toEqual([
      { municipality: { code: KOLDING }, certified: 4 },
    ]);
  });
});

describe('Q22: which personnel leaders have enrolled staff but no leadership day', () => {
  let app: TestApp;
  let town: Town;
  const people: Record<string, string> = {};
  const enrolments: Record<string, string> = {};
  const ask = async (client = town.coordinator(KOLDING), municipality = KOLDING) =>
    (await client.query(Q22, { municipality })).leadersWithoutLeadershipDay;

  beforeAll(async () => {
    app = await startApp(NOW);
    town = new Town(app);
    const engagementId = await town.engagement(HOUSING, [KOLDING]);
    const place = (trackKey: string) => ({ engagementId, municipalityCode: KOLDING, trackKey });
    const employ = async (name: string, unit: string | null, role: string) => {
      people[name] = await town.person(name, { municipalityCode: KOLDING, unit, role });
    };
    const enrol = async (name: string, trackKey: string, capacity = 'EMPLOYEE') => {
      enrolments[name] = await town.enrol(place(trackKey), people[name] ?? '', { capacity });
    };
    for (const [name, unit] of [
      ['Ansat A1', 'Bostøtten'],
      ['Ansat A2', 'bostøtten'],
      ['Ansat B', 'Familiehuset'],
      ['Ansat C', 'PPR'],
      ['Ansat D', 'UU'],
    ] as const) {
      await employ(name, unit, 'Pædagog');
      await enrol(name, name === 'Ansat A2' ? 'MEETING_LEADER' : 'INTRO');
    }
    await employ('Åge Leder', 'Bostøtten', 'Afdelingsleder'); // staff, no place
    await employ('Bo Leder', 'Familiehuset', 'Personaleleder'); // has a place, not been there
    await enrol('Bo Leder', 'LEADERSHIP', 'LEADER');
    await employ('Carl Leder', 'PPR', 'Centerchef'); // has had the day
    await enrol('Carl Leder', 'LEADERSHIP', 'LEADER');
    await employ('Dorte Leder', 'UU', 'Koordinator'); // a leader by the seat on the intro course
    await enrol('Dorte Leder', 'INTRO', 'LEADER');
    await employ('Eva Leder', 'Biblioteket', 'Leder'); // no staff on the courses
    await employ('Frede Mødeleder', 'Bostøtten', 'Mødeleder'); // leads meetings, not staff
    await employ('Gerda Leder', 'Bostøtten', 'Teamleder'); // left
    const { person } = await town.agency.query(
      'query($id: ID!) { person(id: $id) { affiliations { id } } }',
      {
        id: people['Gerda Leder'],
      },
    );
    await town.agency.succeed(
      'affiliationEnd',
      { affiliationId: person.affiliations[0].id, on: '2026-10-01' },
      'affiliation { id }',
    );
    people['Psyk Partner'] = await town.person('Psyk Partner', {
      organisation: 'Regionen',
      unit: 'Afsnit 1',
    });
    await enrol('Psyk Partner', 'INTRO', 'PARTNER');
    people['Psyk Leder'] = await town.person('Psyk Leder', {
      organisation: 'Regionen',
      unit: 'Afsnit 1',
      role: 'Leder',
    });
    await enrol('Psyk Leder', 'LEADERSHIP', 'LEADER');

    const cohortId = await town.cohort('LEADERSHIP', 'Ledelsesdag');
    const [day] = await town.days(cohortId, 'COURSE_DAY', 1, ['2026-11-10']);
    await town.agency.succeed(
      'enrolmentAssign',
      { enrolmentId: enrolments['Carl Leder'], cohortId },
      'enrolment { id }',
    );
    const entries = ['AM', 'PM'].map((part) => ({
      enrolmentId: enrolments['Carl Leder'],
      part,
      state: 'PRESENT',
    }));
    await town.agency.succeed('attendanceRecord', { courseDayId: day, entries }, 'courseDay { id }');
  });
  afterAll(() => app.close());

  it('those by title and those by seat, with how many of their staff are enrolled', async () => {
    expect(await ask()).toEqual([
      {
        person: { id: people['Bo Leder'], name: 'Bo Leder' },
        units: ['Familiehuset'],
        staff: 1,
        state: 'NOT_ATTENDED',
        enrolment: { id: enrolments['Bo Leder'] },
      },
      {
        person: { id: people['Dorte Leder'], name: 'Dorte Leder' },
        units: ['UU'],
        staff: 1,
        state: 'NOT_ENROLLED',
        enrolment: null,
      },
      {
        person: { id: people['Psyk Leder'], name: 'Psyk Leder' },
        units: ['Afsnit 1'],
        staff: 1,
        state: 'NOT_ATTENDED',
        enrolment: { id: enrolments['Psyk Leder'] },
      },
      {
        person: { id: people['Åge Leder'], name: 'Åge Leder' },
        units: ['Bostøtten'],
        staff: 2,
        state: 'NOT_ENROLLED',
        enrolment: null,
      },
    ]);
  });

  it('who leaves the leadership day again is back on the list without a place; half a day is not the day', async () => {
    await town.withdraw(enrolments['Bo Leder'] ?? '', '2026-11-22');
    const [bo] = await ask();
    expect(bo).toMatchObject({ person: { name: 'Bo Leder' }, state: 'NOT_ENROLLED', enrolment: null });
    const query = 'query($id: ID!) { enrolment(id: $id) { cohort { courseDays { halfDays { id part } } } } }';
    const { enrolment } = await town.agency.query(query, { id: enrolments['Carl Leder'] });
    const afternoon = enrolment.cohort.courseDays[0].halfDays.find((each: any) => each.part === 'PM');
    await town.agency.succeed(
      'attendanceCorrect',
      {
        enrolmentId: enrolments['Carl Leder'],
        halfDayId: afternoon.id,
        state: 'ABSENT',
        reason: 'Gik til frokost',
      },
      'enrolment { id }',
    );
    expect((await ask()).map((each: any) => [each.person.name, each.state])).toContainEqual([
      'Carl Leder',
      'NOT_ATTENDED',
    ]);
  });

  it('V39: of the own municipality only; a programme without a leadership day says so', async () => {
    expect(await ask(town.coordinator(VEJLE))).toEqual([]);
    expect(await ask(town.agency)).toHaveLength(5);
    const answer = await app.ask(
      [{ role: 'AGENCY' }],
      '{ leadersWithoutLeadershipDay(programmeKey: "HERLEV_2017", municipalityCode: "163") { staff } }',
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });
});
