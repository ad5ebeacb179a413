/** What becomes of the own times of those who came late or left early when the times of their meeting are corrected. */
import { copenhagenDate, daysBetween, sameTimeLater } from '../../domain/calendar.js';
import { presentInterval, type PresenceFact } from '../../domain/credit.js';
import { invalidInput, type InputProblem } from '../../domain/refusal.js';
import type { MeetingRecord } from './meeting.records.js';
import type { PresenceEntry } from './presence-sheet.js';
import type { PresenceRow, SimultaneousPresence } from './presence.repository.js';

/**
 * What is to be recorded anew about those who were there: on another day their times are the same by the clock on the wall
 * (V43), so that nobody gains or loses a minute by it (L2). Nothing when only the hours are others: then what was said of
 * each person is as true as before.
 *
 * Refuses times of the meeting that leave nothing of the time that somebody was there. Time that was outside the meeting
 * before is ignored, as when it was recorded (V9).
 */
export function movedWith(
  meeting: { readonly before: MeetingRecord; readonly after: MeetingRecord },
  present: readonly PresenceRow[],
): PresenceEntry[] {
  const { before, after } = meeting;
  const days = daysMoved(before, after);
  const move = (presence: PresenceRow): PresenceRow => moveBy(days, presence);
  const there = present.filter((each) => wasThere(each, before));
  requireNobody(
    there.map(move).filter((each) => !wasThere(each, after)),
    after,
  );
  if (days === 0) return [];
  return present
    .filter(({ fromAt, toAt }) => fromAt !== null || toAt !== null)
    .map((each) => toEntry(move(each)));
}

/** One presence, as the rulebook sees it. Breaks and the number of people do not matter to when somebody was there. */
export function toFact(presence: SimultaneousPresence): PresenceFact {
  const { id, enrolmentId, meetingId, startedAt, endedAt, fromAt, toAt } = presence;
  const meeting = { id: meetingId, startedAt, endedAt, breakMinutes: 0, present: 0 };
  return { id, enrolmentId, meeting, from: fromAt, to: toAt };
}

/** A meeting that begins or ends on the day that it did is on no other day: only its hours are others. */
function daysMoved(before: MeetingRecord, after: MeetingRecord): number {
  const days = (which: 'startedAt' | 'endedAt') =>
    daysBetween(copenhagenDate(before[which]), copenhagenDate(after[which]));
  return days('endedAt') === 0 ? 0 : days('startedAt');
}

function moveBy(days: number, presence: PresenceRow): PresenceRow {
  const { fromAt, toAt } = presence;
  return {
    ...presence,
    fromAt: fromAt && sameTimeLater(fromAt, days),
    toAt: toAt && sameTimeLater(toAt, days),
  };
}

function wasThere(presence: PresenceRow, record: MeetingRecord): boolean {
  return presentInterval(toFact({ ...presence, ...record })) !== null;
}

function requireNobody(gone: readonly PresenceRow[], { endedAt }: MeetingRecord): void {
  const came = gone.filter(({ fromAt }) => fromAt !== null && fromAt >= endedAt).length;
  const problems: InputProblem[] = [
    { path: 'startedAt', people: gone.length - came, what: 'had left by then' },
    { path: 'endedAt', people: came, what: 'had not come by then' },
  ]
    .filter(({ people }) => people > 0)
    .map(({ path, people, what }) => ({
      path,
      message: `leaves no time of ${people} who ${what}: correct their times first, with supervisionCorrect`,
    }));
  if (problems.length > 0) throw invalidInput(...problems);
}

function toEntry({ enrolmentId, fromAt, toAt, absent, guest }: PresenceRow): PresenceEntry {
  return { enrolmentId, fromAt, toAt, absent, guest };
}
