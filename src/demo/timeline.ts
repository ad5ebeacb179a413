import { addDays, addMonths, copenhagenInstant, type Instant, type LocalDate } from '../domain/calendar.js';
import type { TravellingClock } from './clock.js';

interface Event {
  readonly at: Instant;
  readonly order: number;
  readonly happen: () => Promise<unknown>;
}

/** What happens when, in the example's world. Everything up to now takes place in order; what lies ahead does not yet. */
export class Timeline {
  private readonly events: Event[] = [];

  constructor(
    private readonly clock: TravellingClock,
    /** Today in the real world. */
    readonly today: LocalDate,
    private readonly now: Instant,
  ) {}

  /** A weekday about this many months from today; negative = past. */
  day(months: number, plusDays = 0): LocalDate {
    const whole = Math.trunc(months);
    return weekday(addDays(addMonths(this.today, whole), Math.round((months - whole) * 30) + plusDays));
  }

  /** The weekday after a day. */
  dayAfter(day: LocalDate): LocalDate {
    return weekday(addDays(day, 1));
  }

  at(date: LocalDate, time: string, happen: () => Promise<unknown>): void {
    this.events.push({ at: copenhagenInstant(date, time), order: this.events.length, happen });
  }

  /** Lets everything that lies in the past take place, a rest after every hundred events; an event may add later ones. */
  async run(rest: () => Promise<void>): Promise<void> {
    for (let count = 1; ; count += 1) {
      if (count % 100 === 0) await rest();
      this.events.sort((a, b) => a.at.localeCompare(b.at) || a.order - b.order);
      const next = this.events.shift();
      if (next === undefined || next.at >= this.now) return;
      this.clock.travelTo(next.at);
      await next.happen();
    }
  }
}

function weekday(day: LocalDate): LocalDate {
  const number = new Date(`${day}T12:00:00Z`).getUTCDay();
  if (number === 6) return addDays(day, 2);
  return number === 0 ? addDays(day, 1) : day;
}
