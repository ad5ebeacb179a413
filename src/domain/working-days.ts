/**
 * Working days in Denmark: Monday to Friday, public holidays left out. The holidays follow from Easter by law, so they
 * are worked out here: a library of the world's holidays brings its whole calendar along for these eleven lines.
 * The 5 June, 24 and 31 December are no public holidays by law; they count as working days.
 */
import { addDays, parseLocalDate, type LocalDate } from './calendar.js';

/** Store bededag, the fourth Friday after Easter, was a holiday for the last time in 2023. */
const LAST_PRAYER_DAY = 2023;

/** How long after a day its sheet can be expected (Q6), and from when on it is late (L27). */
export const DAYS_TO_RECORD = 3;

/** Easter Sunday, by the Gregorian computus (Meeus). */
export function easterSunday(year: number): LocalDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const moon =
    (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const weekday = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - moon - (c % 4)) % 7;
  const m = Math.floor((a + 11 * moon + 22 * weekday) / 451);
  const month = Math.floor((moon + weekday - 7 * m + 114) / 31);
  const day = ((moon + weekday - 7 * m + 114) % 31) + 1;
  return isoDate(year, month, day);
}

/** The public holidays (helligdage) of a year, in order. */
export function danishHolidays(year: number): LocalDate[] {
  const easter = easterSunday(year);
  // Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday and Monday.
  const fromEaster = [-3, -2, 0, 1, ...(year <= LAST_PRAYER_DAY ? [26] : []), 39, 49, 50];
  return [
    isoDate(year, 1, 1),
    ...fromEaster.map((days) => addDays(easter, days)),
    isoDate(year, 12, 25),
    isoDate(year, 12, 26),
  ];
}

export function isWorkingDay(date: LocalDate): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidaysOf(Number(date.slice(0, 4))).has(date);
}

/** The date on which a number of working days after a date have gone. */
export function addWorkingDays(date: LocalDate, days: number): LocalDate {
  let reached = date;
  for (let left = days; left > 0;) {
    reached = addDays(reached, 1);
    if (isWorkingDay(reached)) left -= 1;
  }
  return reached;
}

/** How many working days have come after a date, up to and including another; 0 when it is not later. */
export function workingDaysAfter(date: LocalDate, until: LocalDate): number {
  let count = 0;
  for (let day = addDays(date, 1); day <= until; day = addDays(day, 1)) if (isWorkingDay(day)) count += 1;
  return count;
}

/** The last date that more than a number of working days have come after, on a day. */
export function lastDayOverdue(today: LocalDate, days: number): LocalDate {
  let date = addDays(today, -1);
  while (addWorkingDays(date, days) >= today) date = addDays(date, -1);
  return date;
}

/** Recorded more than three working days after the day it is about (L27). */
export function isRecordedLate(heldOn: LocalDate, recordedOn: LocalDate): boolean {
  return recordedOn > addWorkingDays(heldOn, DAYS_TO_RECORD);
}

/** Worked out once: a sheet asks for the same year many times. */
const known = new Map<number, ReadonlySet<LocalDate>>();

function holidaysOf(year: number): ReadonlySet<LocalDate> {
  const holidays = known.get(year) ?? new Set(danishHolidays(year));
  known.set(year, holidays);
  return holidays;
}

function isoDate(year: number, month: number, day: number): LocalDate {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const date = parseLocalDate(text);
  if (date === null) throw new Error(`not a date: ${text}`);
  return date;
}
