/** The benchmark measures nothing if its data are wrong: what the generator knows is what the product answers. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalDate } from '../../src/domain/calendar.js';
import { startApp, type TestApp } from '../support/app.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import type { Truth } from './data-member.js';
import { PROGRAMME, SMALL_COHORT } from './data-plan.js';
import { fillSqlite, openSqlite } from './fill-sqlite.js';
import { unrecordedSheets } from './samples.js';

const SIZE = { people: 240, cohorts: 12 };
const TODAY = '2026-11-01' as LocalDate;
const AGENCY = [{ role: 'AGENCY' as const }];

const PAGE = `query ($after: String) { enrolments(first: 100, after: $after) { nodes { id status person { id }
  progress { attendance { attendedHalfDays madeUpHalfDays missed { id } } supervision { creditedMinutes } certified completed } }
  pageInfo { hasNextPage endCursor } } }`;

describe('the made-up history of the benchmark', () => {
  let database: TestDatabase;
  let app: TestApp;
  const truths: Truth[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
    app = await startApp('2026-11-10T12:00:00Z', { database });
    fillSqlite(database.env.databasePath, SIZE, TODAY, {
      alone: false,
      tell: (truth) => truths.push(truth),
    });
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('has finished, running and coming courses, people who left, and people who made up for something', () => {
    const statuses = new Set(truths.map((truth) => truth.status));
    expect([...statuses].sort()).toEqual(['ACTIVE', 'COMPLETED', 'CONFIRMED', 'WITHDRAWN']);
    expect(truths.some((truth) => truth.madeUp > 0)).toBe(true);
    expect(truths.some((truth) => truth.missed > 0)).toBe(true);
    expect(truths.some((truth) => truth.certified && !truth.completed)).toBe(true);
  });

  it('is told by the product as it was made: status, half-days, minutes, certificates and completion', async () => {
    const told = new Map<string, unknown>();
    for (let after: string | null = null, more = true; more;) {
      const answer = await app.ask(AGENCY, PAGE, { after });
      expect(answer.errors).toBeUndefined();
      const { nodes, pageInfo } = answer.data.enrolments;
      for (const { id, status, person, progress } of nodes)
        told.set(id, {
          ...{ status, personId: person.id },
          attended: progress.attendance.attendedHalfDays,
          madeUp: progress.attendance.madeUpHalfDays,
          missed: progress.attendance.missed.length,
          credited: progress.supervision.creditedMinutes,
          ...{ certified: progress.certified, completed: progress.completed },
        });
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    const known = truths.map(({ enrolmentId, track: _, town: __, ...truth }) => [enrolmentId, truth]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
  });

  it('adds up to the same totals, and leaves no seat with two holders or none too few', async () => {
    const answer = await app.ask(
      AGENCY,
      `{ certificationStatus(groupBy: [TRACK]) { trackKey enrolled certified completed withdrawn attendedHalfDays supervisionMinutes }
         seatUsage(programmeKey: "${PROGRAMME}") { trackKey held heldOnTop limit granted free } }`,
    );
    expect(answer.errors).toBeUndefined();
    const totals = ['INTRO', 'MEETING_LEADER'].map((trackKey) => {
      const own = truths.filter((truth) => truth.track === trackKey);
      const seated = own.filter((truth) => truth.status !== 'WITHDRAWN');
      const sum = (value: (truth: Truth) => number) => seated.reduce((all, truth) => all + value(truth), 0);
      return {
        trackKey,
        enrolled: seated.length,
        certified: sum((truth) => Number(truth.certified)),
        completed: sum((truth) => Number(truth.completed)),
        withdrawn: own.length - seated.length,
        attendedHalfDays: sum((truth) => truth.attended),
        supervisionMinutes: sum((truth) => truth.credited),
      };
    });
    expect(answer.data.certificationStatus).toEqual(totals);
    const usage: { held: number; heldOnTop: number; limit: number; granted: number; free: number }[] =
      answer.data.seatUsage.filter((row: { limit: number | null }) => row.limit !== null);
    const seated = truths.filter((truth) => truth.status !== 'WITHDRAWN').length;
    expect(usage.reduce((all, row) => all + row.held + row.heldOnTop, 0)).toBe(seated);
    expect(usage.every((row) => row.held + row.free === row.limit + row.granted)).toBe(true);
  });

  it('has sheets of 24 people that the provider can record', async () => {
    const db = openSqlite(database.env.databasePath, { readonly: true });
    const [sheet] = unrecordedSheets(db);
    db.close();
    if (sheet === undefined) throw new Error('There is no sheet to record');
    const provider = [{ role: 'PROVIDER' as const, provider: sheet.providerKey }];
    const entries = [{ enrolmentId: sheet.enrolmentId, state: 'ABSENT' }];
    const answer = await app.ask(
      provider,
      `mutation ($input: AttendanceRecordInput!) { attendanceRecord(input: $input) {
        ... on AttendanceRecordPayload { courseDay { id status sheet { state } } } ... on DomainError { code message } } }`,
      { input: { courseDayId: sheet.courseDayId, default: 'PRESENT', entries } },
    );
    const { status, sheet: lines } = answer.data.attendanceRecord.courseDay;
    expect(status).toBe('HELD');
    expect(lines).toHaveLength(SMALL_COHORT * 2);
    expect(lines.filter((line: any) => line.state === 'ABSENT')).toHaveLength(2);
  });
});
