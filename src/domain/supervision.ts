/** Supervision in whole minutes: from a window of time and what is credited in it to what remains (domain.md 1d; V10-V17, V42). */
import { addDays, addMonths, copenhagenDate, daysBetween, type Instant, type LocalDate } from './calendar.js';
import { dueAfterLeave, leaveDays, type Leave } from './leave.js';
import type { Capacity, SupervisionRule } from './programme.js';

export type Outlook = 'NO_TARGET' | 'MET' | 'ON_TRACK' | 'AT_RISK' | 'IMPOSSIBLE';

/** When supervision of an enrolment counts: from the engagement's start, for the rule's months and the days of leave (L9). */
export interface SupervisionWindow {
  readonly from: LocalDate;
  /** First day after the window; null = open. */
  readonly until: LocalDate | null;
  readonly leaves: readonly Leave[];
}

export function supervisionWindow(
  rule: SupervisionRule | null,
  startsOn: LocalDate,
  leaves: readonly Leave[] = [],
  today: LocalDate = startsOn,
): SupervisionWindow {
  const months = rule?.windowMonths ?? null;
  const until = months === null ? null : dueAfterLeave(startsOn, addMonths(startsOn, months), leaves, today);
  return { from: startsOn, until, leaves };
}

export function isInWindow(startedAt: Instant, window: SupervisionWindow): boolean {
  const date = copenhagenDate(startedAt);
  return window.from <= date && (window.until === null || date < window.until);
}

export interface SupervisionAnswer {
  /** Null where no hours are stated for this person: then nothing remains and no percentage is shown (V42). */
  readonly targetMinutes: number | null;
  readonly creditedMinutes: number;
  readonly remainingMinutes: number | null;
  readonly plannedMinutes: number;
  /** Minutes attended outside the window: they count only with a dispensation (1d). */
  readonly outsideWindowMinutes: number;
  readonly outlook: Outlook;
  /** Where a straight line through the window stands today, in whole minutes: for information only (1d). Null without target or end. */
  readonly paceMinutes: number | null;
  readonly minutesPerHour: number;
  readonly window: SupervisionWindow;
}

export interface SupervisionFacts {
  readonly capacity: Capacity;
  /** Credited minutes per meeting, all of this enrolment's. */
  readonly credits: readonly { readonly startedAt: Instant; readonly minutes: number }[];
  /** Minutes of planned meetings of the enrolment's groups that lie ahead and inside the window. */
  readonly plannedMinutes: number;
  readonly window: SupervisionWindow;
  /** A dispensation from SUPERVISION also lets minutes outside the window count. */
  readonly dispensed: boolean;
  /** On leave nothing is at risk (L9). */
  readonly onLeave?: boolean;
}

/** Whether nothing remains. Without a target nothing can be reached. */
export function hasReachedTarget({
  targetMinutes,
  creditedMinutes,
}: Pick<SupervisionAnswer, 'targetMinutes' | 'creditedMinutes'>): boolean {
  return targetMinutes !== null && creditedMinutes >= targetMinutes;
}

/** How much supervision somebody has, and of how much. */
export function supervisionMinutes(
  rule: SupervisionRule | null,
  { capacity, credits, window, dispensed }: Omit<SupervisionFacts, 'plannedMinutes'>,
): Pick<SupervisionAnswer, 'targetMinutes' | 'creditedMinutes' | 'outsideWindowMinutes'> {
  let [inside, outside] = [0, 0];
  for (const { startedAt, minutes } of credits)
    if (isInWindow(startedAt, window)) inside += minutes;
    else outside += minutes;
  return {
    targetMinutes: rule === null || rule.exemptCapacities.includes(capacity) ? null : rule.targetMinutes,
    creditedMinutes: inside + (dispensed ? outside : 0),
    outsideWindowMinutes: dispensed ? 0 : outside,
  };
}

/** Never less than nothing; null where there is no target (V42). */
export function minutesLeft({
  targetMinutes,
  creditedMinutes,
}: Pick<SupervisionAnswer, 'targetMinutes' | 'creditedMinutes'>): number | null {
  return targetMinutes === null ? null : Math.max(0, targetMinutes - creditedMinutes);
}

export function supervisionProgress(
  rule: SupervisionRule | null,
  facts: SupervisionFacts,
  at: Instant,
): SupervisionAnswer {
  const minutes = supervisionMinutes(rule, facts);
  const { targetMinutes: target, creditedMinutes: credited } = minutes;
  const today = copenhagenDate(at);
  return {
    remainingMinutes: minutesLeft(minutes),
    plannedMinutes: facts.plannedMinutes,
    outlook: outlook(target, credited, facts, today),
    paceMinutes: pace(target, facts.window, today),
    minutesPerHour: rule?.minutesPerHour ?? 60,
    window: facts.window,
    ...minutes,
  };
}

/**
 * How much of the window is over, as [elapsed, length] in days (1d: month 12 of 24 is half). Days of leave stand still.
 * Null where the window has no end.
 */
function elapsedDays(window: SupervisionWindow, today: LocalDate): readonly [number, number] | null {
  const { from, until } = window;
  if (until === null) return null;
  // An open leave moves the end day by day, so it is no longer here than it has lasted.
  const leaves = window.leaves.map((leave) => ({ ...leave, to: leave.to ?? addDays(today, 1) }));
  const working = (to: LocalDate) => Math.max(0, daysBetween(from, to) - leaveDays(leaves, from, to));
  return [working(today < until ? today : until), working(until)];
}

function pace(target: number | null, window: SupervisionWindow, today: LocalDate): number | null {
  const days = elapsedDays(window, today);
  return target === null || days === null ? null : Math.floor((target * days[0]) / Math.max(1, days[1]));
}

/** At risk = the planned meetings do not close the gap and the pace is behind a straight line through the window. */
function outlook(
  target: number | null,
  credited: number,
  facts: SupervisionFacts,
  today: LocalDate,
): Outlook {
  if (target === null) return 'NO_TARGET';
  if (hasReachedTarget({ targetMinutes: target, creditedMinutes: credited })) return 'MET';
  const { until } = facts.window;
  if (until !== null && today >= until) return 'IMPOSSIBLE';
  if (credited + facts.plannedMinutes >= target) return 'ON_TRACK';
  const days = elapsedDays(facts.window, today);
  const behind = days === null || credited * days[1] < target * days[0];
  return behind && !facts.onLeave ? 'AT_RISK' : 'ON_TRACK';
}
