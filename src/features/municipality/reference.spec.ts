import { describe, it, expect } from '@jest/globals';
import type { LocalDate } from '../../domain/calendar.js';
import { regionOn } from '../../domain/municipality.js';
import { municipalityRecords } from './reference.js';

function countsOn(date: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const record of municipalityRecords()) {
    const region = regionOn(record, date as LocalDate) ?? 'none';
    counts[region] = (counts[region] ?? 0) + 1;
  }
  return counts;
}

describe('the reference list of municipalities (section 6)', () => {
  const records = municipalityRecords();

  it('has 98, each with its own three-digit code and name, without Christiansø', () => {
    expect(records).toHaveLength(98);
    expect(new Set(records.map(({ code }) => code)).size).toBe(98);
    expect(new Set(records.map(({ name }) => name)).size).toBe(98);
    expect(records.every(({ code }) => /^\d{3}$/.test(code))).toBe(true);
    expect(records.some(({ code }) => code === '411')).toBe(false);
  });

  it('counts them by region before and after 1 January 2027 (V41)', () => {
    const west = { 'Region Syddanmark': 22, 'Region Midtjylland': 19, 'Region Nordjylland': 11 };
    expect(countsOn('2026-12-31')).toEqual({ ...west, 'Region Hovedstaden': 29, 'Region Sjælland': 17 });
    expect(countsOn('2027-01-01')).toEqual({ ...west, 'Region Østdanmark': 46 });
  });

  it('is right where other lists are wrong', () => {
    const known = ['400', '461', '253'].map((code) => records.find((record) => record.code === code));
    expect(known.map((record) => [record?.name, record?.regions[0]?.region])).toEqual([
      ['Bornholm', 'Region Hovedstaden'],
      ['Odense', 'Region Syddanmark'],
      ['Greve', 'Region Sjælland'],
    ]);
  });

  it('is in Danish alphabetical order', () => {
    const names = records.map(({ name }) => name);
    expect(names).toEqual(names.toSorted(new Intl.Collator('da').compare));
    expect(names.slice(-4)).toEqual(['Ærø', 'Aabenraa', 'Aalborg', 'Aarhus']);
  });

  it('is read once and cannot be changed', () => {
    expect(municipalityRecords()).toBe(records);
    expect(() => Object.assign(records[0] ?? {}, { name: 'Andet' })).toThrow(TypeError);
    expect(() => Object.assign(records[0]?.regions[0] ?? {}, { region: 'Andet' })).toThrow(TypeError);
    expect(() => (records as unknown[]).push({})).toThrow(TypeError);
  });
});
