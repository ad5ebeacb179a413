import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween, type LocalDate } from './calendar.js';
import { dueAfterLeave, isOnLeave, leaveDays, leavesOverlap, type Leave } from './leave.js';

const date = (text: string) => text as LocalDate;
const START = date('2025-01-01');
const END = date('2027-01-01');
const day = fc.integer({ min: -200, max: 1200 }).map((offset) => addDays(START, offset));

/** Leaves that do not overlap, in any order; the last may be open. */
const leaves = fc
  .tuple(fc.uniqueArray(fc.integer({ min: -100, max: 1000 }), { minLength: 0, maxLength: 8 }), fc.boolean())
  .chain(([offsets, open]) => {
    const sorted = offsets.sort((a, b) => a - b).map((offset) => addDays(START, offset));
    const list: Leave[] = [];
    for (let index = 0; index + 1 < sorted.length; index += 2)
      list.push({ from: sorted[index]!, to: sorted[index + 1]! });
    const last = list.pop();
    if (last !== undefined) list.push(open ? { ...last, to: null } : last);
    return fc.shuffledSubarray(list, { minLength: list.length });
  });

describe('leave', () => {
  it('L9: lasts from its first day to the day before the first day back', () => {
    const one = [{ from: date('2026-03-01'), to: date('2026-09-01') }];
    expect(
      ['2026-02-28', '2026-03-01', '2026-08-31', '2026-09-01'].map((each) => isOnLeave(one, date(each))),
    ).toEqual([false, true, true, false]);
    expect(isOnLeave([{ from: date('2026-03-01'), to: null }], date('2031-01-01'))).toBe(true);
  });

  it('L9: what is due moves by the length of the leave, at once when the end is known', () => {
    const due = (from: string, to: string | null, today: string) =>
      dueAfterLeave(START, END, [{ from: date(from), to: to === null ? null : date(to) }], date(today));
    expect(due('2026-03-01', '2026-03-31', '2026-01-01')).toBe('2027-01-31');
    expect(due('2026-03-01', null, '2026-03-10')).toBe('2027-01-11');
    expect(due('2026-03-01', null, '2026-02-10')).toBe('2027-01-01');
    expect(due('2024-12-22', '2025-01-11', '2026-01-01')).toBe('2027-01-11');
    expect(due('2027-01-01', '2027-06-01', '2027-02-01')).toBe('2027-01-01');
  });

  it('L9: a leave in the time that an earlier leave added moves it once more', () => {
    const both = [
      { from: date('2027-01-15'), to: date('2027-01-25') },
      { from: date('2026-03-01'), to: date('2026-03-31') },
    ];
    expect(dueAfterLeave(START, END, both, START)).toBe('2027-02-10');
  });

  it('L9: for any leaves, the days from start to due that are no leave are as many as without leave', () => {
    fc.assert(
      fc.property(leaves, day, (list, today) => {
        const due = dueAfterLeave(START, END, list, today);
        expect(due >= END).toBe(true);
        const known = list.map((leave) => ({
          ...leave,
          to: leave.to ?? later(addDays(today, 1), leave.from),
        }));
        expect(daysBetween(START, due) - leaveDays(known, START, due)).toBe(daysBetween(START, END));
      }),
    );
  });

  it('counts the days on which somebody is on leave', () => {
    fc.assert(
      fc.property(leaves, (list) => {
        let days = 0;
        for (let each = START; each < END; each = addDays(each, 1)) days += isOnLeave(list, each) ? 1 : 0;
        expect(leaveDays(list, START, END)).toBe(days);
      }),
      { numRuns: 20 },
    );
  });

  it('two leaves overlap exactly when they share a day', () => {
    const stretch = fc
      .tuple(fc.nat(30), fc.integer({ min: 1, max: 10 }))
      .map(([start, length]) => ({ from: addDays(START, start), to: addDays(START, start + length) }));
    fc.assert(
      fc.property(stretch, stretch, (a, b) => {
        const shared = Array.from({ length: 50 }, (_, offset) => addDays(START, offset)).some(
          (each) => isOnLeave([a], each) && isOnLeave([b], each),
        );
        expect(leavesOverlap(a, b)).toBe(shared);
        expect(leavesOverlap(b, a)).toBe(shared);
      }),
    );
  });
});

function later(a: LocalDate, b: LocalDate): LocalDate {
  return a > b ? a : b;
}
