/** Until when the seat of somebody who leaves can be used again without asking (L7, Q18). */
import { addDays, type LocalDate } from './calendar.js';
import { courseUnits, cutoffUnit, type Track, type UnitType } from './programme.js';

/** A day of the leaver's cohort, as planned now. */
export interface PlannedDay {
  readonly type: UnitType;
  readonly unit: number;
  readonly date: LocalDate;
  readonly cancelled: boolean;
}

/**
 * First day of the unit from which the provider's approval is needed; null where the track has no such unit, and while
 * no day of it or of a later unit is planned. A cancelled day does not begin a unit.
 */
export function cutoffStart(track: Track, days: readonly PlannedDay[]): LocalDate | null {
  const from = cutoffUnit(track);
  if (from === null) return null;
  const late = courseUnits(track).slice(from - 1);
  const dates = days
    .filter((day) => !day.cancelled && late.some(({ type, unit }) => type === day.type && unit === day.unit))
    .map((day) => day.date)
    .sort();
  return dates[0] ?? null;
}

export interface SeatReuse {
  /** The last day on which nobody needs to be asked; null = no such day. */
  readonly until: LocalDate | null;
  readonly needsApproval: boolean;
}

/**
 * On a day. Before the leaver's own first half-day nothing has been used up, so nobody needs to be asked (L6), and
 * neither for somebody who is in no cohort.
 */
export function seatReuse(
  track: Track,
  days: readonly PlannedDay[],
  { on, begun }: { readonly on: LocalDate; readonly begun: boolean },
): SeatReuse {
  const start = cutoffStart(track, days);
  return {
    until: start === null ? null : addDays(start, -1),
    needsApproval: begun && start !== null && on >= start,
  };
}
