import { Clock } from '../config/clock.js';
import { instantOfMs, msOfInstant, type Instant } from '../domain/calendar.js';

/** A clock that is set to the moment at which something in the example's past happened, and then ticks by milliseconds. */
export class TravellingClock extends Clock {
  constructor(private moment: Instant) {
    super();
  }

  travelTo(moment: Instant): void {
    this.moment = moment;
  }

  override now(): Instant {
    this.moment = instantOfMs(msOfInstant(this.moment) + 1);
    return this.moment;
  }
}
