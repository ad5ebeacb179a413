import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { date, INTRO, LEADERSHIP, MEETING_LEADER, SUPERUSER } from '../../test/support/rulebook.js';
import { addDays } from './calendar.js';
import { cutoffUnit, type Track, type UnitType } from './programme.js';
import { cutoffStart, seatReuse, type PlannedDay } from './seat-reuse.js';

const day = (unit: number, on: string, parts: Partial<PlannedDay> = {}): PlannedDay => ({
  type: 'SEMINAR',
  unit,
  date: date(on),
  cancelled: false,
  ...parts,
});
const SEMINARS = [
  day(1, '2026-02-02'),
  day(1, '2026-02-03'),
  day(2, '2026-04-06'),
  day(2, '2026-04-07'),
  day(3, '2026-06-01'),
];
const begun = true;

describe('L7: the cut-off', () => {
  it('is the first day of seminar 2, and the day before it is the last on which nobody needs to be asked', () => {
    expect(cutoffStart(MEETING_LEADER, SEMINARS)).toBe('2026-04-06');
    expect(seatReuse(MEETING_LEADER, SEMINARS, { on: date('2026-04-05'), begun })).toEqual({
      until: '2026-04-05',
      needsApproval: false,
    });
    expect(seatReuse(MEETING_LEADER, SEMINARS, { on: date('2026-04-06'), begun })).toEqual({
      until: '2026-04-05',
      needsApproval: true,
    });
  });

  it('is course day 2 where a track has course days, and never comes where it has one', () => {
    const days = [1, 2, 3, 4].map((unit) => day(unit, `2026-0${unit + 1}-01`, { type: 'COURSE_DAY' }));
    expect(cutoffStart(INTRO, days)).toBe('2026-03-01');
    expect(cutoffUnit(LEADERSHIP)).toBeNull();
    expect(cutoffStart(LEADERSHIP, days)).toBeNull();
    expect(cutoffStart(SUPERUSER, days)).toBeNull();
  });

  it('is what the rule set says where it says something', () => {
    const ruled = (cutoff: { unit: number } | null): Track => ({
      ...MEETING_LEADER,
      seatRelease: { cutoff },
    });
    expect(cutoffStart(ruled({ unit: 3 }), SEMINARS)).toBe('2026-06-01');
    expect(cutoffStart(ruled({ unit: 1 }), SEMINARS)).toBe('2026-02-02');
    expect(cutoffStart(ruled(null), SEMINARS)).toBeNull();
  });

  it('moves with the day, and a cancelled day does not begin a seminar', () => {
    const snowed = SEMINARS.map((each) => (each.unit === 2 ? { ...each, cancelled: true } : each));
    expect(cutoffStart(MEETING_LEADER, snowed)).toBe('2026-06-01');
    expect(cutoffStart(MEETING_LEADER, SEMINARS.slice(0, 2))).toBeNull();
  });

  it('the certification day is no seminar', () => {
    const days = [day(1, '2026-02-02'), day(2, '2026-03-01', { type: 'CERTIFICATION_DAY' })];
    expect(cutoffStart(MEETING_LEADER, days)).toBeNull();
  });

  it('L6: before the own first half-day nobody needs to be asked', () => {
    expect(seatReuse(MEETING_LEADER, SEMINARS, { on: date('2026-12-01'), begun: false }).needsApproval).toBe(
      false,
    );
  });

  it('in no cohort, nobody needs to be asked', () => {
    expect(seatReuse(MEETING_LEADER, [], { on: date('2026-12-01'), begun })).toEqual({
      until: null,
      needsApproval: false,
    });
  });
});

describe('whatever the calendar', () => {
  const types: readonly UnitType[] = ['SEMINAR', 'COURSE_DAY', 'CERTIFICATION_DAY'];
  const days = fc.array(
    fc.record({
      type: fc.constantFrom(...types),
      unit: fc.integer({ min: 1, max: 4 }),
      date: fc.nat(300).map((n) => addDays(date('2026-01-01'), n)),
      cancelled: fc.boolean(),
    }),
    { maxLength: 12 },
  );
  const tracks = fc.constantFrom(MEETING_LEADER, INTRO, LEADERSHIP, SUPERUSER);

  it('L7: approval is needed from one day on for ever, and `until` is the day before it', () => {
    fc.assert(
      fc.property(tracks, days, fc.nat(300), (track, calendar, n) => {
        const on = addDays(date('2026-01-01'), n);
        const { until, needsApproval } = seatReuse(track, calendar, { on, begun });
        expect(needsApproval).toBe(until !== null && on > until);
        if (needsApproval)
          expect(seatReuse(track, calendar, { on: addDays(on, 1), begun }).needsApproval).toBe(true);
      }),
    );
  });

  it('L7: a planned day of an earlier unit, or a cancelled one, changes nothing', () => {
    fc.assert(
      fc.property(tracks, days, (track, calendar) => {
        const late = calendar.filter((each) => !each.cancelled && each.unit >= 2);
        expect(cutoffStart(track, calendar)).toBe(cutoffStart(track, late));
      }),
    );
  });
});
