/**
 * Calendar dates and instants. The only file of the rulebook that uses a library: time zones and month
 * arithmetic are Temporal's business, never ours (domain.md V43; architecture.md habit 12).
 */
import { Temporal } from 'temporal-polyfill';

/** A calendar date, ISO `YYYY-MM-DD`. Sorts and compares as text. */
export type LocalDate = string & { readonly __localDate: true };
/** An instant in UTC, always `YYYY-MM-DDTHH:mm:ss.sssZ`, so that it sorts and compares as text. */
export type Instant = string & { readonly __instant: true };

const ZONE = 'Europe/Copenhagen';
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:[0-5]\d(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** Reads `2019-10-15`; null for anything else, including days that do not exist. */
export function parseLocalDate(text: string): LocalDate | null {
  if (!DATE.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as LocalDate;
  } catch {
    return null;
  }
}

/**
 * Reads an RFC 3339 date and time with seconds and an offset; null for anything else. Null too for a leap second, and
 * for an instant that is not in the years 0000-9999 in UTC, since neither has the form of an Instant.
 */
export function parseInstant(text: string): Instant | null {
  if (!RFC3339.test(text)) return null;
  const day = parseLocalDate(text.slice(0, 10));
  if (day === null) return null;
  try {
    const instant = instantOfMs(Temporal.Instant.from(text.toUpperCase()).epochMilliseconds);
    return instant.length === '0000-01-01T00:00:00.000Z'.length ? instant : null;
  } catch {
    return null;
  }
}

export function instantOfMs(ms: number): Instant {
  return new Date(ms).toISOString() as Instant;
}

export function msOfInstant(instant: Instant): number {
  return Date.parse(instant);
}

const REMEMBERED = 50_000;

/** What was asked about lately: the same few dates are asked about again and again. */
class Remembered<T> {
  private readonly known = new Map<string, T>();

  of(question: string, work: () => T): T {
    const answer = this.known.get(question);
    if (answer !== undefined) return answer;
    const made = work();
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(question, made);
    return made;
  }
}

const instants = new Remembered<Instant>();
const dateOfHour = new Remembered<LocalDate>();
const daysAfter = new Remembered<LocalDate>();
const monthsAfter = new Remembered<LocalDate>();
const lengths = new Remembered<number>();

/** The instant of a wall-clock time (`09:00`) in Copenhagen on a date. */
export function copenhagenInstant(date: LocalDate, time: string): Instant {
  return instants.of(`${date} ${time}`, () => {
    const zoned = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: ZONE, plainTime: time });
    return instantOfMs(zoned.epochMilliseconds);
  });
}

/** The calendar date in Copenhagen at an instant. Since railway time (1894) it changes only at a whole hour of UTC. */
export function copenhagenDate(instant: Instant): LocalDate {
  const hour = instant.slice(0, (instant < '1894' ? '2026-11-24T12:34:56' : '2026-11-24T12').length);
  return dateOfHour.of(hour, () => zoned(instant).toPlainDate().toString() as LocalDate);
}

/** Wall-clock time in Copenhagen, `09.40`, as Danish writes it. */
export function copenhagenTime(instant: Instant): string {
  return zoned(instant).toPlainTime().toString({ smallestUnit: 'minute' }).replace(':', '.');
}

/** The same time by the clock on the wall in Copenhagen, whole days later; negative: earlier. */
export function sameTimeLater(instant: Instant, days: number): Instant {
  return instantOfMs(zoned(instant).add({ days }).epochMilliseconds);
}

/** The last millisecond of a calendar date in Copenhagen. */
export function endOfDay(date: LocalDate): Instant {
  return instantOfMs(msOfInstant(copenhagenInstant(addDays(date, 1), '00:00')) - 1);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return daysAfter.of(
    `${date} ${days}`,
    () => Temporal.PlainDate.from(date).add({ days }).toString() as LocalDate,
  );
}

/** Whole days from one date to another; negative when the other is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return lengths.of(
    `${from} ${to}`,
    () => Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days,
  );
}

/** Month arithmetic that stays inside the month: 31 January + 1 month = 28 or 29 February. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return monthsAfter.of(
    `${date} ${months}`,
    () => Temporal.PlainDate.from(date).add({ months }).toString() as LocalDate,
  );
}

/** `12.09.2019`, as Danish writes a date in figures. */
export function formatDanishDate(date: LocalDate): string {
  return `${date.slice(8, 10)}.${date.slice(5, 7)}.${date.slice(0, 4)}`;
}

function zoned(instant: Instant): Temporal.ZonedDateTime {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
}
