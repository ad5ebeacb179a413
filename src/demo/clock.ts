import { Clock } from '../config/clock.js';
import { instantOfMs, msOfInstant, type Instant } from '../domain/calendar.js';

/**
 * A clock that is set to the moment at which something in the example's past happened, and then ticks by milliseconds;
 * never past the present.
 */
export class TravellingClock extends Clock {
  constructor(
    private moment: Instant,
    private readonly present: Instant,
  ) {
    super();
  }

  travelTo(moment: Instant): void {
    this.moment = moment;
  }

  override now(): Instant {
    const next = instantOfMs(msOfInstant(this.moment) + 1);
    this.moment = next < this.present ? next : this.present;
    return this.moment;
  }
}
