/** Municipalities and their regions as they stood on a date (domain.md finding 7, section 6, L28, V41). */
import type { LocalDate } from './calendar.js';

/** A region that a municipality belonged to; both dates are included, null is open. */
export interface RegionPeriod {
  readonly region: string;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

export interface MunicipalityRecord {
  /** Three digits, `163`. */
  readonly code: string;
  /** Without `Kommune`: `Herlev`. */
  readonly name: string;
  /** First and last day of its existence; null is open. */
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  /** The municipality that it became part of (L28). */
  readonly successorCode: string | null;
  /** In time order, without gaps or overlaps. */
  readonly regions: readonly RegionPeriod[];
}

/** Names that do not take plain `Kommune` (section 6); a genitive is never guessed. */
const IRREGULAR_NAMES: Readonly<Record<string, string>> = {
  København: 'Københavns Kommune',
  Bornholm: 'Bornholms Regionskommune',
};

/** The last day of Region Hovedstaden and Region Sjælland, and the first of Region Østdanmark (E1). */
const LAST_DAY_OF_OLD_REGIONS = '2026-12-31' as LocalDate;
const FIRST_DAY_OF_EAST_DENMARK = '2027-01-01' as LocalDate;
const MERGED_REGIONS = ['Region Hovedstaden', 'Region Sjælland'];

/** The regions of a municipality by its region of 2024, with the change of 1 January 2027 applied (V41). */
export function regionPeriods(region: string): RegionPeriod[] {
  if (!MERGED_REGIONS.includes(region)) return [{ region, from: null, to: null }];
  return [
    { region, from: null, to: LAST_DAY_OF_OLD_REGIONS },
    { region: 'Region Østdanmark', from: FIRST_DAY_OF_EAST_DENMARK, to: null },
  ];
}

/** The region on a date; null where the record says nothing about that date. */
export function regionOn(record: MunicipalityRecord, date: LocalDate): string | null {
  return record.regions.find((period) => within(date, period.from, period.to))?.region ?? null;
}

export function existsOn(record: MunicipalityRecord, date: LocalDate): boolean {
  return within(date, record.validFrom, record.validTo);
}

/** From its first day on, what was a municipality is part of another (L28). */
export interface Succession {
  readonly code: string;
  readonly successorCode: string;
  readonly firstDay: LocalDate;
}

/**
 * The municipality that a code stands for on a day: itself while it exists, else the one that it became part of, and so
 * on along the chain.
 */
export function successorOn(code: string, successions: readonly Succession[], date: LocalDate): string {
  const passed = new Set<string>();
  let current = code;
  for (;;) {
    const from: string = current;
    const next = successions.find((each) => each.code === from && each.firstDay <= date);
    // A circle can come about only by correcting dates; nobody goes round it twice.
    if (next === undefined || passed.has(from)) return from;
    passed.add(from);
    current = next.successorCode;
  }
}

/** Every former municipality that a code stands for on a day, in the order of the successions. */
export function predecessorsOn(code: string, successions: readonly Succession[], date: LocalDate): string[] {
  return successions
    .map((each) => each.code)
    .filter((former) => former !== code && successorOn(former, successions, date) === code);
}

/** The name on screens and paper: `Herlev Kommune`, `Københavns Kommune`, `Bornholms Regionskommune`. */
export function displayName(name: string): string {
  return IRREGULAR_NAMES[name] ?? `${name} Kommune`;
}

/** Reads `0101` and `101` as `101`, since spreadsheets strip the zero; null for anything else. */
export function municipalityCode(text: string): string | null {
  return /^0?([1-9]\d{2})$/.exec(text.trim())?.[1] ?? null;
}

function within(date: LocalDate, from: LocalDate | null, to: LocalDate | null): boolean {
  return (from === null || from <= date) && (to === null || date <= to);
}
