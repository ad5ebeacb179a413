/** What an enrolment can still come to, by the rulebook, from what is known today (Q13, Q14). */
import { halfDayKey, type HalfDay, type HalfDayRef } from '../../domain/attendance.js';
import { copenhagenDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import {
  closingMeeting,
  forecastMinutes,
  plannedCredits,
  shortfall,
  supervisionOutlook,
  type PlannedCredit,
} from '../../domain/forecast.js';
import type { RequirementKind } from '../../domain/requirements.js';
import { Forecast, ForecastMeeting } from './forecast.model.js';
import { Outlook } from './progress.model.js';
import type { ProgressAnswer } from './standing.js';

/** What is left out of what lies ahead. */
export interface LeftOut {
  readonly halfDay?: HalfDayRef | null;
  readonly meetingId?: string | null;
  /** This day and everything after it. */
  readonly from?: LocalDate | null;
}

export function forecastOf(answer: ProgressAnswer, leftOut: LeftOut, at: Instant): Forecast {
  const { attendance, supervisionFacts, track } = answer;
  const before = (startsAt: Instant) => !leftOut.from || copenhagenDate(startsAt) < leftOut.from;
  const isLeftOut = (halfDay: HalfDay) =>
    (leftOut.halfDay != null && halfDayKey(halfDay) === halfDayKey(leftOut.halfDay)) ||
    !before(halfDay.startsAt);
  const coming = attendance.coming.filter((halfDay) => !isLeftOut(halfDay));
  const ahead = supervisionFacts.ahead.filter(
    ({ meetingId, startsAt }) => meetingId !== leftOut.meetingId && before(startsAt),
  );
  const supervision = supervisionOutlook(track.supervision, { ...supervisionFacts, ahead }, at);
  const credits = plannedCredits(ahead, supervisionFacts.window);
  const closing = closingMeeting(supervision.remainingMinutes, credits);
  const meetings = credits.map(toMeeting);
  return Object.assign(new Forecast(), {
    coming,
    missed: attendance.missed,
    requiredHalfDays: attendance.requiredHalfDays,
    attainableHalfDays:
      attendance.attendedHalfDays + attendance.madeUpHalfDays + attendance.notRecorded.length + coming.length,
    targetMinutes: supervision.targetMinutes,
    supervisionMinutes: forecastMinutes(supervision),
    missingMinutes: shortfall(supervision),
    outlook: Outlook[supervision.outlook],
    meetings,
    closingMeeting: meetings.find((meeting) => meeting.meetingId === closing?.meetingId) ?? null,
  });
}

/** Whether something is reached with everything planned, and would not be with less; never what is lifted by dispensation. */
export function fallsBelow(answer: ProgressAnswer, before: Forecast, after: Forecast): boolean {
  const { toleranceHalfDays } = answer.track.attendance;
  const lacks = ({ requiredHalfDays: required, attainableHalfDays: attainable }: Forecast) =>
    required !== null && attainable < required - toleranceHalfDays;
  const short = ({ missingMinutes }: Forecast) => (missingMinutes ?? 0) > 0;
  const isLifted = (kind: RequirementKind) =>
    answer.requirements.some((each) => each.kind === kind && each.dispensation != null);
  const falls = (kind: RequirementKind, isMissing: (forecast: Forecast) => boolean) =>
    !isLifted(kind) && !isMissing(before) && isMissing(after);
  return falls('ATTENDANCE', lacks) || falls('SUPERVISION', short);
}

function toMeeting({ meeting, minutes }: PlannedCredit): ForecastMeeting {
  const { meetingId, startsAt, endsAt } = meeting;
  return Object.assign(new ForecastMeeting(), { meetingId, startsAt, endsAt, minutes });
}
