import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { at, date, fact, MEETING_LEADER, seminars } from '../../test/support/rulebook.js';
import {
  attendanceProgress,
  halfDayKey,
  isExpected,
  isHeld,
  type AttendanceFact,
  type CohortSpan,
  type HalfDay,
  type HalfDayRef,
  withFirstRecords,
} from './attendance.js';
import type { Instant } from './calendar.js';
import { requiredHalfDays } from './programme.js';
import { describeHalfDay } from './requirements.js';

const course = seminars('A');
const parallel = seminars('B', '2024-02-15');
const inA: CohortSpan = { cohortId: 'A', from: null, to: null };
const [before, afterwards] = [at('2024-01-01', '08:00'), at('2025-01-01', '08:00')];

const progress = (
  halfDays: readonly HalfDay[],
  facts: readonly AttendanceFact[],
  now: Instant = afterwards,
  spans: readonly CohortSpan[] = [inA],
  alternatives: readonly HalfDayRef[] = [],
) => attendanceProgress(requiredHalfDays(MEETING_LEADER), halfDays, facts, spans, now, alternatives);

/** `2.1.PM`: seminar 2, day 1, afternoon. */
function pick(halfDays: readonly HalfDay[], place: string): HalfDay {
  return halfDays.find((one) => `${one.unit}.${one.day}.${one.part}` === place)!;
}
const cancel = (halfDays: readonly HalfDay[], target: HalfDay) =>
  halfDays.map((one) => (one === target ? { ...one, cancelled: true } : one));
const presentAt = (halfDays: readonly HalfDay[]) => halfDays.map((one) => fact(one));
const presentExcept = (target: HalfDay) => presentAt(course.filter((one) => one !== target));

