/** The supervision groups of a cohort, when they meet, and who was there. */
import { msOfInstant, type Instant, type LocalDate } from '../../src/domain/calendar.js';
import { at, type HistoryCalendar } from './data-calendar.js';
import type { CohortPlan, TrackKey } from './data-plan.js';
import type { Random } from './random.js';

export interface MeetingPlan {
  readonly date: LocalDate;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** When it ended; null while it lies ahead. */
  readonly endedAt: Instant | null;
}

export const GROUP_SIZE: Readonly<Record<TrackKey, number>> = { MEETING_LEADER: 6, INTRO: 12 };

/** Mornings for one track and afternoons for the other, so that nobody is in two meetings at once. */
const HOURS: Readonly<Record<TrackKey, readonly [from: string, to: string, late: string, overrun: string]>> =
  {
    MEETING_LEADER: ['09:00', '12:00', '09:40', '12:30'],
    INTRO: ['13:00', '16:00', '13:40', '16:30'],
  };
/** Days from the beginning of the round to the first meeting, and from one to the next. */
const PACE: Readonly<Record<TrackKey, readonly [first: number, step: number]>> = {
  MEETING_LEADER: [30, 39],
  INTRO: [180, 60],
};
/** Meetings of a group that had all of them, and of the other three, by round; those ahead in the last round. */
const HELD: Readonly<Record<TrackKey, readonly (readonly [whole: number, part: number])[]>> = {
  MEETING_LEADER: [
    [17, 3],
    [17, 1],
    [2, 2],
  ],
  INTRO: [
    [5, 1],
    [5, 1],
    [1, 1],
  ],
};
const AHEAD: Readonly<Record<TrackKey, number>> = { MEETING_LEADER: 6, INTRO: 2 };
const LAST_ROUND = 2;

export function meetingsOf(
  { round, track, ahead }: CohortPlan,
  group: number,
  calendar: HistoryCalendar,
  random: Random,
): MeetingPlan[] {
  const [whole, part] = HELD[track][round] ?? [0, 0];
  const held = group % 4 === 0 ? whole : part;
  const [first, step] = PACE[track];
  const weekday = group % 2 === 0 ? 2 : 4;
  const [from, to, , overrun] = HOURS[track];
  const on = (date: LocalDate, isHeld: boolean): MeetingPlan => ({
    date,
    startsAt: at(date, from),
    endsAt: at(date, to),
    endedAt: isHeld ? at(date, random.chance(0.1) ? overrun : to) : null,
  });
  const past = Array.from({ length: ahead ? 0 : held }, (_, index) =>
    on(calendar.inRound(round, (first + index * step) / 30.4, 0, weekday), true),
  );
  const coming = Array.from({ length: round === LAST_ROUND ? AHEAD[track] : 0 }, (_, index) =>
    on(calendar.ahead(60 + index * 30, weekday), false),
  );
  return [...past, ...coming];
}

/** Whether somebody was away, or when they came if it was late; null = from the beginning. */
export function presenceAt(
  meeting: MeetingPlan,
  track: TrackKey,
  random: Random,
): { absent: boolean; from: Instant | null; minutes: number } {
  const chance = random.next();
  if (chance < 0.02) return { absent: true, from: null, minutes: 0 };
  const from = chance < 0.05 ? at(meeting.date, HOURS[track][2]) : null;
  const length = msOfInstant(meeting.endedAt ?? meeting.endsAt) - msOfInstant(from ?? meeting.startsAt);
  return { absent: false, from, minutes: length / 60_000 };
}
