/** Supervision in whole minutes: from a group's meeting to each person's own credit (domain.md 1d; V8-V17, V42, V43). */
import {
  addDays,
  addMonths,
  copenhagenDate,
  daysBetween,
  msOfInstant,
  type Instant,
  type LocalDate,
} from './calendar.js';
import { dueAfterLeave, leaveDays, type Leave } from './leave.js';
import type { Capacity, CreditRule, SupervisionRule } from './programme.js';

/** A meeting that took place. */
export interface HeldMeeting {
  readonly id: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly breakMinutes: number;
  /** Number of participants who were there at some time; some credit rules divide by it. */
  readonly present: number;
}

/** One person's presence at one meeting. `from` and `to` null = the meeting's own start and end. */
export interface PresenceFact {
  readonly id: string;
  readonly enrolmentId: string;
  readonly meeting: HeldMeeting;
  readonly from: Instant | null;
  readonly to: Instant | null;
}

interface Interval {
  readonly start: number;
  readonly end: number;
}

const MINUTE = 60_000;

/** The part of a meeting that a credit rule counts, as a fraction [numerator, denominator] of the time (1d). Never above 1. */
export function creditFraction(rule: CreditRule, present: number): readonly [number, number] {
  switch (rule) {
    case 'CLOCK':
      return [1, 1];
    case 'PSYKOLOGNAEVNET':
      if (present <= 2) return [1, 1];
      if (present <= 5) return [2, 3];
      return present <= 12 ? [1, 2] : [0, 1];
    case 'BABCP':
      return present <= 2 ? [1, 1] : [2, present];
    case 'UK_ADDICTION':
      return present <= 4 ? [1, 2] : [1, 3];
  }
}

/** Whether a meeting is larger than the rule was made for (BABCP: groups of at most 4): credited by the formula, and said so. */
export function groupTooLarge(rule: CreditRule, present: number): boolean {
  return (rule === 'BABCP' && present > 4) || (rule === 'PSYKOLOGNAEVNET' && present > 12);
}

/** The time a person was at the meeting: presence clipped to the actual meeting (V9); null when they do not meet. */
export function presentInterval(presence: PresenceFact): Interval | null {
  const { meeting } = presence;
  const start = Math.max(msOfInstant(presence.from ?? meeting.startedAt), msOfInstant(meeting.startedAt));
  const end = Math.min(msOfInstant(presence.to ?? meeting.endedAt), msOfInstant(meeting.endedAt));
  return start < end ? { start, end } : null;
}

/** Whether two presences of one person share time (V12). */
export function presencesOverlap(a: PresenceFact, b: PresenceFact): boolean {
  const first = presentInterval(a);
  const second = presentInterval(b);
  return first !== null && second !== null && first.start < second.end && second.start < first.end;
}

/**
 * Credited whole minutes of every presence of one person, by presence id.
 *
 * Time is credited once: where presences overlap, the meeting that began first has it (V12). Breaks are taken off in
 * proportion to the time present (V8). What is left of a minute after break and credit rule is not credited.
 * Guarantees: 0 <= credit <= the meeting's minutes less its break; the order of the list does not matter.
 */
export function creditedMinutes(
  presences: readonly PresenceFact[],
  ruleOf: (presence: PresenceFact) => CreditRule,
): ReadonlyMap<string, number> {
  const credited = new Map<string, number>();
  const covered: Interval[] = [];
  const inOrder = [...presences].sort(
    (a, b) =>
      a.meeting.startedAt.localeCompare(b.meeting.startedAt) ||
      a.meeting.id.localeCompare(b.meeting.id) ||
      a.id.localeCompare(b.id),
  );
  for (const presence of inOrder) {
    const interval = presentInterval(presence);
    if (interval === null) {
      credited.set(presence.id, 0);
      continue;
    }
    const time = uncovered(interval, covered);
    covered.push(interval);
    credited.set(presence.id, minutesOf(time, presence.meeting, ruleOf(presence)));
  }
  return credited;
}

/** Minutes of a meeting less its break: what the group held. */
export function meetingMinutes(meeting: Pick<HeldMeeting, 'startedAt' | 'endedAt' | 'breakMinutes'>): number {
  const length = Math.floor((msOfInstant(meeting.endedAt) - msOfInstant(meeting.startedAt)) / MINUTE);
  return Math.max(0, length - meeting.breakMinutes);
}

function minutesOf(time: number, meeting: HeldMeeting, rule: CreditRule): number {
  const length = msOfInstant(meeting.endedAt) - msOfInstant(meeting.startedAt);
  const working = Math.max(0, length - meeting.breakMinutes * MINUTE);
  const [numerator, denominator] = creditFraction(rule, meeting.present);
  return Number(
    (BigInt(time) * BigInt(working) * BigInt(numerator)) /
      (BigInt(length) * BigInt(denominator) * BigInt(MINUTE)),
  );
}

/** Milliseconds of an interval that none of the others covers. */
function uncovered(interval: Interval, others: readonly Interval[]): number {
  let rest: Interval[] = [interval];
  for (const other of others) {
    if (other.end <= interval.start || interval.end <= other.start) continue;
    rest = rest.flatMap((part) => [
      ...(part.start < other.start ? [{ start: part.start, end: Math.min(part.end, other.start) }] : []),
      ...(other.end < part.end ? [{ start: Math.max(part.start, other.end), end: part.end }] : []),
    ]);
  }
  return rest.reduce((sum, part) => sum + Math.max(0, part.end - part.start), 0);
}

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

export function supervisionProgress(
  rule: SupervisionRule | null,
  facts: SupervisionFacts,
  at: Instant,
): SupervisionAnswer {
  const target = rule === null || rule.exemptCapacities.includes(facts.capacity) ? null : rule.targetMinutes;
  const sum = (inside: boolean) =>
    facts.credits
      .filter((credit) => isInWindow(credit.startedAt, facts.window) === inside)
      .reduce((total, credit) => total + credit.minutes, 0);
  const outside = sum(false);
  const credited = sum(true) + (facts.dispensed ? outside : 0);
  const remaining = target === null ? null : Math.max(0, target - credited);
  const today = copenhagenDate(at);
  return {
    targetMinutes: target,
    creditedMinutes: credited,
    remainingMinutes: remaining,
    plannedMinutes: facts.plannedMinutes,
    outsideWindowMinutes: facts.dispensed ? 0 : outside,
    outlook: outlook(target, credited, facts, today),
    paceMinutes: pace(target, facts.window, today),
    minutesPerHour: rule?.minutesPerHour ?? 60,
    window: facts.window,
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
  if (credited >= target) return 'MET';
  const { until } = facts.window;
  if (until !== null && today >= until) return 'IMPOSSIBLE';
  if (credited + facts.plannedMinutes >= target) return 'ON_TRACK';
  const days = elapsedDays(facts.window, today);
  const behind = days === null || credited * days[1] < target * days[0];
  return behind && !facts.onLeave ? 'AT_RISK' : 'ON_TRACK';
}
