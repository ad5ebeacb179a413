/** Who waits before whom, to whom a seat that becomes free is offered, and for how long (domain.md 3a Q17, 3c). */
import { addDays, copenhagenDate, endOfDay, type Instant } from './calendar.js';

/** The smallest number comes first; what the numbers mean is the municipality's own. */
export const FIRST_PRIORITY = 1;
export const LAST_PRIORITY = 9;
export const DEFAULT_PRIORITY = 2;

export interface Waiting {
  readonly id: string;
  readonly priority: number;
  /** When they began to wait. It does not change: neither by an offer that was let go, nor by another priority. */
  readonly since: Instant;
}

/** By priority, then by age, then by id. */
export function inWaitingOrder<W extends Waiting>(list: readonly W[]): W[] {
  return [...list].sort(
    (a, b) => a.priority - b.priority || compare(a.since, b.since) || compare(a.id, b.id),
  );
}

/** A seat that nobody holds and that is not offered. */
export interface Vacancy {
  readonly seatId: string;
  readonly since: Instant;
}

export interface Candidate extends Waiting {
  /** When they last said no, or let an offer run out; null for most. */
  readonly lastLostAt: Instant | null;
  /** How many further seats of the pool the limit of their own rule set allows. */
  readonly room: number;
}

export interface OfferToMake {
  readonly seatId: string;
  readonly candidateId: string;
}

/**
 * One offer for each vacancy that somebody can have, in the order of the list. Whoever has let an offer go since the
 * seat became vacant is not asked about it again: it goes to the next, and when all have been asked it is anybody's.
 */
export function offersToMake(vacancies: readonly Vacancy[], candidates: readonly Candidate[]): OfferToMake[] {
  const open = inWaitingOrder(candidates);
  const offers: OfferToMake[] = [];
  for (const { seatId, since } of vacancies) {
    const index = open.findIndex(
      (each) => each.room > offers.length && (each.lastLostAt === null || each.lastLostAt < since),
    );
    const [next] = index < 0 ? [] : open.splice(index, 1);
    if (next !== undefined) offers.push({ seatId, candidateId: next.id });
  }
  return offers;
}

/** The last millisecond of the last day: an offer of seven days made on the 1st stands through the 8th. */
export function offerExpiresAt(madeAt: Instant, days: number): Instant {
  return endOfDay(addDays(copenhagenDate(madeAt), days));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
