/** Supervision in whole minutes (V8-V16, L2, L3, L11, L12, and 1d for the period and the pace). */
import type { AsOf } from './as-of.js';
import { danishDay, daysBetween, minutesBetween, plusDays, plusMonths } from './dates.js';
import type { Day, Moment } from './facts.js';
import { decided, isLifted, isMember, onLeave } from './belonging.js';
import { get, type Meeting, type Person } from './known.js';
import { trackOf, type Track } from './rules.js';

export type Outlook = 'NO_TARGET' | 'MET' | 'ON_TRACK' | 'AT_RISK' | 'IMPOSSIBLE';

export interface Supervision {
  readonly target: number | null;
  readonly credited: number;
  readonly outside: number;
  readonly remaining: number | null;
  readonly planned: number;
  /** The last day on which it counts; null = no end is stated. */
  readonly due: Day | null;
  /** Where a straight line stands; null without a target or an end. */
  readonly pace: number | null;
  readonly outlook: Outlook;
}

interface Window {
  readonly from: Day;
  /** The first day after it; null = no end is stated. */
  readonly to: Day | null;
  /** How long it is, leave left out. */
  readonly days: number | null;
  /** How much of that has passed. */
  readonly passed: number;
}

export function supervisionOf(as: AsOf, person: Person): Supervision {
  const track = trackOf(person.enrolled.track);
  const target = targetOf(track, person);
  const window = windowOf(as, track, person);
  const lifted = isLifted(person, 'SUPERVISION', as.on);
  let credited = 0;
  let outside = 0;
  for (const { meeting, minutes } of creditsOf(as, person))
    if (lifted || inWindow(window, danishDay(meeting.start)) || as.slip === 'NO_WINDOW') credited += minutes;
    else outside += minutes;
  const planned = plannedFor(as, person, window);
  const remaining = target === null ? null : Math.max(0, target - credited);
  return {
    target,
    credited,
    outside,
    remaining,
    planned,
    due: window.to === null ? null : plusDays(window.to, -1),
    pace: target === null || window.days === null ? null : Math.floor((target * window.passed) / window.days),
    outlook: outlookOf(as, { target, credited, planned, window }),
  };
}

function targetOf({ supervision }: Track, { enrolled }: Person): number | null {
  return supervision === null || supervision.exempt.includes(enrolled.capacity) ? null : supervision.minutes;
}

/**
 * From the start of the engagement that the enrolment began in (L5). Leave moves the end by its own length, at once where
 * the first day back is known, and day by day where it is not (L9).
 */
function windowOf(as: AsOf, { windowMonths }: Track, { enrolled, leaves }: Person): Window {
  const from = get(as.known.engagements, enrolled.engagement).startsOn;
  if (windowMonths === null) return { from, to: null, days: null, passed: 0 };
  const end = plusMonths(from, windowMonths);
  const days = daysBetween(from, end);
  let to = end;
  let onLeave = 0;
  const inOrder = [...leaves.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
  for (const leave of inOrder) {
    if (leave.from >= to) continue;
    const first = leave.from < from ? from : leave.from;
    const back = leave.to ?? (leave.from <= as.on ? plusDays(as.on, 1) : leave.from);
    to = plusDays(to, Math.max(0, daysBetween(first, back)));
    const soFar = back <= as.on ? back : as.on;
    onLeave += Math.max(0, daysBetween(first, soFar));
  }
  const passed = Math.min(days, Math.max(0, daysBetween(from, as.on) - onLeave));
  return { from, to, days, passed };
}

function inWindow({ from, to }: Window, day: Day): boolean {
  return from <= day && (to === null || day < to);
}

/** One presence of somebody, and the stretch of the meeting that they were there. */
interface Attended {
  readonly enrolment: string;
  readonly meeting: { readonly start: Moment; readonly end: Moment; readonly breaks: number };
  readonly from: Moment;
  readonly to: Moment;
}

/** V12: time that one person spent in two meetings counts once, in the one that began first. */
function creditsOf(as: AsOf, person: Person): { meeting: Attended['meeting']; minutes: number }[] {
  const attended = [...as.known.people.values()]
    .filter((other) => other.enrolled.person === person.enrolled.person)
    .flatMap((own) => [...as.known.meetings.values()].flatMap((meeting) => presenceAt(as, own, meeting)))
    .sort((a, b) => (a.meeting.start < b.meeting.start ? -1 : 1));
  let until: Moment = '';
  return attended.flatMap(({ enrolment, meeting, from, to }) => {
    const start = from > until ? from : until;
    const clock = start < to ? minutesBetween(start, to) : 0;
    if (to > until) until = to;
    if (enrolment !== person.enrolled.id) return [];
    const share =
      as.slip === 'BREAKS_FORGOTTEN' ? 0 : meeting.breaks / minutesBetween(meeting.start, meeting.end);
    const minutes = Math.floor(clock - clock * share);
    return [{ meeting, minutes: as.slip === 'A_MINUTE_MORE' && minutes > 0 ? minutes + 1 : minutes }];
  });
}

/** V8, V9: where the presence and the actual meeting overlap. */
function presenceAt(as: AsOf, person: Person, { held, attendees }: Meeting): Attended[] {
  const attendee = attendees.get(person.enrolled.id);
  if (held === null || attendee === undefined || attendee.absent) return [];
  if (danishDay(held.start) > as.on) return [];
  const from = attendee.from !== null && attendee.from > held.start ? attendee.from : held.start;
  const to = attendee.to !== null && attendee.to < held.end ? attendee.to : held.end;
  return from < to ? [{ enrolment: person.enrolled.id, meeting: held, from, to }] : [];
}

/** Of the own groups' meetings that lie ahead, those inside the period and not during leave. Nothing for who has left. */
function plannedFor(as: AsOf, person: Person, window: Window): number {
  if (!decided(person.enrolled, as) || person.leavings.some((each) => decided(each, as))) return 0;
  let minutes = 0;
  let until: Moment = '';
  const inOrder = [...as.known.meetings.values()].sort((a, b) => (a.plannedStart < b.plannedStart ? -1 : 1));
  for (const meeting of inOrder) {
    const took = meeting.held !== null && meeting.held.start <= as.until;
    if (meeting.cancelled || took || meeting.plannedStart <= as.until) continue;
    const day = danishDay(meeting.plannedStart);
    const own = get(as.known.groups, meeting.group).filter((each) => each.enrolment === person.enrolled.id);
    if (!own.some((each) => isMember(each, day)) || !inWindow(window, day) || onLeave(person, day)) continue;
    // V12: nobody can be at two meetings at once.
    const start = meeting.plannedStart > until ? meeting.plannedStart : until;
    if (start < meeting.plannedEnd) minutes += minutesBetween(start, meeting.plannedEnd);
    if (meeting.plannedEnd > until) until = meeting.plannedEnd;
  }
  return minutes;
}

function outlookOf(
  as: AsOf,
  at: { target: number | null; credited: number; planned: number; window: Window },
): Outlook {
  const { target, credited, planned, window } = at;
  if (target === null) return 'NO_TARGET';
  if (credited >= target) return 'MET';
  if (window.to !== null && as.on >= window.to) return 'IMPOSSIBLE';
  if (credited + planned >= target) return 'ON_TRACK';
  if (window.to === null) return 'AT_RISK';
  const behind = credited * (window.days ?? 0) < target * window.passed;
  return behind ? 'AT_RISK' : 'ON_TRACK';
}
