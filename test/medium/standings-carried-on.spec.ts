/** What is kept of an enrolment after a sheet is carried on from what was kept before it: always what the facts say. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type LocalDate } from '../../src/domain/calendar.js';
import {
  asOf,
  countedOf,
  ProgressService,
  StandingKeeping,
  type WorkedOut,
} from '../../src/features/progress/index.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { halfDay, LATER_SEMINARS, School, SEMINARS } from '../support/school.js';

const HISTORIES = Number(process.env['STANDING_HISTORIES'] ?? 4);

let school: School;
let played = 0;
beforeAll(async () => {
  school = await School.open();
});
afterAll(() => school.app.close());

const KINDS = [
  ...['SHEET', 'SHEET', 'SHEET', 'SHEET', 'ENTRY', 'ENTRY', 'GUEST'],
  ...['CORRECTION', 'LEAVE', 'MOVE', 'CANCEL', 'SUPERVISION', 'DISPENSATION'],
] as const;
const act = fc.record({
  kind: fc.constantFrom(...KINDS),
  days: fc.nat(12),
  person: fc.nat(1),
  day: fc.nat(7),
  part: fc.constantFrom('AM' as const, 'PM' as const),
  state: fc.constantFrom('PRESENT', 'ABSENT'),
  keptUp: fc.boolean(),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Two people in a cohort beside another one; answers how each act is done. */
async function stage() {
  // Seats for six people.
  if (played % 3 === 0) await school.begin();
  school.app.clock.set('2025-01-01T08:00:00Z');
  const { substans, agency } = school;
  const [own, other] = [await school.cohort(substans), await school.cohort(substans, LATER_SEMINARS)];
  played += 1;
  const people = [await school.enrol(school.anotherName()), await school.enrol(school.anotherName())];
  for (const enrolmentId of people)
    await agency.succeed('enrolmentAssign', { enrolmentId, cohortId: own.id }, 'enrolment { id }');
  const group = await school.group(substans, people);
  let date = '2025-02-11' as LocalDate;
  const perform = async ({ kind, person, day, part, state }: Act) => {
    const come = SEMINARS.flat().filter((each) => each <= date).length;
    // A day that is ahead can be cancelled; about one that has come there is more to say.
    const place = kind === 'CANCEL' ? day : day % come;
    const [enrolmentId, courseDayId] = [people[person], own.days[place]];
    const where = halfDay(courseDayId, part);
    const sheet = (courseDay: string | undefined, input: object) =>
      substans.act('attendanceRecord', { courseDayId: courseDay, ...input }, 'courseDay { id }');
    switch (kind) {
      case 'SHEET':
        return sheet(courseDayId, { default: state });
      case 'ENTRY':
        return sheet(courseDayId, { default: 'PRESENT', entries: [{ enrolmentId, state, part }] });
      case 'GUEST': {
        const guest = { enrolmentId, state: 'PRESENT', part, makesUpHalfDayId: where };
        return sheet(other.days[place], { entries: [guest] });
      }
      case 'CORRECTION': {
        const input = { enrolmentId, halfDayId: where, state, reason: 'Forkert krydset af' };
        return substans.act('attendanceCorrect', input, 'enrolment { id }');
      }
      case 'LEAVE':
        return agency.act('leaveBegin', { enrolmentId, from: date }, 'leave { id }');
      case 'MOVE':
        return agency.act(
          'enrolmentAssign',
          { enrolmentId, cohortId: other.id, on: date },
          'enrolment { id }',
        );
      case 'CANCEL':
        return substans.act('courseDayCancel', { courseDayId, reason: 'Sygdom' }, 'courseDay { id }');
      case 'SUPERVISION': {
        const meetingId = await school.meeting(substans, group, addDays(date, 3));
        const times = { startedAt: `${date}T06:00:00Z`, endedAt: `${date}T07:00:00Z` };
        const input = { meetingId, ...times, allPresent: true, acceptOverlap: true };
        return substans.act('supervisionMeetingHold', input, 'meeting { id }');
      }
      case 'DISPENSATION': {
        const input = { enrolmentId, requirement: 'SUPERVISION', reason: 'Erfaring' };
        return agency.act('dispensationGrant', input, 'dispensation { id }');
      }
    }
  };
  return async (each: Act) => {
    date = addDays(date, each.days);
    // In the middle of a half-day, so that one can be recorded that is not over.
    school.app.clock.set(`${date}T10:00:00Z`);
    if (each.keptUp) await school.app.app.get(StandingKeeping).catchUp();
    await perform(each);
    return people;
  };
}

/** What is kept and holds, and the same from the facts. */
async function keptAndRight(ids: readonly string[]) {
  const progress = school.app.app.get(ProgressService);
  const now = asOf(null, school.app.clock);
  const of = ({ standing, holdsUntil, countsUntil, countsSince }: WorkedOut) => {
    const ahead = standing.ahead.filter(({ startsAt }) => startsAt > now.at);
    return { standing: { ...standing, ahead }, holdsUntil, countsUntil, countsSince };
  };
  return new UnitOfWork(school.app.store).run(async () => {
    const kept = await progress.standings(ids, now);
    const worked = await progress.workOut([...kept.keys()], now);
    return [kept, worked].map((each) => [...each].map(([id, one]) => [id, of(one)] as const).sort());
  });
}

const daysAgo = (days: number) =>
  asOf({ validOn: addDays(school.app.clock.today(), -days) }, school.app.clock);

/** What reports count of them on an earlier day, and what whole answers from the facts say of it. */
async function countedThen(ids: readonly string[], days: number) {
  const found: (readonly [string, unknown])[] = [];
  for await (const part of school.app.app.get(ProgressService).counted(ids, daysAgo(days)))
    found.push(...part.map((each) => [each.enrolment.id, countedOf(each)] as const));
  return new Map(found.sort());
}
async function saidThen(ids: readonly string[], days: number) {
  const answers = await school.app.app.get(ProgressService).answers(ids, daysAgo(days));
  return new Map([...answers].map(([id, each]) => [id, countedOf(each)] as const).sort());
}

describe('how enrolments stand after a sheet', () => {
  it('is what the facts say, whatever happened before, and is told until the same moment', async () => {
    const histories = fc.array(act, { minLength: 5, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const perform = await stage();
        for (const each of history) {
          const people = await perform(each);
          const [kept, right] = await keptAndRight(people);
          expect(kept).toEqual(right);
          for (const days of [1, 8, 30])
            expect(await countedThen(people, days)).toEqual(await saidThen(people, days));
        }
      }),
      { numRuns: HISTORIES, endOnFailure: true },
    );
  }, 120_000);
});
