import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  copenhagenDate,
  copenhagenInstant,
  copenhagenTime,
  endOfDay,
  formatDanishDate,
  instantOfMs,
  msOfInstant,
  parseInstant,
  parseLocalDate,
  sameTimeLater,
  type Instant,
  type LocalDate,
} from './calendar.js';

const date = (text: string) => text as LocalDate;
const HOUR = 3_600_000;

const anyDate = fc.integer({ min: 0, max: 36_500 }).map((days) => addDays(date('1990-01-01'), days));

function hoursBetween(from: Instant, to: Instant): number {
  return (msOfInstant(to) - msOfInstant(from)) / HOUR;
}

function hoursOf(day: LocalDate): number {
  return (msOfInstant(endOfDay(day)) + 1 - msOfInstant(copenhagenInstant(day, '00:00'))) / HOUR;
}

describe('a calendar date', () => {
  it.each(['2019-10-15', '2024-02-29', '2000-02-29'])('is read from %s', (text) => {
    expect(parseLocalDate(text)).toBe(text);
  });

  it.each([
    ...['2026-02-31', '2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-01-00', '2026-04-31'],
    ...['2026-1-1', '20260101', '2026-01-01T00:00:00Z', ' 2026-01-01', '2026-01-01\n', '01.01.2026', ''],
    ...['+002026-01-01', '-2026-01-01', '2026-01-01[u-ca=japanese]', '２０２６-01-01'],
  ])('is refused when it does not exist or is written otherwise: %j', (text) => {
    expect(parseLocalDate(text)).toBeNull();
  });

  it('is written in figures as Danish does (section 7)', () => {
    expect(formatDanishDate(date('2019-09-12'))).toBe('12.09.2019');
  });

  it.each([
    ['2019-10-01', 6, '2020-04-01'],
    ['2020-04-01', 14, '2021-06-01'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-12-31', 2, '2027-02-28'],
  ])('%s + %i months = %s, inside the month', (from, months, to) => {
    expect(addMonths(date(from), months)).toBe(to);
  });

  it('ends the phases of the example on 30.09.2021 (V35)', () => {
    expect(addDays(addMonths(date('2021-06-01'), 4), -1)).toBe('2021-09-30');
  });

  it('comes back after going days forth and back, across every change of clocks', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -5000, max: 5000 }), (day, days) => {
        expect(addDays(addDays(day, days), -days)).toBe(day);
        expect(addDays(day, days) > day).toBe(days > 0);
      }),
    );
  });
});

describe('an instant', () => {
  it.each([
    ['2024-10-27T02:30:00Z', '2024-10-27T02:30:00.000Z'],
    ['2024-10-27T02:30:00+02:00', '2024-10-27T00:30:00.000Z'],
    ['2024-10-27t02:30:00.5z', '2024-10-27T02:30:00.500Z'],
    ['2024-12-31T23:30:00-01:00', '2025-01-01T00:30:00.000Z'],
    ['2024-01-01T00:00:00.123456789Z', '2024-01-01T00:00:00.123Z'],
    ['2024-01-01T00:00:00-00:00', '2024-01-01T00:00:00.000Z'],
  ])('is read from RFC 3339, %s, and kept in UTC', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    ...['2024-10-27', '2024-10-27T02:30:00', '2024-10-27T02:30Z', '2024-10-27 02:30:00Z', '2024-10-27T02Z'],
    ...['2026-02-31T12:00:00Z', '2024-10-27T24:00:00Z', '2024-10-27T12:60:00Z', '2024-10-27T12:00:60Z'],
    ...[
      '2024-10-27T12:00:00+2',
      '2024-10-27T12:00:00+0200',
      '2024-10-27T12:00:00+25:00',
      '1730000000000',
      '',
    ],
    ...['2024-10-27T12:00:00Z[Europe/Copenhagen]', '2024-10-27T12:00:00.Z', '2024-10-27T12:00:00,5Z'],
    ...['0000-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00', ' 2024-10-27T12:00:00Z'],
  ])('is refused when written otherwise or out of range: %j', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('sorts as text in the order of time', () => {
    const ms = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) });
    fc.assert(
      fc.property(ms, ms, (a, b) => {
        expect(instantOfMs(a) < instantOfMs(b)).toBe(a < b);
        expect(parseInstant(instantOfMs(a))).toBe(instantOfMs(a));
        expect(msOfInstant(instantOfMs(a))).toBe(a);
      }),
    );
  });
});

