/** From a group's meeting to each person's own credit, in whole minutes (domain.md 1d; V8-V12, V43). */
import { msOfInstant, type Instant } from './calendar.js';
import type { CreditRule } from './programme.js';

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

/** What has been read of meetings: everybody who was there is credited by the same. */
const times = new WeakMap<HeldMeeting, Interval>();

function timesOf(meeting: HeldMeeting): Interval {
  const known = times.get(meeting);
  if (known !== undefined) return known;
  const read = { start: msOfInstant(meeting.startedAt), end: msOfInstant(meeting.endedAt) };
  times.set(meeting, read);
  return read;
}

/** The time a person was at the meeting: presence clipped to the actual meeting (V9); null when they do not meet. */
export function presentInterval(presence: PresenceFact): Interval | null {
  const { from, to, meeting } = presence;
  const whole = timesOf(meeting);
  const start = from === null ? whole.start : Math.max(msOfInstant(from), whole.start);
  const end = to === null ? whole.end : Math.min(msOfInstant(to), whole.end);
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
      byText(a.meeting.startedAt, b.meeting.startedAt) ||
      byText(a.meeting.id, b.meeting.id) ||
      byText(a.id, b.id),
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
  const { start, end } = timesOf(meeting);
  const length = end - start;
  const working = Math.max(0, length - meeting.breakMinutes * MINUTE);
  const [numerator, denominator] = creditFraction(rule, meeting.present);
  // For a whole meeting the length drops out, and what is left is short enough to be exact as it is.
  if (time === length) return wholes(working * numerator, denominator * MINUTE);
  return Number(
    (BigInt(time) * BigInt(working) * BigInt(numerator)) /
      (BigInt(length) * BigInt(denominator) * BigInt(MINUTE)),
  );
}

/** How many times a whole number goes into another, exactly. */
function wholes(dividend: number, divisor: number): number {
  return (dividend - (dividend % divisor)) / divisor;
}

/** By their characters: times and ids are written alike. */
function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
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