describe('half-days of one cohort', () => {
  const afternoon = pick(course, '2.1.PM');
  const absent = [...presentExcept(afternoon), fact(afternoon, 'ABSENT')];

  it('L1: half a seminar day missed is one half-day of sixteen, and it is named', () => {
    const answer = progress(course, absent);
    expect(answer).toMatchObject({ requiredHalfDays: 16, heldHalfDays: 16, attendedHalfDays: 15 });
    expect(answer.missed.map((one) => describeHalfDay(one).da)).toEqual(['seminar 2, dag 1, eftermiddag']);
  });

  it('L1: a make-up on another cohort counts for the half-day that it is linked to, and for no other', () => {
    const answer = progress(
      [...course, ...parallel],
      [
        ...absent,
        fact(pick(parallel, '2.1.PM'), 'PRESENT', afternoon),
        fact(pick(parallel, '2.2.PM'), 'PRESENT', afternoon),
      ],
    );
    expect(answer).toMatchObject({ heldHalfDays: 16, attendedHalfDays: 15, madeUpHalfDays: 1, missed: [] });
  });

  it('L1: a make-up that the person stayed away from makes up nothing', () => {
    const answer = progress(
      [...course, ...parallel],
      [...absent, fact(pick(parallel, '2.1.PM'), 'ABSENT', afternoon)],
    );
    expect(answer).toMatchObject({ madeUpHalfDays: 0, missed: [afternoon] });
  });

  it('L1: an approved alternative makes up for its half-day, and for no other', () => {
    expect(progress(course, absent, afterwards, [inA], [afternoon])).toMatchObject({
      heldHalfDays: 16,
      attendedHalfDays: 15,
      madeUpHalfDays: 1,
      missed: [],
    });
    const other = pick(course, '1.1.AM');
    expect(progress(course, absent, afterwards, [inA], [other])).toMatchObject({
      attendedHalfDays: 15,
      madeUpHalfDays: 0,
      missed: [afternoon],
    });
  });

  it('L1: both kinds of make-up for one half-day are one, and a half-day attended after all is not made up', () => {
    const elsewhere = fact(pick(parallel, '2.1.PM'), 'PRESENT', afternoon);
    const all = [...course, ...parallel];
    expect(progress(all, [...absent, elsewhere], afterwards, [inA], [afternoon])).toMatchObject({
      attendedHalfDays: 15,
      madeUpHalfDays: 1,
    });
    expect(progress(all, [...presentAt(course), elsewhere], afterwards, [inA], [afternoon])).toMatchObject({
      heldHalfDays: 16,
      attendedHalfDays: 16,
      madeUpHalfDays: 0,
    });
  });

  it('V18: a make-up on a half-day that was cancelled makes up nothing', () => {
    const makeUp = pick(parallel, '2.1.PM');
    const answer = progress(
      [...course, ...cancel(parallel, makeUp)],
      [...absent, fact(makeUp, 'PRESENT', afternoon)],
    );
    expect(answer).toMatchObject({ madeUpHalfDays: 0, missed: [afternoon] });
  });

  it('Decision 3: where the sheet says nothing, the half-day is neither attended nor missed', () => {
    const answer = progress(course, presentExcept(afternoon));
    expect(answer).toMatchObject({ heldHalfDays: 16, attendedHalfDays: 15, missed: [] });
    expect(answer.notRecorded).toEqual([afternoon]);
  });

  it('V19, L24: on day one nothing is missed', () => {
    expect(progress(course, [], before)).toMatchObject({ heldHalfDays: 0, missed: [], notRecorded: [] });
  });

  it('V19: a half-day is held when it is over, or earlier when the sheet has been filled in', () => {
    const morning = pick(course, '1.1.AM');
    expect(isHeld(morning, false, at('2024-01-15', '11:59'))).toBe(false);
    expect(isHeld(morning, false, at('2024-01-15', '12:00'))).toBe(true);
    expect(progress(course, [fact(morning)], at('2024-01-15', '09:05'))).toMatchObject({
      heldHalfDays: 1,
      attendedHalfDays: 1,
    });
  });

  it('V18: a cancelled half-day gives neither presence nor absence: 15 of 15 held', () => {
    const snowed = cancel(course, afternoon);
    for (const facts of [presentExcept(afternoon), absent, presentAt(course)])
      expect(progress(snowed, facts)).toMatchObject({
        requiredHalfDays: 16,
        heldHalfDays: 15,
        attendedHalfDays: 15,
        missed: [],
        notRecorded: [],
      });
  });

  it('L23: the new date of a cancelled half-day gives 16 of 16', () => {
    const times = { startsAt: at('2024-06-03', '13:00'), endsAt: at('2024-06-03', '16:00') };
    const again: HalfDay = { ...afternoon, ...times, courseDayId: 'A2.1-again' };
    const moved = [...cancel(course, afternoon), again];
    expect(progress(moved, presentExcept(afternoon), at('2024-06-03', '08:00')).heldHalfDays).toBe(15);
    expect(progress(moved, presentExcept(afternoon)).notRecorded).toEqual([again]);
    expect(progress(moved, [...presentExcept(afternoon), fact(again)])).toMatchObject({
      heldHalfDays: 16,
      attendedHalfDays: 16,
    });
  });

  it('V6: certification days are left out of the half-days', () => {
    const last = pick(course, '4.2.PM');
    const day: HalfDay = { ...last, type: 'CERTIFICATION_DAY', unit: 5, courseDayId: 'cert' };
    const answer = progress([...course, day], [...presentAt(course), fact(day, 'ABSENT')]);
    expect(answer).toMatchObject({ heldHalfDays: 16, attendedHalfDays: 16, missed: [] });
  });

  it('what is missed is listed in the order of the course, also where a date was moved', () => {
    const late = { startsAt: at('2024-09-02', '09:00'), endsAt: at('2024-09-02', '12:00') };
    const moved = course.map((one) => (one === course[0] ? { ...one, ...late } : one));
    const nowhere = moved.map((one) => fact(one, 'ABSENT'));
    expect(progress([...moved].reverse(), nowhere).missed).toEqual(moved);
  });
});

