/** Dates that are known only roughly, as in "i midten af oktober 2019" or "1. halvår 2025" (R21, Y3). */
import { addDays, addMonths, type LocalDate } from './calendar.js';
import type { Texts } from './programme.js';

export const DATE_PRECISIONS = ['DAY', 'MID_MONTH', 'MONTH', 'QUARTER', 'HALF_YEAR'] as const;
export type DatePrecision = (typeof DATE_PRECISIONS)[number];

/** The first and the last day that a fuzzy date can mean; both are included. */
export interface DateRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** The middle of a month: the ten days that are neither its beginning nor its end. */
const MID_MONTH = { from: '11', to: '20' };

const MONTHS: readonly Texts[] = [
  { da: 'januar', en: 'January' },
  { da: 'februar', en: 'February' },
  { da: 'marts', en: 'March' },
  { da: 'april', en: 'April' },
  { da: 'maj', en: 'May' },
  { da: 'juni', en: 'June' },
  { da: 'juli', en: 'July' },
  { da: 'august', en: 'August' },
  { da: 'september', en: 'September' },
  { da: 'oktober', en: 'October' },
  { da: 'november', en: 'November' },
  { da: 'december', en: 'December' },
];
const NTH: readonly string[] = ['first', 'second', 'third', 'fourth'];

/** The days that a date can mean at a precision; any day of the period stands for it. */
export function fuzzyRange(date: LocalDate, precision: DatePrecision): DateRange {
  switch (precision) {
    case 'DAY':
      return { from: date, to: date };
    case 'MID_MONTH':
      return { from: dayOf(date, MID_MONTH.from), to: dayOf(date, MID_MONTH.to) };
    case 'MONTH':
      return period(date, 1);
    case 'QUARTER':
      return period(date, 3);
    case 'HALF_YEAR':
      return period(date, 6);
  }
}

/** As people write it: `15. oktober 2019`, `midten af oktober 2019`, `4. kvartal 2019`, `1. halvår 2025`. */
export function fuzzyDateText(date: LocalDate, precision: DatePrecision): Texts {
  const year = date.slice(0, 4);
  const month = MONTHS[monthOf(date) - 1] ?? { da: '', en: '' };
  switch (precision) {
    case 'DAY':
      return { da: `${dayNumber(date)}. ${month.da} ${year}`, en: `${dayNumber(date)} ${month.en} ${year}` };
    case 'MID_MONTH':
      return { da: `midten af ${month.da} ${year}`, en: `the middle of ${month.en} ${year}` };
    case 'MONTH':
      return { da: `${month.da} ${year}`, en: `${month.en} ${year}` };
    case 'QUARTER':
      return numbered(date, 3, 'kvartal', 'quarter');
    case 'HALF_YEAR':
      return numbered(date, 6, 'halvår', 'half');
  }
}

function numbered(date: LocalDate, months: number, da: string, en: string): Texts {
  const index = Math.floor((monthOf(date) - 1) / months);
  const year = date.slice(0, 4);
  return { da: `${index + 1}. ${da} ${year}`, en: `the ${NTH[index]} ${en} of ${year}` };
}

function period(date: LocalDate, months: number): DateRange {
  const first = Math.floor((monthOf(date) - 1) / months) * months + 1;
  const from = `${date.slice(0, 4)}-${String(first).padStart(2, '0')}-01` as LocalDate;
  return { from, to: addDays(addMonths(from, months), -1) };
}

function dayOf(date: LocalDate, day: string): LocalDate {
  return `${date.slice(0, 8)}${day}` as LocalDate;
}

function monthOf(date: LocalDate): number {
  return Number(date.slice(5, 7));
}

function dayNumber(date: LocalDate): number {
  return Number(date.slice(8, 10));
}
