/** When the days and meetings of the made-up history take place, seen from its "today". */
import {
  addDays,
  addMonths,
  copenhagenInstant,
  daysBetween,
  type Instant,
  type LocalDate,
} from '../../src/domain/calendar.js';

/** Months from the beginning of each round's engagements to today; they last 24 months and follow on from each other. */
const ROUND_STARTS = [-66, -40, -14] as const;
export const ROUNDS = ROUND_STARTS.length;

export interface DayTimes {
  readonly amStartsAt: Instant;
  readonly amEndsAt: Instant;
  readonly pmStartsAt: Instant;
  readonly pmEndsAt: Instant;
}

const MONDAY = '2024-01-01' as LocalDate;

/** Half-days at the times that the product proposes. */
export function timesOn(date: LocalDate): DayTimes {
  return {
    amStartsAt: at(date, '09:00'),
    amEndsAt: at(date, '12:00'),
    pmStartsAt: at(date, '13:00'),
    pmEndsAt: at(date, '16:00'),
  };
}

const moments = new Map<string, Instant>();

/** The time of day in Copenhagen. The same days come again and again. */
export function at(date: LocalDate, time: string): Instant {
  const key = `${date} ${time}`;
  let moment = moments.get(key);
  if (moment === undefined) moments.set(key, (moment = copenhagenInstant(date, time)));
  return moment;
}

/** A moment on a day at which something was recorded. */
export function recordedOn(date: LocalDate): Instant {
  return `${date}T16:30:00.000Z` as Instant;
}

/** Everything before today has happened, and nothing happens in the seven weeks after it, so that the data stay true. */
export class HistoryCalendar {
  private readonly weeks = new Map<string, LocalDate>();

  private readonly starts: readonly LocalDate[];

  constructor(readonly today: LocalDate) {
    this.starts = ROUND_STARTS.map((months) => addMonths(today, months));
  }

  roundStart(round: number): LocalDate {
    const start = this.starts[round];
    if (start === undefined) throw new Error(`There is no round ${round}`);
    return start;
  }

  /** The given day of the week (0 = Monday) so many months and weeks after a round began. */
  inRound(round: number, months: number, weeks: number, weekday: number): LocalDate {
    return this.onWeekday(this.roundStart(round), Math.round(months * 30.4) + weeks * 7, weekday);
  }

  /** A day in that week after today. */
  ahead(days: number, weekday: number): LocalDate {
    return this.onWeekday(this.today, days, weekday);
  }

  private onWeekday(from: LocalDate, days: number, weekday: number): LocalDate {
    const key = `${from}+${days}/${weekday}`;
    let date = this.weeks.get(key);
    if (date === undefined) {
      const near = addDays(from, days);
      const sinceMonday = ((daysBetween(MONDAY, near) % 7) + 7) % 7;
      date = addDays(near, weekday - sinceMonday);
      this.weeks.set(key, date);
    }
    return date;
  }
}