describe('coming, moving and leaving', () => {
  const firstHalf = course.filter((one) => one.unit <= 2);
  const secondHalf = course.filter((one) => one.unit > 2);
  const moved: CohortSpan[] = [
    { cohortId: 'A', from: null, to: date('2024-03-01') },
    { cohortId: 'B', from: date('2024-03-01'), to: null },
  ];

  it('L8: whoever joins at seminar 3 has missed seminars 1 and 2, and they are named', () => {
    const newcomer: CohortSpan = { cohortId: 'A', from: date('2024-03-15'), to: null };
    const answer = progress(course, presentAt(secondHalf), afterwards, [newcomer]);
    expect(answer).toMatchObject({ heldHalfDays: 16, attendedHalfDays: 8, notRecorded: [] });
    expect(answer.missed).toEqual(firstHalf);
  });

  it('V17: a replacement starts at zero, whatever the predecessor attended', () => {
    const newcomer: CohortSpan = { cohortId: 'A', from: date('2024-03-15'), to: null };
    expect(progress(course, [], at('2024-03-15', '08:00'), [newcomer])).toMatchObject({
      attendedHalfDays: 0,
      madeUpHalfDays: 0,
      heldHalfDays: 8,
    });
  });

  it('somebody who moves cohort keeps what they have, and every place counts once', () => {
    const rest = parallel.filter((one) => one.unit >= 2);
    const answer = progress([...course, ...parallel], presentAt([...firstHalf, ...rest]), afterwards, moved);
    expect(answer).toMatchObject({ heldHalfDays: 16, attendedHalfDays: 16, missed: [], notRecorded: [] });
  });

  it('after a move, a blank in the new cohort is asked for, and a make-up for the old one still counts', () => {
    const makeUp = fact(pick(parallel, '1.1.AM'), 'PRESENT', pick(course, '1.1.AM'));
    const facts = [fact(pick(course, '1.1.AM'), 'ABSENT'), makeUp];
    const answer = progress([...course, ...parallel], facts, at('2024-03-15', '12:00'), moved);
    expect(answer.madeUpHalfDays).toBe(1);
    expect(answer.notRecorded.map((one) => one.courseDayId)).toContain('A1.2');
    const later = progress([...course, ...parallel], facts, afterwards, moved).notRecorded;
    expect(later.map((one) => one.courseDayId)).toEqual(expect.arrayContaining(['B3.1', 'B4.2']));
  });

  it('L24: an absence before a move is not missed while the new cohort has the half-day ahead', () => {
    const absent = [fact(pick(course, '2.1.AM'), 'ABSENT')];
    const all = [...course, ...parallel];
    const ahead = progress(all, absent, at('2024-03-05', '08:00'), moved);
    expect(ahead.missed.map((one) => `${one.unit}.${one.day}.${one.part}`)).not.toContain('2.1.AM');
    expect(progress(all, absent, afterwards, moved).notRecorded).toContainEqual(pick(parallel, '2.1.AM'));
    expect(progress(course, absent, afterwards).missed).toEqual([pick(course, '2.1.AM')]);
  });

  it('a half-day attended as a guest of another cohort counts for its place', () => {
    const guest = pick(parallel, '4.2.PM');
    expect(progress([...course, ...parallel], [fact(guest)], before)).toMatchObject({ attendedHalfDays: 1 });
  });

  it('L6, L7: nothing is expected from the day somebody left', () => {
    const left: CohortSpan = { cohortId: 'A', from: date('2024-01-16'), to: date('2024-02-16') };
    const days = course.filter((one) => isExpected(one, [left])).map((one) => one.courseDayId);
    expect([...new Set(days)]).toEqual(['A1.2', 'A2.1']);
    expect(isExpected(pick(parallel, '1.1.AM'), [left])).toBe(false);
    expect(progress(course, [], afterwards, [left]).heldHalfDays).toBe(6);
    expect(progress(course, [], afterwards, [{ ...left, from: null }]).heldHalfDays).toBe(6);
  });
});

