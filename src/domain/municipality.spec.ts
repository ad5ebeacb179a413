import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import type { LocalDate } from './calendar.js';
import {
  displayName,
  existsOn,
  municipalityCode,
  predecessorsOn,
  regionOn,
  regionPeriods,
  successorOn,
  type MunicipalityRecord,
  type Succession,
} from './municipality.js';

const date = (text: string) => text as LocalDate;

function record(changes: Partial<MunicipalityRecord>): MunicipalityRecord {
  const regions = regionPeriods('Region Hovedstaden');
  return {
    ...{ code: '163', name: 'Herlev', validFrom: null, validTo: null, successorCode: null, regions },
    ...changes,
  };
}

describe('the region of a municipality', () => {
  it.each([
    ['Region Hovedstaden', '2019-10-15', 'Region Hovedstaden'],
    ['Region Hovedstaden', '2026-12-31', 'Region Hovedstaden'],
    ['Region Hovedstaden', '2027-01-01', 'Region Østdanmark'],
    ['Region Sjælland', '2026-12-31', 'Region Sjælland'],
    ['Region Sjælland', '2027-01-01', 'Region Østdanmark'],
    ['Region Syddanmark', '2026-12-31', 'Region Syddanmark'],
    ['Region Syddanmark', '2027-01-01', 'Region Syddanmark'],
  ])('of %s is on %s %s (V41)', (region, on, expected) => {
    expect(regionOn(record({ regions: regionPeriods(region) }), date(on))).toBe(expected);
  });

  it('is null on a date that the record does not cover', () => {
    const regions = [{ region: 'Region Østdanmark', from: date('2027-01-01'), to: null }];
    expect(regionOn(record({ regions }), date('2026-12-31'))).toBeNull();
  });
});

describe('a municipality', () => {
  it('exists from its first to its last day, both included (L28)', () => {
    const merged = record({
      validFrom: date('2007-01-01'),
      validTo: date('2029-12-31'),
      successorCode: '151',
    });
    const days = ['2006-12-31', '2007-01-01', '2029-12-31', '2030-01-01'];
    expect(days.map((day) => existsOn(merged, date(day)))).toEqual([false, true, true, false]);
    expect(existsOn(record({}), date('1950-01-01'))).toBe(true);
  });

  it.each([
    ['Herlev', 'Herlev Kommune'],
    ['København', 'Københavns Kommune'],
    ['Bornholm', 'Bornholms Regionskommune'],
    ['Aarhus', 'Aarhus Kommune'],
    ['Nordfyns', 'Nordfyns Kommune'],
    ['Lolland', 'Lolland Kommune'],
  ])('%s is shown as %s (section 6)', (name, shown) => {
    expect(displayName(name)).toBe(shown);
  });
});

describe('a municipality code', () => {
  it.each([
    ['101', '101'],
    ['0101', '101'],
    [' 0751 ', '751'],
  ])('is read from %j as %s', (text, code) => {
    expect(municipalityCode(text)).toBe(code);
  });

  it.each(['', '10', '011', '0011', '1010', '00101', '1O1', '101.0', '-101', 'Herlev'])(
    'is not %j',
    (text) => {
      expect(municipalityCode(text)).toBeNull();
    },
  );
});

describe('municipalities that become part of others (L28)', () => {
  const into = (code: string, successorCode: string, firstDay: string): Succession => ({
    code,
    successorCode,
    firstDay: date(firstDay),
  });
  const CHAIN = [into('101', '147', '2026-07-01'), into('147', '151', '2027-01-01')];

  it('stand for themselves until the day before, and are followed along the chain', () => {
    expect(successorOn('101', CHAIN, date('2026-06-30'))).toBe('101');
    expect(successorOn('101', CHAIN, date('2026-07-01'))).toBe('147');
    expect(successorOn('101', CHAIN, date('2027-01-01'))).toBe('151');
    expect(successorOn('151', CHAIN, date('2027-01-01'))).toBe('151');
    expect(predecessorsOn('151', CHAIN, date('2027-01-01'))).toEqual(['101', '147']);
    expect(predecessorsOn('147', CHAIN, date('2026-12-31'))).toEqual(['101']);
    expect(predecessorsOn('147', CHAIN, date('2027-01-01'))).toEqual([]);
  });

  it('always lead to one that has not ended, the same whether one asks it or any on the way; also a circle ends', () => {
    const codes = ['101', '147', '151', '153', '155'];
    const successions = fc.uniqueArray(
      fc.record({
        code: fc.constantFrom(...codes),
        successorCode: fc.constantFrom(...codes),
        firstDay: fc.constantFrom(date('2026-01-01'), date('2026-07-01'), date('2027-01-01')),
      }),
      { selector: (each) => each.code, maxLength: 5 },
    );
    // Each becomes part of one further down the list, so that there is no circle.
    const forward = successions.map((all) =>
      all.filter((each) => codes.indexOf(each.successorCode) > codes.indexOf(each.code)),
    );
    const days = fc.constantFrom(date('2025-12-31'), date('2026-07-01'), date('2028-01-01'));
    fc.assert(
      fc.property(forward, days, fc.constantFrom(...codes), (all, on, code) => {
        const last = successorOn(code, all, on);
        expect(all.some((each) => each.code === last && each.firstDay <= on)).toBe(false);
        expect(successorOn(last, all, on)).toBe(last);
        const next = all.find((each) => each.code === code && each.firstDay <= on);
        if (next !== undefined) {
          expect(successorOn(next.successorCode, all, on)).toBe(last);
          expect(predecessorsOn(last, all, on)).toContain(code);
        }
      }),
    );
    fc.assert(
      fc.property(successions, days, fc.constantFrom(...codes), (all, on, code) => {
        expect(codes).toContain(successorOn(code, all, on));
      }),
    );
  });
});
