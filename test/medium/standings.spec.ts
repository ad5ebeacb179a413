/** How enrolments stand is kept beside the facts: never read when it is out of date, kept up, and compared with the facts. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sql, { type Sql } from 'sql-template-tag';
import type { Instant, LocalDate } from '../../src/domain/calendar.js';
import {
  asOf,
  ProgressService,
  Reconciliation,
  StandingKeeping,
  type AsOfInput,
  type CountedAnswer,
} from '../../src/features/progress/index.js';
import { MADE_BY } from '../../src/features/progress/made-by.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { halfDay, School, type Cohort } from '../support/school.js';

let school: School;
let cohort: Cohort;
let enrolmentId: string;
beforeAll(async () => {
  school = await School.open();
  cohort = await school.cohort(school.substans);
  enrolmentId = await school.enrol('Anna', { cohortId: cohort.id });
});
afterAll(() => school.app.close());

const at = (instant: string) => school.app.clock.set(instant);
const keepUp = () => school.app.app.get(StandingKeeping).catchUp();
const reconcile = () => school.app.app.get(Reconciliation).run();
const change = (statement: Sql) =>
  new UnitOfWork(school.app.store).run(async () => school.app.store.change(statement));
const kept = async () => {
  const [row] = await school.app.store.query<{ standing: string | null; holdsUntil: string }>(
    sql`SELECT standing, holds_until FROM progress WHERE enrolment_id = ${enrolmentId}`,
  );
  return row!;
};
/** How many times the facts are asked for during a work. */
async function factsAskedFor(work: () => Promise<unknown>): Promise<number> {
  const { store } = school.app;
  const { query } = store;
  let asked = 0;
  store.query = (statement) => {
    if (statement.sql.includes('FROM enrolment_leave l')) asked += 1;
    return query.call(store, statement) as never;
  };
  try {
    await work();
  } finally {
    store.query = query;
  }
  return asked;
}

describe('how an enrolment stands', () => {
  beforeEach(async () => {
    at('2025-02-12T18:00:00Z');
    await keepUp();
  });

  it('is read from what is kept, and asked of the facts when that is out of date', async () => {
    expect(await factsAskedFor(() => school.attendance(enrolmentId))).toBe(0);
    await change(sql`UPDATE progress SET holds_until = '' WHERE enrolment_id = ${enrolmentId}`);
    expect(await factsAskedFor(() => school.attendance(enrolmentId))).toBe(1);
  });

  it('is kept up in the same transaction as the record of a sheet', async () => {
    const record = (part: string) =>
      school.record(school.substans, cohort.days[0], { entries: [{ enrolmentId, state: 'PRESENT', part }] });
    // With the first record of all the course begins, which is one more change.
    await record('AM');
    expect(await factsAskedFor(() => record('PM'))).toBe(0);
    expect(
      await factsAskedFor(async () =>
        expect(await school.attendance(enrolmentId)).toMatchObject({ attendedHalfDays: 2, heldHalfDays: 4 }),
      ),
    ).toBe(0);
    expect(await reconcile()).toMatchObject({ outdated: 0, drifted: [] });
  });

  it('is out of date at once for everybody whom a new date concerns, and caught up with', async () => {
    const input = { courseDayId: cohort.days[1], date: '2025-02-20' };
    await school.substans.succeed('courseDayReschedule', input, 'courseDay { id }');
    expect(await kept()).toMatchObject({ holdsUntil: '' });
    expect(await school.attendance(enrolmentId)).toMatchObject({ heldHalfDays: 2 });
    expect(await keepUp()).toBeGreaterThan(0);
    expect(await factsAskedFor(() => school.attendance(enrolmentId))).toBe(0);
    expect(await school.attendance(enrolmentId)).toMatchObject({ heldHalfDays: 2 });
  });

  it('holds until the next half-day is over, and not a moment longer', async () => {
    const { holdsUntil } = await kept();
    expect(holdsUntil).toBe('2025-02-20T11:00:00.000Z');
    at('2025-02-20T10:59:59Z');
    expect(await factsAskedFor(() => school.attendance(enrolmentId))).toBe(0);
    at('2025-02-20T11:00:00Z');
    expect(await school.attendance(enrolmentId)).toMatchObject({ heldHalfDays: 3 });
  });

  it('is not read at an earlier time than it was worked out for', async () => {
    at('2025-02-01T08:00:00Z');
    expect(await school.attendance(enrolmentId)).toMatchObject({ heldHalfDays: 0 });
    expect(await factsAskedFor(() => school.attendance(enrolmentId))).toBe(1);
  });

  it('is worked out anew when another version of the rules has kept it', async () => {
    await change(sql`UPDATE progress SET made_by = 'another' WHERE enrolment_id = ${enrolmentId}`);
    expect(await factsAskedFor(() => school.attendance(enrolmentId))).toBe(1);
    await keepUp();
    expect(
      await school.app.store.query(sql`SELECT made_by FROM progress WHERE enrolment_id = ${enrolmentId}`),
    ).toEqual([{ madeBy: MADE_BY }]);
  });

  it('section 7: words about somebody are not kept: who has a dispensation is worked out each time', async () => {
    const input = { enrolmentId, requirement: 'SUPERVISION', reason: 'Sygdom' };
    const { dispensation } = await school.agency.succeed('dispensationGrant', input, 'dispensation { id }');
    await keepUp();
    expect(await kept()).toMatchObject({ standing: null });
    const end = { dispensationId: dispensation.id, on: '2025-02-12', reason: 'Rask' };
    await school.agency.succeed('dispensationEnd', end, 'dispensation { id }');
    await keepUp();
    expect((await kept()).standing).not.toBeNull();
  });
});

