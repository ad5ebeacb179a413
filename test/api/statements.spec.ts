/** How much the hot requests ask of the database, whatever the number of people. Times depend on the machine; these do not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PoolCounts } from '../../src/features/engagement/index.js';
import { StandingKeeping } from '../../src/features/progress/index.js';
import type { Client } from '../support/client.js';
import { School, type Cohort } from '../support/school.js';

const PROGRESS = `progress { attendance { requiredHalfDays heldHalfDays attendedHalfDays madeUpHalfDays missed { id } }
  supervision { targetMinutes creditedMinutes remainingMinutes plannedMinutes outlook }
  requirements { kind state explanation } certified completed }`;
const PEOPLE = 12;
const nameOf = (n: number) => `Person ${'ABCDEFGHIJKL'[n]}`;

let school: School;
let cohort: Cohort;
let enrolmentIds: string[];
beforeAll(async () => {
  school = await School.open();
  cohort = await school.cohort(school.substans);
  enrolmentIds = [];
  for (let n = 0; n < PEOPLE; n += 1) {
    const municipalityCode = n < PEOPLE / 2 ? school.home : school.other;
    enrolmentIds.push(await school.enrol(nameOf(n), { cohortId: cohort.id, municipalityCode }));
  }
  school.app.clock.set('2025-02-12T18:00:00Z');
  await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
});
afterAll(() => school.app.close());

/**
 * The statements of a request, without those that begin and end a transaction. What can be asked only once has other
 * variables the time before.
 */
async function statements(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
  before: Record<string, unknown> = variables,
) {
  await school.app.app.get(StandingKeeping).catchUp();
  await school.app.app.get(PoolCounts).catchUp();
  // Whatever is asked once per process is known.
  await client.query(query, before);
  const { store } = school.app;
  const { query: ask, change } = store;
  const seen: string[] = [];
  store.query = (statement) => {
    seen.push(statement.sql);
    return ask.call(store, statement) as never;
  };
  store.change = (statement) => {
    seen.push(statement.sql);
    return change.call(store, statement);
  };
  try {
    return { data: await client.query(query, variables), seen };
  } finally {
    Object.assign(store, { query: ask, change });
  }
}

describe('statements of one request', () => {
  it('W1: a participant’s progress takes three at most, who they are included', async () => {
    const { data, seen } = await statements(
      school.participant(nameOf(3)),
      `query($id: ID!) { enrolment(id: $id) { id status ${PROGRESS} } }`,
      { id: enrolmentIds[3] },
    );
    expect(data.enrolment.progress.attendance.attendedHalfDays).toBe(2);
    expect(seen.length).toBeLessThanOrEqual(3);
  });

  it('W2: the report by programme, track and municipality takes one', async () => {
    const { data, seen } = await statements(
      school.agency,
      `{ certificationStatus(groupBy: [PROGRAMME, TRACK, MUNICIPALITY]) { programmeKey trackKey municipality { code name }
        persons enrolled certified completed withdrawn supervisionMinutes attendedHalfDays requiredHalfDays } }`,
    );
    expect(data.certificationStatus.map((row: { enrolled: number }) => row.enrolled)).toEqual([6, 6]);
    expect(seen).toHaveLength(1);
  });

  it('W2: the seats of a programme take three, whatever the number of municipalities', async () => {
    const { data, seen } = await statements(
      school.agency,
      `{ seatUsage(programmeKey: "AD_BOSTOETTE_2019", trackKey: "MEETING_LEADER") {
        municipality { code } limit granted held free cumulativePersons waiting } }`,
    );
    expect(data.seatUsage.map((row: { held: number }) => row.held)).toEqual([6, 6]);
    expect(seen).toHaveLength(3);
  });

  it('W3: a page with person, municipality, days and hours takes two, whatever its size', async () => {
    const page = `query($first: Int!) { enrolments(first: $first) { nodes { id status person { id name }
      municipality { code name } ${PROGRESS} } pageInfo { hasNextPage endCursor } } }`;
    for (const first of [1, PEOPLE]) {
      const { data, seen } = await statements(school.substans, page, { first });
      expect(data.enrolments.nodes).toHaveLength(first);
      expect(seen.length).toBeLessThanOrEqual(2);
    }
  });

  it('W3: a page that asks for figures alone does not read how each of them stands', async () => {
    const asking = (progress: string) =>
      statements(
        school.substans,
        `fragment Days on AttendanceProgress { days: attendedHalfDays requiredHalfDays }
        { enrolments(first: 5) { nodes { id progress { __typename attendance { ...Days } ... on Progress { ${progress} } } } } }`,
      );
    const standing = /\bstanding\b/;
    const { data, seen } = await asking('supervision { creditedMinutes remainingMinutes }');
    expect(data.enrolments.nodes[0].progress).toEqual({
      __typename: 'Progress',
      attendance: { days: 2, requiredHalfDays: 16 },
      supervision: { creditedMinutes: 0, remainingMinutes: 3000 },
    });
    expect(seen.filter((each) => standing.test(each))).toEqual([]);
    expect(seen).toHaveLength(2);
    const whole = await asking('supervision { creditedMinutes outlook }');
    expect(whole.seen.filter((each) => standing.test(each))).toHaveLength(1);
  });

  it('W4: a sheet takes six, with the log, the figures and what follows; how they stood is not worked out anew', async () => {
    school.app.clock.set('2025-03-11T18:00:00Z');
    const sheet = (day: number) => ({
      input: {
        courseDayId: cohort.days[day],
        default: 'PRESENT',
        entries: [{ enrolmentId: enrolmentIds[day], state: 'ABSENT' }],
      },
    });
    const { data, seen } = await statements(
      school.substans,
      `mutation($input: AttendanceRecordInput!) { attendanceRecord(input: $input) {
        ... on AttendanceRecordPayload { courseDay { id status } } ... on DomainError { code message } } }`,
      sheet(2),
      sheet(1),
    );
    expect(data.attendanceRecord.courseDay.status).toBe('HELD');
    expect(seen).toHaveLength(6);
    expect(await school.attendance(enrolmentIds[2]!)).toMatchObject({ attendedHalfDays: 4, heldHalfDays: 6 });
  });
});
