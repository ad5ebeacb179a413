/** What a closed group still takes. Its hours, and whatever is put right about them, stay. */
import { copenhagenDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import { invalidState } from '../../domain/refusal.js';

interface MayBeClosed {
  /** Last day of a group that is closed, or is to close; null = open. */
  readonly closedAfter: LocalDate | null;
}

/** Refuses a meeting after the last day. */
export function requireMeets({ closedAfter }: MayBeClosed, startsAt: Instant): void {
  if (closedAfter !== null && copenhagenDate(startsAt) > closedAfter) throw closed(closedAfter);
}

/** Refuses new members, whose membership would have no end. */
export function requireOpen({ closedAfter }: MayBeClosed): void {
  if (closedAfter !== null) throw closed(closedAfter);
}

function closed(lastDay: LocalDate) {
  return invalidState(`This group is closed: its last day is ${lastDay}.`, 'CLOSED', [
    'supervisionGroupReopen',
  ]);
}
