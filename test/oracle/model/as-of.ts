/** The point from which everything is looked at: as it was on a day, by what was known at a moment. */
import { danishDay, danishMoment, plusDays } from './dates.js';
import type { Day, Fact, Moment } from './facts.js';
import { whatIsKnown } from './knowledge.js';
import type { Knowledge } from './known.js';
import type { Slip } from './slips.js';

export interface AsOf {
  readonly known: Knowledge;
  readonly on: Day;
  /** What ended by then is over: the end of the day, and never later than what is known. */
  readonly until: Moment;
  readonly slip: Slip;
}

/** Nothing can be known about a day that had not come: it is answered as the day of the knowledge. */
export function asOf(facts: readonly Fact[], asked: Day, knownAt: Moment, slip: Slip = null): AsOf {
  const today = danishDay(knownAt);
  const on = asked < today ? asked : today;
  return {
    known: whatIsKnown(facts, slip === 'FORESIGHT' ? '9999' : knownAt),
    on,
    until: on < today ? danishMoment(plusDays(on, 1), 0) : knownAt,
    slip,
  };
}
