import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type LocalDate } from './calendar.js';
import { DATE_PRECISIONS, fuzzyDateText, fuzzyRange } from './fuzzy-date.js';

const day = (text: string) => text as LocalDate;
const days = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays(day('1990-01-01'), n));

describe('a date that is known roughly (R21)', () => {
  it.each([
    ['2019-10-15', 'DAY', '2019-10-15', '2019-10-15', '15. oktober 2019', '15 October 2019'],
    [
      '2019-10-15',
      'MID_MONTH',
      '2019-10-11',
      '2019-10-20',
      'midten af oktober 2019',
      'the middle of October 2019',
    ],
    ['2020-02-03', 'MONTH', '2020-02-01', '2020-02-29', 'februar 2020', 'February 2020'],
    ['2019-12-31', 'QUARTER', '2019-10-01', '2019-12-31', '4. kvartal 2019', 'the fourth quarter of 2019'],
    ['2025-03-01', 'HALF_YEAR', '2025-01-01', '2025-06-30', '1. halvår 2025', 'the first half of 2025'],
    ['2025-07-01', 'HALF_YEAR', '2025-07-01', '2025-12-31', '2. halvår 2025', 'the second half of 2025'],
  ] as const)('%s as %s is %s to %s: %s', (date, precision, from, to, da, en) => {
    expect(fuzzyRange(day(date), precision)).toEqual({ from, to });
    expect(fuzzyDateText(day(date), precision)).toEqual({ da, en });
  });

  it('every day of the period stands for the same period', () => {
    fc.assert(
      fc.property(days, fc.constantFrom(...DATE_PRECISIONS), fc.nat(200), (date, precision, step) => {
        const range = fuzzyRange(date, precision);
        expect(range.from <= range.to).toBe(true);
        if (precision !== 'MID_MONTH') expect(range.from <= date && date <= range.to).toBe(true);
        const other = addDays(range.from, step);
        if (other <= range.to) {
          expect(fuzzyRange(other, precision)).toEqual(range);
          expect(
            precision === 'DAY' || fuzzyDateText(other, precision).da === fuzzyDateText(date, precision).da,
          ).toBe(true);
        }
      }),
    );
  });
});
