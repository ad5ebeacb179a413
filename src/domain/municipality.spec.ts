import { describe, it, expect } from '@jest/globals';
import type { LocalDate } from './calendar.js';
import {
  displayName,
  existsOn,
  municipalityCode,
  regionOn,
  regionPeriods,
  type MunicipalityRecord,
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
