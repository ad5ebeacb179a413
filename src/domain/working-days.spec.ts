import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { date } from '../../test/support/rulebook.js';
import { addDays, type LocalDate } from './calendar.js';
import {
  addWorkingDays,
  danishHolidays,
  easterSunday,
  isRecordedLate,
  isWorkingDay,
  lastDayOverdue,
  workingDaysAfter,
} from './working-days.js';

const anyDate = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays(date('1990-01-01'), days));
const weekday = (day: LocalDate) => new Date(`${day}T00:00:00Z`).getUTCDay();

describe('Danish public holidays', () => {
  it.each([
    ['2019-04-21'],
    ['2024-03-31'],
    ['2025-04-20'],
    ['2026-04-05'],
    ['2027-03-28'],
    ['2008-03-23'],
    ['2011-04-24'],
    ['2038-04-25'],
    ['1818-03-22'],
  ])('Easter was or will be on %s', (day) => {
    expect(easterSunday(Number(day.slice(0, 4)))).toBe(day);
  });

  it('those of 2026, as the calendar has them', () => {
    expect(danishHolidays(2026)).toEqual([
      '2026-01-01',
      '2026-04-02',
      '2026-04-03',
      '2026-04-05',
      '2026-04-06',
      '2026-05-14',
      '2026-05-24',
      '2026-05-25',
      '2026-12-25',
      '2026-12-26',
    ]);
  });

  it('Store bededag was kept for the last time in 2023', () => {
    expect(isWorkingDay(date('2023-05-05'))).toBe(false);
    expect(isWorkingDay(date('2024-04-26'))).toBe(true);
    expect(danishHolidays(2023)).toHaveLength(danishHolidays(2024).length + 1);
  });

  it('Easter is a Sunday from 22 March to 25 April, after a full moon of 19 years', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2199 }), (year) => {
        const easter = easterSunday(year);
        expect(weekday(easter)).toBe(0);
        expect(easter.slice(5) >= '03-22' && easter.slice(5) <= '04-25').toBe(true);
        expect(danishHolidays(year)).toEqual([...danishHolidays(year)].sort());
      }),
    );
  });
});

describe('working days', () => {
  it('Q6: three working days after Wednesday before Easter is the Wednesday after it', () => {
    expect(addWorkingDays(date('2026-04-01'), 3)).toBe('2026-04-09');
    expect(addWorkingDays(date('2026-11-20'), 3)).toBe('2026-11-25');
  });

  it('L27: late is later than the third working day', () => {
    expect(isRecordedLate(date('2026-11-20'), date('2026-11-25'))).toBe(false);
    expect(isRecordedLate(date('2026-11-20'), date('2026-11-26'))).toBe(true);
    expect(isRecordedLate(date('2026-11-20'), date('2026-11-20'))).toBe(false);
  });

  it('no working day is a Saturday, a Sunday or a holiday', () => {
    fc.assert(
      fc.property(anyDate, (day) => {
        const holiday = danishHolidays(Number(day.slice(0, 4))).includes(day);
        expect(isWorkingDay(day)).toBe(![0, 6].includes(weekday(day)) && !holiday);
      }),
    );
  });

  it('adding working days and counting them agree, and what is reached is a working day', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 1, max: 12 }), (day, days) => {
        const reached = addWorkingDays(day, days);
        expect(isWorkingDay(reached)).toBe(true);
        expect(workingDaysAfter(day, reached)).toBe(days);
        expect(workingDaysAfter(day, addDays(reached, -1))).toBe(days - 1);
        expect(workingDaysAfter(reached, day)).toBe(0);
      }),
    );
  });

  it('Q6: on a day, overdue is every date up to the last one, and none after it', () => {
    fc.assert(
      fc.property(
        anyDate,
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: -20, max: 20 }),
        (today, days, shift) => {
          const last = lastDayOverdue(today, days);
          const other = addDays(last, shift);
          fc.pre(other < today);
          expect(addWorkingDays(other, days) < today).toBe(other <= last);
        },
      ),
    );
  });

  it('L27: what is recorded on a day is late exactly when more than three working days have come', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 20 }), (day, later) => {
        const recorded = addDays(day, later);
        expect(isRecordedLate(day, recorded)).toBe(
          workingDaysAfter(day, recorded) > 3 ||
            (workingDaysAfter(day, recorded) === 3 && !isWorkingDay(recorded)),
        );
      }),
    );
  });
});