describe('what reports count on a day in the past', () => {
  beforeEach(async () => {
    at('2025-02-27T18:00:00Z');
    await keepUp();
  });

  const countedOn = async (point: AsOfInput) => {
    const counted: CountedAnswer[] = [];
    const asked = await factsAskedFor(async () => {
      for await (const part of school.app.app
        .get(ProgressService)
        .counted([enrolmentId], asOf(point, school.app.clock)))
        counted.push(...part);
    });
    return { asked, attended: counted.map(({ attendance }) => attendance.attendedHalfDays) };
  };
  const day = (text: string) => text as LocalDate;

  it('is read from what is kept where nothing of it has happened since, and asked of the facts before that', async () => {
    // The sheet of the 11th was recorded on the 12th, and the course said to have begun.
    expect(await countedOn({ validOn: day('2025-02-26') })).toEqual({ asked: 0, attended: [2] });
    expect(await countedOn({ validOn: day('2025-02-12') })).toEqual({ asked: 0, attended: [2] });
    expect(await countedOn({ validOn: day('2025-02-11') })).toEqual({ asked: 1, attended: [2] });
    expect(await countedOn({ validOn: day('2025-02-10') })).toEqual({ asked: 1, attended: [0] });
  });

  it('is asked of the facts by what was known at a time, and when what is kept is out of date', async () => {
    const knownAt = '2025-02-26T12:00:00.000Z' as Instant;
    expect(await countedOn({ validOn: day('2025-02-26'), knownAt })).toEqual({ asked: 1, attended: [2] });
    await change(
      sql`UPDATE progress SET holds_until = '', counts_until = '' WHERE enrolment_id = ${enrolmentId}`,
    );
    expect(await countedOn({ validOn: day('2025-02-26') })).toEqual({ asked: 1, attended: [2] });
  });

  it('changes with what is recorded later of that day', async () => {
    const halfDayId = halfDay(cohort.days[0], 'AM');
    const input = { enrolmentId, halfDayId, state: 'ABSENT', reason: 'Forkert krydset af' };
    expect(await countedOn({ validOn: day('2025-02-26') })).toEqual({ asked: 0, attended: [2] });
    await school.substans.succeed('attendanceCorrect', input, 'enrolment { id }');
    expect(await countedOn({ validOn: day('2025-02-26') })).toMatchObject({ attended: [1] });
    await school.substans.succeed('attendanceCorrect', { ...input, state: 'PRESENT' }, 'enrolment { id }');
    expect(await countedOn({ validOn: day('2025-02-26') })).toMatchObject({ attended: [2] });
  });
});