describe('any course and any sheet', () => {
  // The first two seminars of two cohorts that run on the same dates.
  const own = course.slice(0, 8);
  const all = [...own, ...seminars('B').slice(0, 8)];
  const marks = fc.constantFrom('BLANK', 'PRESENT', 'ABSENT', 'MAKES_UP', 'STAYED_AWAY');
  const sheets = fc
    .array(fc.tuple(marks, fc.nat(all.length - 1)), { minLength: all.length, maxLength: all.length })
    .map((rows) =>
      rows.flatMap(([mark, index], row) => {
        if (mark === 'BLANK') return [];
        if (mark === 'PRESENT' || mark === 'ABSENT') return [fact(all[row]!, mark)];
        return [fact(all[row]!, mark === 'MAKES_UP' ? 'PRESENT' : 'ABSENT', all[index]!)];
      }),
    );
  const courses = fc
    .array(fc.integer({ min: 0, max: 3 }), { minLength: all.length, maxLength: all.length })
    .map((dice) => all.map((one, index) => ({ ...one, cancelled: dice[index] === 0 })));
  const days = fc.constantFrom(...own.map((one) => one.startsAt.slice(0, 10)).map(date));
  const lives = fc.oneof(
    fc.constant<CohortSpan[]>([inA]),
    days.map((from): CohortSpan[] => [{ cohortId: 'A', from, to: null }]),
    days.map((to): CohortSpan[] => [
      { cohortId: 'A', from: null, to },
      { cohortId: 'B', from: to, to: null },
    ]),
  );
  const times = fc.constantFrom(before, afterwards, ...own.map((one) => one.endsAt));

  it('attended + made up + missed + not recorded = held <= places in the course', () => {
    fc.assert(
      fc.property(courses, sheets, lives, times, (halfDays, facts, spans, now) => {
        const answer = progress(halfDays, facts, now, spans);
        const { attendedHalfDays, madeUpHalfDays, missed, notRecorded } = answer;
        expect(attendedHalfDays + madeUpHalfDays + missed.length + notRecorded.length).toBe(
          answer.heldHalfDays,
        );
        expect(answer.heldHalfDays).toBeLessThanOrEqual(own.length);
        for (const one of [...missed, ...notRecorded]) expect(one.cancelled).toBe(false);
      }),
    );
  });

  it('V18, V19: for somebody there from the beginning, held = not cancelled, and over, recorded or made up', () => {
    fc.assert(
      fc.property(courses, fc.subarray(own), times, (halfDays, present, now) => {
        const recorded = new Set(presentAt(present).map((one) => one.courseDayId + one.part));
        const planned = halfDays.filter((one) => one.cohortId === 'A' && !one.cancelled);
        const held = planned.filter((one) => one.endsAt <= now || recorded.has(one.courseDayId + one.part));
        expect(progress(halfDays, presentAt(present), now).heldHalfDays).toBe(held.length);
      }),
    );
  });

  it('the order of recording does not matter, of facts or of half-days', () => {
    const shuffled = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
    const cases = fc
      .tuple(courses, sheets, lives, times)
      .chain((one) => fc.tuple(fc.constant(one), shuffled(one[0]), shuffled(one[1])));
    fc.assert(
      fc.property(cases, ([[halfDays, facts, spans, now], otherDays, otherFacts]) => {
        expect(progress(otherDays, otherFacts, now, spans)).toEqual(progress(halfDays, facts, now, spans));
      }),
    );
  });

  it('Decision 3: nothing becomes present without a fact that says so', () => {
    fc.assert(
      fc.property(courses, sheets, lives, times, (halfDays, facts, spans, now) => {
        const present = facts.filter((one) => one.state === 'PRESENT');
        const answer = progress(halfDays, facts, now, spans);
        expect(answer.attendedHalfDays).toBeLessThanOrEqual(present.filter((one) => !one.makesUp).length);
        expect(answer.madeUpHalfDays).toBeLessThanOrEqual(present.filter((one) => one.makesUp).length);
      }),
    );
  });

  it('L1: each alternative makes up at most one half-day, and takes nothing away', () => {
    const chosen = fc.subarray(all);
    fc.assert(
      fc.property(courses, sheets, lives, chosen, (halfDays, facts, spans, alternatives) => {
        const without = progress(halfDays, facts, afterwards, spans);
        const answer = progress(halfDays, facts, afterwards, spans, alternatives);
        const { attendedHalfDays, madeUpHalfDays, missed, notRecorded, heldHalfDays } = answer;
        expect(attendedHalfDays).toBe(without.attendedHalfDays);
        expect(attendedHalfDays + madeUpHalfDays + missed.length + notRecorded.length).toBe(heldHalfDays);
        expect(madeUpHalfDays - without.madeUpHalfDays).toBeGreaterThanOrEqual(0);
        expect(madeUpHalfDays - without.madeUpHalfDays).toBeLessThanOrEqual(alternatives.length);
        expect(heldHalfDays).toBeLessThanOrEqual(own.length);
      }),
    );
  });

  it('after first records it is what all facts say: for whoever was in one cohort, of any half-days of theirs', () => {
    const spells = fc.subarray([{ from: date(own[2]!.startsAt.slice(0, 10)), to: null }]);
    const later = fc.subarray(own, { minLength: 1, maxLength: 2 });
    const chosen = fc.subarray(own, { maxLength: 2 });
    let told = 0;
    fc.assert(
      fc.property(
        fc.tuple(courses, sheets, lives, times, chosen, spells, later),
        ([halfDays, sheet, spans, now, alternatives, leaves, last]) => {
          const isOf = (halfDays: readonly HalfDay[], one: HalfDayRef) =>
            halfDays.some((each) => halfDayKey(each) === halfDayKey(one));
          const cohorts = spans.map((span) => span.cohortId);
          const theirs = all.filter((one) => cohorts.includes(one.cohortId));
          // Whoever was never in a cohort is there to make up.
          const facts = sheet.filter((one) => one.makesUp !== null || isOf(theirs, one));
          const by = (known: readonly AttendanceFact[]) =>
            attendanceProgress(8, halfDays, known, spans, now, alternatives, leaves);
          const firsts = facts.filter((one) => isOf(last, one));
          const earlier = by(facts.filter((one) => !firsts.includes(one)));
          const after = withFirstRecords(earlier, firsts, spans);
          const blank = [...earlier.notRecorded, ...earlier.coming];
          const tells = spans.length === 1 && firsts.every((one) => !one.makesUp && isOf(blank, one));
          expect(after !== null).toBe(tells);
          if (after === null) return;
          told += firsts.length;
          expect(after.answer).toEqual(by(facts));
          expect([...after.attended, ...after.absent].map(halfDayKey).sort()).toEqual(
            firsts.map(halfDayKey).sort(),
          );
        },
      ),
      { numRuns: 1_000 },
    );
    expect(told).toBeGreaterThan(50);
  });

  it('L23: cancelling a half-day that the person was not at never adds a miss', () => {
    fc.assert(
      fc.property(sheets, fc.constantFrom(...own), times, (facts, target, now) => {
        fc.pre(!facts.some((one) => one.courseDayId === target.courseDayId && one.state === 'PRESENT'));
        const answer = progress(own, facts, now);
        const cancelled = progress(cancel(own, target), facts, now);
        expect(answer.missed).toEqual(expect.arrayContaining([...cancelled.missed]));
        expect(cancelled.attendedHalfDays).toBe(answer.attendedHalfDays);
      }),
    );
  });
});
