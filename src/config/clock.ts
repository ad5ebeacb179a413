import { copenhagenDate, instantOfMs, type Instant, type LocalDate } from '../domain/calendar.js';

/** What time it is. Handed in, so that tests can choose it. */
export class Clock {
  now(): Instant {
    return instantOfMs(Date.now());
  }

  /** Today's date in Copenhagen. */
  today(): LocalDate {
    return copenhagenDate(this.now());
  }
}