describe('Copenhagen', () => {
  it('makes a meeting from 01.30 to 04.30 across 27.10.2024 03.00 four hours long (V43)', () => {
    const day = date('2024-10-27');
    const [start, end] = [copenhagenInstant(day, '01:30'), copenhagenInstant(day, '04:30')];
    expect([start, end]).toEqual(['2024-10-26T23:30:00.000Z', '2024-10-27T03:30:00.000Z']);
    expect(hoursBetween(start, end)).toBe(4);
    expect([copenhagenTime(start), copenhagenTime(end)]).toEqual(['01.30', '04.30']);
  });

  it('makes the same meeting two hours long on the night to summer time', () => {
    const day = date('2024-03-31');
    expect(hoursBetween(copenhagenInstant(day, '01:30'), copenhagenInstant(day, '04:30'))).toBe(2);
  });

  it('takes the first of two equal wall-clock times, and moves one that does not exist an hour on', () => {
    expect(copenhagenInstant(date('2024-10-27'), '02:30')).toBe('2024-10-27T00:30:00.000Z');
    expect(copenhagenTime(copenhagenInstant(date('2024-03-31'), '02:30'))).toBe('03.30');
  });

  it.each([
    ['2024-03-31', 23],
    ['2024-10-27', 25],
    ['2024-10-28', 24],
  ])('gives %s %i hours', (day, hours) => {
    expect(hoursOf(date(day))).toBe(hours);
  });

  it('keeps the time on the wall from one day to another, also across a change of the clock (V43)', () => {
    const before = copenhagenInstant(date('2024-03-30'), '09:40');
    const after = copenhagenInstant(date('2024-03-31'), '09:40');
    expect(hoursBetween(before, after)).toBe(23);
    expect([sameTimeLater(before, 1), sameTimeLater(after, -1)]).toEqual([after, before]);
    expect(copenhagenTime(sameTimeLater(copenhagenInstant(date('2024-03-30'), '02:30'), 1))).toBe('03.30');
    expect(sameTimeLater('2024-06-01T07:40:12.345Z' as Instant, 0)).toBe('2024-06-01T07:40:12.345Z');
  });

  it('ends a day one millisecond before the next (V34)', () => {
    expect(endOfDay(date('2019-09-09'))).toBe('2019-09-09T21:59:59.999Z');
    expect(endOfDay(date('2024-12-31'))).toBe('2024-12-31T22:59:59.999Z');
  });

  it('knows the calendar date of an instant, not that of UTC', () => {
    expect(copenhagenDate('2024-06-30T22:00:00.000Z' as Instant)).toBe('2024-07-01');
    expect(copenhagenDate('2024-12-31T22:59:59.999Z' as Instant)).toBe('2024-12-31');
  });

  it('knows it at every second of every hour, however often and in whatever order it is asked', () => {
    const inDenmark = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen', dateStyle: 'short' });
    const midnights = fc.tuple(anyDate, fc.integer({ min: -7_200, max: 7_200 }));
    const nearMidnight = midnights.map(([day, seconds]) => Date.parse(day) + seconds * 1_000);
    const longAgo = fc
      .integer({ min: Date.parse('1850-01-01') / 1_000, max: 0 })
      .map((second) => second * 1_000);
    fc.assert(
      fc.property(fc.oneof(nearMidnight, longAgo), (ms) => {
        expect(copenhagenDate(instantOfMs(ms))).toBe(inDenmark.format(ms));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps every day of 23 to 25 hours whole: it starts and ends on its own date', () => {
    fc.assert(
      fc.property(anyDate, (day) => {
        expect(copenhagenDate(copenhagenInstant(day, '00:00'))).toBe(day);
        expect(copenhagenDate(endOfDay(day))).toBe(day);
        expect([23, 24, 25]).toContain(hoursOf(day));
      }),
    );
  });
});
