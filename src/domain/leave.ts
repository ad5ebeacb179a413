/** Leave from and to (L9): the seat is held, nothing is at risk, and what is due moves by its length. */
import { addDays, daysBetween, type LocalDate } from './calendar.js';

/** A stretch of leave. `to` is the first day back; null while it is not known. */
export interface Leave {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
}

export function isOnLeave(leaves: readonly Leave[], date: LocalDate): boolean {
  return leaves.some((leave) => leave.from <= date && (leave.to === null || date < leave.to));
}

export function leavesOverlap(a: Leave, b: Leave): boolean {
  return (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);
}

/** Days of leave in [from, until). The leaves do not overlap. */
export function leaveDays(leaves: readonly Leave[], from: LocalDate, until: LocalDate): number {
  return leaves.reduce((days, leave) => {
    const start = leave.from > from ? leave.from : from;
    const end = leave.to === null || leave.to > until ? until : leave.to;
    return days + Math.max(0, daysBetween(start, end));
  }, 0);
}

/**
 * The end of a period [from, until), moved by the leave that falls into it, also into the time that an earlier leave
 * added. A leave whose end is known moves it in full as soon as it is recorded; an open one by the days up to `today`.
 * Guarantees: never earlier than `until`; the order of the list does not matter. The leaves do not overlap.
 */
export function dueAfterLeave(
  from: LocalDate,
  until: LocalDate,
  leaves: readonly Leave[],
  today: LocalDate,
): LocalDate {
  return [...leaves]
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .reduce((due, leave) => {
      if (leave.from >= due) return due;
      const start = leave.from > from ? leave.from : from;
      const end = leave.to ?? addDays(today, 1);
      return addDays(due, Math.max(0, daysBetween(start, end)));
    }, until);
}
