/**
 * What is still to come of supervision: the meetings ahead, what they would add, and what if some are left out. Nothing
 * here is credited to anybody; the planned minutes and the outlook are those of the same rulebook (supervision.ts).
 */
import { copenhagenDate, msOfInstant, type Instant } from './calendar.js';
import { isOnLeave } from './leave.js';
import type { SupervisionRule } from './programme.js';
import {
  isInWindow,
  supervisionProgress,
  type SupervisionAnswer,
  type SupervisionFacts,
  type SupervisionWindow,
} from './supervision.js';

/** A meeting that lies ahead of a person. */
export interface PlannedMeeting {
  readonly meetingId: string;
  readonly groupId: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** What a planned meeting would add to a person's minutes, attended from beginning to end. */
export interface PlannedCredit {
  readonly meeting: PlannedMeeting;
  readonly minutes: number;
}

/** The facts of supervision with the meetings ahead instead of their sum. */
export interface SupervisionOutlookFacts extends Omit<SupervisionFacts, 'plannedMinutes'> {
  readonly ahead: readonly PlannedMeeting[];
}

const MINUTE = 60_000;

/**
 * In the order of the calendar. Meetings outside the window or during leave (L9) add nothing and are left out; time that
 * two of them share counts once, for the one that begins first (V12). The order of the list does not matter.
 */
export function plannedCredits(
  ahead: readonly PlannedMeeting[],
  window: SupervisionWindow,
): readonly PlannedCredit[] {
  let coveredUntil = -Infinity;
  return ahead
    .filter(
      ({ startsAt }) => isInWindow(startsAt, window) && !isOnLeave(window.leaves, copenhagenDate(startsAt)),
    )
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt) || a.meetingId.localeCompare(b.meetingId))
    .map((meeting) => {
      const end = msOfInstant(meeting.endsAt);
      const start = Math.max(msOfInstant(meeting.startsAt), coveredUntil);
      coveredUntil = Math.max(coveredUntil, end);
      return { meeting, minutes: Math.max(0, Math.floor((end - start) / MINUTE)) };
    });
}

/** Where a person stands, with what lies ahead. */
export function supervisionOutlook(
  rule: SupervisionRule | null,
  { ahead, ...facts }: SupervisionOutlookFacts,
  at: Instant,
): SupervisionAnswer {
  const plannedMinutes = sum(plannedCredits(ahead, facts.window));
  return supervisionProgress(rule, { plannedMinutes, ...facts }, at);
}

/** Minutes when everything planned is attended. */
export function forecastMinutes(
  answer: Pick<SupervisionAnswer, 'creditedMinutes' | 'plannedMinutes'>,
): number {
  return answer.creditedMinutes + answer.plannedMinutes;
}

/** Minutes that are missing even when everything planned is attended; null where there is no target. */
export function shortfall(answer: SupervisionAnswer): number | null {
  return answer.targetMinutes === null ? null : Math.max(0, answer.targetMinutes - forecastMinutes(answer));
}

/** The planned meeting after which nothing remains; null when nothing remains now, or when they do not suffice. */
export function closingMeeting(
  remainingMinutes: number | null,
  credits: readonly PlannedCredit[],
): PlannedMeeting | null {
  if (remainingMinutes === null || remainingMinutes <= 0) return null;
  let rest = remainingMinutes;
  for (const { meeting, minutes } of credits) {
    rest -= minutes;
    if (rest <= 0) return meeting;
  }
  return null;
}

/** What a person would have, with everything planned and without some of it. */
export interface Consequence {
  readonly before: SupervisionAnswer;
  readonly after: SupervisionAnswer;
  /** Reaches the target with everything planned, and would not without what is left out. Never by dispensation. */
  readonly fallsBelow: boolean;
}

/** If the meetings that `leftOut` names did not take place for a person, and nothing else changed (Q10, Q13, Q24). */
export function ifLeftOut(
  rule: SupervisionRule | null,
  facts: SupervisionOutlookFacts,
  leftOut: (meeting: PlannedMeeting) => boolean,
  at: Instant,
): Consequence {
  const before = supervisionOutlook(rule, facts, at);
  const ahead = facts.ahead.filter((meeting) => !leftOut(meeting));
  const after = supervisionOutlook(rule, { ...facts, ahead }, at);
  const fallsBelow = !facts.dispensed && shortfall(before) === 0 && shortfall(after) !== 0;
  return { before, after, fallsBelow };
}

function sum(credits: readonly PlannedCredit[]): number {
  return credits.reduce((total, credit) => total + credit.minutes, 0);
}
