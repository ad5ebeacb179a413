/** From how somebody stood to how they stand after the next fact, without asking for all the others again. */
import { withFirstRecords, type AttendanceFact } from '../../domain/attendance.js';
import { copenhagenDate, copenhagenInstant } from '../../domain/calendar.js';
import type { AsOf } from '../../graphql/as-of.js';
import type { WorkedOut } from './standing-from-facts.js';

/**
 * By enrolment id: how those stand whose `before` is known, after first records of half-days, at a point where `before`
 * holds. The same as worked out from the facts; whom it takes those to tell about is left out.
 */
export function standingsAfter(
  before: ReadonlyMap<string, WorkedOut>,
  records: ReadonlyMap<string, readonly AttendanceFact[]>,
  now: AsOf,
): ReadonlyMap<string, WorkedOut> {
  const after = new Map<string, WorkedOut>();
  for (const [id, known] of before) {
    const worked = standingAfter(known, records.get(id) ?? [], now);
    if (worked !== null) after.set(id, worked);
  }
  return after;
}

function standingAfter(
  before: WorkedOut,
  records: readonly AttendanceFact[],
  { at, validOn }: AsOf,
): WorkedOut | null {
  const { standing } = before;
  const after = withFirstRecords(standing.attendance, records, standing.spans);
  if (after === null) return null;
  const attendedOn = after.attended.map((halfDay) => copenhagenDate(halfDay.startsAt));
  const days = [...attendedOn, ...after.absent.map((halfDay) => copenhagenDate(halfDay.startsAt))];
  if (days.some((day) => day > validOn)) return null;
  return {
    ...before,
    countsSince:
      [before.countsSince, ...days.map((day) => copenhagenInstant(day, '00:00'))].sort().at(-1) ?? at,
    standing: {
      ...standing,
      attendance: after.answer,
      ahead: standing.ahead.filter(({ startsAt }) => startsAt > at),
      begun: standing.begun || records.length > 0,
      lastAttendedOn: [...attendedOn, standing.lastAttendedOn ?? []].flat().sort().at(-1) ?? null,
    },
  };
}
