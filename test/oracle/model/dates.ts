/** Dates in Denmark, with nothing but what the language brings. */
import type { Day, Moment } from './facts.js';

const DAY_MS = 86_400_000;

export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The same day of the month, or the month's last. */
export function plusMonths(day: Day, months: number): Day {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const target = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(date, last));
  return target.toISOString().slice(0, 10);
}

/** Danish summer time runs from the last Sunday of March to the last Sunday of October, changing at 01:00 UTC. */
function hoursAhead(moment: Moment): 1 | 2 {
  const year = Number(moment.slice(0, 4));
  return moment >= lastSunday(year, 3) && moment < lastSunday(year, 10) ? 2 : 1;
}

const sundays = new Map<string, Moment>();

function lastSunday(year: number, month: number): Moment {
  const known = sundays.get(`${year} ${month}`);
  if (known !== undefined) return known;
  const last = new Date(Date.UTC(year, month, 0, 1));
  last.setUTCDate(last.getUTCDate() - last.getUTCDay());
  sundays.set(`${year} ${month}`, last.toISOString());
  return last.toISOString();
}

/** The date in Denmark at a moment. */
export function danishDay(moment: Moment): Day {
  return new Date(Date.parse(moment) + hoursAhead(moment) * 3_600_000).toISOString().slice(0, 10);
}

/** The moment of a Danish wall clock's hour on a day; never inside the hour of a change. */
export function danishMoment(day: Day, hour: number): Moment {
  const noon = `${day}T12:00:00.000Z`;
  return new Date(Date.parse(day) + (hour - hoursAhead(noon)) * 3_600_000).toISOString();
}

export function minutesBetween(from: Moment, to: Moment): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000;
}
