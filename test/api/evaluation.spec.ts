/** Q39: what an external evaluator is given (H5): attendance and completion of everybody, without names. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { HOUSING, Town } from '../support/town.js';

const TABLE = `query ($programme: String!, $first: Int, $after: String) {
  evaluationTable(programmeKey: $programme, first: $first, after: $after) { totalCount pageInfo { endCursor } nodes {
    pseudonym programmeKey trackKey region municipality { name } left attendedHalfDays madeUpHalfDays requiredHalfDays
    supervisionMinutes supervisionTargetMinutes certified completed } } }`;
const EVALUATOR = { role: 'EVALUATOR' } as const;

describe('Q39: the evaluator’s table', () => {
  let app: TestApp;
  let town: Town;
  const names: string[] = [];
  const ids: string[] = [];
  let place: { engagementId: string };

  const enrol = async (count: number, municipalityCode: string, trackKey: string) => {
    const enrolled: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const name = `Deltager ${trackKey} ${municipalityCode} ${index}`;
      const email = `deltager${names.length}@kommune.example`;
      const personId = await town.person(name, { email });
      const id = await town.enrol({ ...place, municipalityCode, trackKey }, personId);
      names.push(name, email);
      ids.push(personId, id);
      enrolled.push(id);
    }
    return enrolled;
  };
  const table = async (programme = HOUSING, more: object = {}) =>
    (await town.as(EVALUATOR).query(TABLE, { programme, ...more })).evaluationTable;

  beforeAll(async () => {
    app = await startApp('2026-01-20T09:00:00Z');
    town = new Town(app);
    // Kolding, Vejle and Fredericia in Syddanmark, Herning in Midtjylland.
    place = { engagementId: await town.engagement(HOUSING, ['621', '630', '607', '657']) };
    const kolding = await enrol(6, '621', 'INTRO');
    await enrol(5, '630', 'INTRO');
    await enrol(2, '607', 'INTRO');
    await enrol(5, '657', 'INTRO');
    await enrol(4, '621', 'MEETING_LEADER');
    const cohortId = await town.cohort('INTRO', 'Hold 1');
    for (const enrolmentId of kolding)
      await town.agency.succeed('enrolmentAssign', { enrolmentId, cohortId }, 'enrolment { id }');
    const [day] = await town.days(cohortId, 'COURSE_DAY', 1, ['2026-02-02']);
    const group = await town.group('INTRO', 'Gruppe 1', kolding);
    app.clock.set('2026-02-10T09:00:00Z');
    await town.agency.succeed(
      'attendanceRecord',
      {
        courseDayId: day,
        default: 'PRESENT',
        entries: [{ enrolmentId: kolding[0], part: 'PM', state: 'ABSENT' }],
      },
      'courseDay { id }',
    );
    const presences = kolding.map((enrolmentId) => ({ enrolmentId }));
    await town.meet(group, '2026-02-09', 8, 11, presences);
    await town.withdraw(kolding[5]!, '2026-02-10');
  });
  afterAll(() => app.close());

  it('one row for each enrolment, with half-days, minutes and what was reached', async () => {
    const { totalCount, nodes } = await table();
    expect([totalCount, nodes.length]).toEqual([18, 18]);
    const kolding = nodes.filter((row: any) => row.attendedHalfDays > 0);
    expect(kolding).toHaveLength(6);
    expect(kolding.map((row: any) => row.attendedHalfDays).sort()).toEqual([1, 2, 2, 2, 2, 2]);
    expect(kolding.filter((row: any) => row.left)).toHaveLength(1);
    expect(kolding[0]).toMatchObject({
      programmeKey: HOUSING,
      trackKey: 'INTRO',
      madeUpHalfDays: 0,
      requiredHalfDays: 8,
      supervisionMinutes: 180,
      supervisionTargetMinutes: 900,
      certified: false,
      completed: false,
    });
  });

  it('a track with fewer than five persons is left out', async () => {
    const { nodes } = await table();
    expect(new Set(nodes.map((row: any) => row.trackKey))).toEqual(new Set(['INTRO']));
  });

  it('region and municipality are told only where five or more are told of, and five or more kept back', async () => {
    const { nodes } = await table();
    const cells = nodes.map((row: any) => `${row.region}, ${row.municipality?.name ?? null}`).sort();
    const count = (cell: string) => cells.filter((each: string) => each === cell).length;
    expect(count('Region Syddanmark, Vejle')).toBe(5);
    // Two in Fredericia alone would be known as the rest: Kolding's five on seats, and the one who left, are kept back too.
    expect(count('Region Syddanmark, null')).toBe(8);
    expect(count('Region Midtjylland, Herning')).toBe(5);
  });

  it('no name, address or id of anybody stands in it', async () => {
    const text = JSON.stringify(await table());
    expect([...names, ...ids].filter((each) => text.includes(each))).toEqual([]);
  });

  it('somebody has the same pseudonym each time, another in another programme, and nobody shares it', async () => {
    const pseudonyms = async (programme?: string) =>
      (await table(programme)).nodes.map((row: any) => row.pseudonym) as string[];
    const first = await pseudonyms();
    expect(new Set(first).size).toBe(18);
    expect(await pseudonyms()).toEqual(first);
    const youth = await town.engagement('AD_UNGE_2025', ['621']);
    for (const personId of ids.filter((id) => id.startsWith('per_')).slice(0, 6))
      await town.enrol({ engagementId: youth, municipalityCode: '621', trackKey: 'YOUTH' }, personId);
    const elsewhere = await pseudonyms('AD_UNGE_2025');
    expect(elsewhere).toHaveLength(6);
    expect(elsewhere.filter((each) => first.includes(each))).toEqual([]);
  });

  it('comes in pages; what is kept back is the same on each', async () => {
    const whole = (await table()).nodes;
    const first = await table(HOUSING, { first: 10 });
    const second = await table(HOUSING, { first: 10, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes]).toEqual(whole);
  });

  it('is for the evaluator and the agency alone', async () => {
    const code = async (role: any) =>
      (await app.ask([role], TABLE, { programme: HOUSING })).errors?.[0]?.extensions['code'];
    expect(await code({ role: 'AGENCY' })).toBeUndefined();
    for (const role of [
      { role: 'COORDINATOR', municipality: '621' },
      { role: 'PROVIDER', provider: 'dialoghuset' },
      { role: 'PARTICIPANT', email: 'deltager0@kommune.example' },
    ])
      expect(await code(role)).toBe('FORBIDDEN');
  });

  it('a programme that there is not is refused by name', async () => {
    const { errors } = await app.ask([EVALUATOR], TABLE, { programme: 'NOWHERE' });
    expect(errors?.[0]?.extensions).toMatchObject({ problems: [{ path: 'programmeKey' }] });
  });
});
