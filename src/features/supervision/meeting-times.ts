import { msOfInstant, type Instant } from '../../domain/calendar.js';
import { invalidInput } from '../../domain/refusal.js';

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 24 * 60;

/** Refuses a meeting that ends before it begins or lasts longer than a day and a night; answers its whole minutes. */
export function requireMeetingTimes(startsAt: Instant, endsAt: Instant, path: string): number {
  const minutes = (msOfInstant(endsAt) - msOfInstant(startsAt)) / MINUTE_MS;
  if (minutes <= 0) throw invalidInput({ path, message: 'must be after the beginning' });
  if (minutes > LONGEST_MINUTES)
    throw invalidInput({ path, message: 'must be at most 24 hours after the beginning' });
  return Math.floor(minutes);
}

/** Planned, over, and nothing recorded: it counts as nothing, not as zero (L3). */
export function awaitsRecording(
  meeting: { readonly status: string; readonly plannedEndsAt: Instant },
  now: Instant,
): boolean {
  return meeting.status === 'PLANNED' && meeting.plannedEndsAt <= now;
}

/** Planned and not begun. */
export function liesAhead(
  meeting: { readonly status: string; readonly plannedStartsAt: Instant },
  now: Instant,
): boolean {
  return meeting.status === 'PLANNED' && meeting.plannedStartsAt > now;
}