describe('reconciling', () => {
  let day = 1;
  beforeEach(async () => {
    at(`2025-03-0${day}T08:00:00Z`);
    day += 1;
    await keepUp();
  });

  it('finds nothing where nothing is wrong', async () => {
    expect(await reconcile()).toMatchObject({ outdated: 0, drifted: [], driftedPlaces: [] });
  });

  it.each([
    [
      'a standing',
      sql`UPDATE progress SET standing = REPLACE(standing, '"attendedHalfDays":2', '"attendedHalfDays":3')`,
    ],
    ['a figure that reports count', sql`UPDATE progress SET attended_half_days = attended_half_days + 1`],
    ['somebody who is certified', sql`UPDATE progress SET certified = 1`],
    ['a year of a seat', sql`UPDATE progress SET seated_on = '2019-01-01'`],
    [
      'a time from which on reports count it',
      sql`UPDATE progress SET counts_since = '2019-01-01T00:00:00.000Z'`,
    ],
  ])('finds %s that is not what the facts say, and puts it right', async (_, statement) => {
    await change(statement);
    expect(await reconcile()).toMatchObject({ drifted: [enrolmentId] });
    expect(await reconcile()).toMatchObject({ drifted: [], driftedPlaces: [] });
    expect(await school.attendance(enrolmentId)).toMatchObject({ attendedHalfDays: 2 });
  });

  it.each([
    ['sums that are not those of the enrolments', sql`UPDATE tally SET enrolled = enrolled + 1`],
    ['a place that is missing', sql`DELETE FROM tally`],
  ])('finds %s, and puts them right', async (_, statement) => {
    await change(statement);
    expect(await reconcile()).toMatchObject({
      drifted: [],
      driftedPlaces: [`AD_BOSTOETTE_2019 MEETING_LEADER ${school.home}`],
    });
    expect(await reconcile()).toMatchObject({ driftedPlaces: [] });
    const query =
      '{ certificationStatus(groupBy: [PROGRAMME, TRACK, MUNICIPALITY]) { persons enrolled attendedHalfDays } }';
    expect((await school.agency.query(query)).certificationStatus).toEqual([
      { persons: 1, enrolled: 1, attendedHalfDays: 2 },
    ]);
  });
});

describe('from when on what is kept says what reports count', () => {
  const since = async (instant: string) => {
    at(instant);
    await keepUp();
    const [row] = await school.app.store.query<{ countsSince: string }>(
      sql`SELECT counts_since FROM progress WHERE enrolment_id = ${enrolmentId}`,
    );
    return row?.countsSince;
  };
  const inMarch = (day: number) => `2025-03-${String(day).padStart(2, '0')}T12:00:00Z`;

  it('is the day of a dispensation, and the day after its last one', async () => {
    at(inMarch(9));
    const input = { enrolmentId, requirement: 'SUPERVISION', reason: 'Erfaring' };
    const { dispensation } = await school.agency.succeed('dispensationGrant', input, 'dispensation { id }');
    expect(await since(inMarch(13))).toBe('2025-03-08T23:00:00.000Z');
    const end = { dispensationId: dispensation.id, on: '2025-03-13', reason: 'Rask' };
    await school.agency.succeed('dispensationEnd', end, 'dispensation { id }');
    expect(await since(inMarch(16))).toBe('2025-03-12T23:00:00.000Z');
  });

  it('is today while a leave is open, which moves the end of the period every day', async () => {
    at(inMarch(17));
    const leave = { enrolmentId, from: '2025-03-17' };
    await school.coordinator(school.home).succeed('leaveBegin', leave, 'enrolment { id }');
    expect(await since(inMarch(20))).toBe('2025-03-19T23:00:00.000Z');
    expect(await since(inMarch(21))).toBe('2025-03-20T23:00:00.000Z');
  });
});
