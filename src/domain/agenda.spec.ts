import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { date } from '../../test/support/rulebook.js';
import { contains, hasLeftBy, leaveSpans, travelDays, type StatusChange, type Stop } from './agenda.js';
import { addDays, type LocalDate } from './calendar.js';

const day = (n: number): LocalDate => addDays(date('2026-01-01'), n);
const change = (status: StatusChange['status'], validOn: string): StatusChange => ({
  status,
  validOn: date(validOn),
});

describe('leave and leaving', () => {
  it('L9: leave lasts from its first day to the day that the person is back', () => {
    const changes = [
      change('CONFIRMED', '2026-01-01'),
      change('ON_LEAVE', '2026-03-01'),
      change('ACTIVE', '2026-06-01'),
      change('ON_LEAVE', '2026-09-01'),
    ];
    expect(leaveSpans(changes)).toEqual([
      { from: '2026-03-01', to: '2026-06-01' },
      { from: '2026-09-01', to: null },
    ]);
    const onLeave = (on: string) => leaveSpans(changes).some((span) => contains(span, date(on)));
    expect(['2026-02-28', '2026-03-01', '2026-05-31', '2026-06-01', '2027-01-01'].map(onLeave)).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  it('L7: from the day somebody left, nothing is expected', () => {
    const changes = [change('CONFIRMED', '2026-01-01'), change('WITHDRAWN', '2026-03-01')];
    expect(hasLeftBy(changes, date('2026-02-28'))).toBe(false);
    expect(hasLeftBy(changes, date('2026-03-01'))).toBe(true);
  });

  it('leaves never overlap, and only the last can be open', () => {
    const statuses = fc.constantFrom<StatusChange['status']>('CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED');
    const histories = fc
      .array(fc.tuple(statuses, fc.nat(400)), { maxLength: 12 })
      .map((rows) =>
        rows
          .map(([status, n]) => ({ status, validOn: day(n) }))
          .sort((a, b) => (a.validOn < b.validOn ? -1 : 1)),
      );
    fc.assert(
      fc.property(histories, fc.nat(450), (changes, n) => {
        const spans = leaveSpans(changes);
        expect(spans.slice(0, -1).every((span) => span.to !== null)).toBe(true);
        expect(spans.filter((span) => contains(span, day(n))).length).toBeLessThanOrEqual(1);
        const now = changes.filter((each) => each.validOn <= day(n)).at(-1);
        expect(spans.some((span) => contains(span, day(n)))).toBe(now?.status === 'ON_LEAVE');
      }),
    );
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
