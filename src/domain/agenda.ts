/** When somebody is expected where: membership by date, and the days that they travel (Q12, Q25). */
import type { LocalDate } from './calendar.js';
import { LEFT, type EnrolmentStatus } from './enrolment.js';
import { groupBy } from './group-by.js';

/** A stretch of time; null = from the beginning, and still. `to` is the first day after it. */
export interface Span {
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

export interface StatusChange {
  readonly status: EnrolmentStatus;
  readonly validOn: LocalDate;
}

export function contains({ from, to }: Span, date: LocalDate): boolean {
  return (from === null || from <= date) && (to === null || date < to);
}

/** Whether somebody had left the course by a day: that ends whatever they were a member of. */
export function hasLeftBy(changes: readonly StatusChange[], date: LocalDate): boolean {
  return changes.some((change) => LEFT.includes(change.status) && change.validOn <= date);
}

/** Something that somebody is expected at, and whose house it is in, where that is known. */
export interface Stop {
  readonly date: LocalDate;
  readonly hostMunicipalityCode: string | null;
  /** Whose seat the person has there. */
  readonly ownMunicipalityCode: string;
}

/** One day on which somebody goes somewhere, however many things there are on it. */
export interface TravelDay<S extends Stop> {
  readonly date: LocalDate;
  readonly stops: readonly S[];
  /** Whether anything on it is in another municipality; null where that is not known. */
  readonly outside: boolean | null;
}

/**
 * By date. Guarantees: each date once, every stop on exactly one of them; `outside` is never guessed from a host that is
 * not known.
 */
export function travelDays<S extends Stop>(stops: readonly S[]): TravelDay<S>[] {
  return [...groupBy(stops, (stop) => stop.date).values()]
    .map((own) => ({ date: own[0]?.date as LocalDate, stops: own, outside: isOutside(own) }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

function isOutside(stops: readonly Stop[]): boolean | null {
  const away = stops.map(({ hostMunicipalityCode: host, ownMunicipalityCode: own }) =>
    host === null ? null : host !== own,
  );
  if (away.includes(true)) return true;
  return away.includes(null) ? null : false;
}
