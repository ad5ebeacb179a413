import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { date } from '../../test/support/rulebook.js';
import { contains, hasLeftBy, travelDays, type StatusChange, type Stop } from './agenda.js';
import { addDays, type LocalDate } from './calendar.js';

const day = (n: number): LocalDate => addDays(date('2026-01-01'), n);
const change = (status: StatusChange['status'], validOn: string): StatusChange => ({
  status,
  validOn: date(validOn),
});

describe('membership by date', () => {
  it('lasts from its first day to the day before its end; without dates from the beginning, and still', () => {
    const span = { from: date('2026-03-01'), to: date('2026-06-01') };
    const within = (on: string) => contains(span, date(on));
    expect(['2026-02-28', '2026-03-01', '2026-05-31', '2026-06-01'].map(within)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(contains({ from: null, to: null }, date('2026-03-01'))).toBe(true);
  });

  it('L7: from the day somebody left, nothing is expected', () => {
    const changes = [change('CONFIRMED', '2026-01-01'), change('WITHDRAWN', '2026-03-01')];
    expect(hasLeftBy(changes, date('2026-02-28'))).toBe(false);
    expect(hasLeftBy(changes, date('2026-03-01'))).toBe(true);
  });
});

describe('Q25: travel days', () => {
  const codes = fc.constantFrom('101', '621');
  const stops = fc.array(
    fc.record<Stop>({
      date: fc.nat(6).map(day),
      hostMunicipalityCode: fc.option(codes),
      ownMunicipalityCode: codes,
    }),
  );

  it('two things on one day are one travel day, and one host elsewhere makes it a day outside', () => {
    const here = { date: day(0), hostMunicipalityCode: '621', ownMunicipalityCode: '621' };
    const away = { ...here, hostMunicipalityCode: '101' };
    const unknown = { ...here, hostMunicipalityCode: null };
    const outside = (...own: Stop[]) => travelDays(own).map((each) => each.outside);
    expect(travelDays([here, away])).toEqual([{ date: day(0), stops: [here, away], outside: true }]);
    expect(outside(here, unknown)).toEqual([null]);
    expect(outside(away, unknown)).toEqual([true]);
    expect(outside(here, here)).toEqual([false]);
  });

  it('each date once and in order, every stop on its own date, nothing guessed', () => {
    fc.assert(
      fc.property(stops, (all) => {
        const days = travelDays(all);
        expect(days.map((each) => each.date)).toEqual([...new Set(all.map((stop) => stop.date))].sort());
        expect(days.flatMap((each) => each.stops)).toHaveLength(all.length);
        for (const { date: on, stops: own, outside } of days) {
          expect(own.every((stop) => stop.date === on)).toBe(true);
          const away = own.some(
            (s) => s.hostMunicipalityCode !== null && s.hostMunicipalityCode !== s.ownMunicipalityCode,
          );
          expect(outside === true).toBe(away);
          if (outside === false) expect(own.every((stop) => stop.hostMunicipalityCode !== null)).toBe(true);
        }
      }),
    );
  });
});
