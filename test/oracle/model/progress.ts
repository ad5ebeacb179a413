/** One enrolment's way to certificate and completion, as domain.md tells it. */
import type { AsOf } from './as-of.js';
import { attendanceOf, type Attendance } from './attendance.js';
import { danishDay } from './dates.js';
import type { Day, Kind, Moment } from './facts.js';
import { decided, dispensationsOn, isLifted, onLeave } from './belonging.js';
import { get, type Knowledge, type Leaving, type Person } from './known.js';
import { trackOf } from './rules.js';
import { supervisionOf, type Supervision } from './supervision.js';

export type State = 'MET' | 'PENDING' | 'AT_RISK' | 'IMPOSSIBLE' | 'DISPENSED' | 'NOT_APPLICABLE';
export type Status = 'CONFIRMED' | 'ACTIVE' | 'ON_LEAVE' | 'COMPLETED' | Leaving;

export interface Progress {
  readonly status: Status;
  readonly holdsSeat: boolean;
  readonly requiredHalfDays: number;
  readonly attendance: Attendance;
  readonly supervision: Supervision;
  readonly states: Readonly<Record<Kind, State>>;
  readonly certified: boolean;
  readonly completed: boolean;
}

export function progressOf(as: AsOf, person: Person): Progress {
  const track = trackOf(person.enrolled.track);
  const attendance = attendanceOf(as, person);
  const supervision = supervisionOf(as, person);
  const states: Record<Kind, State> = {
    ATTENDANCE: attendanceState(track.halfDays, attendance),
    SUPERVISION: supervisionState(supervision),
    ASSESSMENT: assessmentState(as, track.certified, person),
  };
  const before = as.slip === 'DISPENSED_BEFORE';
  for (const kind of ['ATTENDANCE', 'SUPERVISION', 'ASSESSMENT'] as const)
    if (states[kind] !== 'MET' && states[kind] !== 'NOT_APPLICABLE')
      if (isLifted(person, kind, as.on) || (before && isLifted(person, kind, '9999')))
        states[kind] = 'DISPENSED';
  const certified = isCertified(as, person);
  const completed =
    satisfied(states.ATTENDANCE) && satisfied(states.SUPERVISION) && (certified || !track.certified);
  const status = statusOf(as, person, completed);
  // L9: on leave nothing is at risk.
  const calm = status === 'ON_LEAVE';
  if (calm)
    for (const kind of ['ATTENDANCE', 'SUPERVISION'] as const)
      if (states[kind] === 'AT_RISK') states[kind] = 'PENDING';
  return {
    status,
    holdsSeat: holdsSeat(as, person),
    requiredHalfDays: track.halfDays,
    attendance,
    supervision:
      calm && supervision.outlook === 'AT_RISK' ? { ...supervision, outlook: 'ON_TRACK' } : supervision,
    states,
    certified,
    completed,
  };
}

function attendanceState(required: number, { attended, madeUp, missed }: Attendance): State {
  if (attended + madeUp >= required) return 'MET';
  return missed.length > 0 ? 'AT_RISK' : 'PENDING';
}

function supervisionState({ outlook }: Supervision): State {
  switch (outlook) {
    case 'NO_TARGET':
      return 'NOT_APPLICABLE';
    case 'ON_TRACK':
      return 'PENDING';
    default:
      return outlook;
  }
}

/** V20, V27: one pass is enough; there may always be another attempt. */
function assessmentState(as: AsOf, certified: boolean, person: Person): State {
  if (!certified) return 'NOT_APPLICABLE';
  return person.attempts.some((each) => each.on <= as.on && each.outcome === 'PASSED') ? 'MET' : 'PENDING';
}

function satisfied(state: State): boolean {
  return state === 'MET' || state === 'DISPENSED' || state === 'NOT_APPLICABLE';
}

/** L15, L22: issued and not revoked; under review it still holds. */
function isCertified(as: AsOf, { certificates }: Person): boolean {
  return certificates.some(({ turns }) => {
    const until = turns.filter(
      ({ on, holds }) => on <= as.on && (holds || as.slip !== 'REVOCATION_FORGOTTEN'),
    );
    return until.at(-1)?.holds ?? false;
  });
}

/**
 * Decision 5, V20, V23: when everything was there that a certificate waits for, as far as it has a day: the attempt that was
 * passed, the last half-day attended, and the dispensation where half-days are missing. Today where nothing was passed.
 */
export function usualIssue(known: Knowledge, enrolment: string, at: Moment): Day {
  const person = get(known.people, enrolment);
  const today = danishDay(at);
  const passed = person.attempts.find((each) => each.outcome === 'PASSED');
  if (passed === undefined) return today;
  const attended = [...known.marks.values()]
    .filter((mark) => mark.enrolment === enrolment && mark.state === 'PRESENT')
    .map((mark) => get(known.days, mark.day))
    .filter((day) => day.type !== 'CERTIFICATION_DAY')
    .map((day) => day.date);
  const tasks = [...person.tasks.values()].map((task) => task.on);
  const attendance = attendanceOf({ known, on: today, until: at, slip: null }, person);
  const isMet = attendanceState(trackOf(person.enrolled.track).halfDays, attendance) === 'MET';
  const lifted = isMet ? [] : dispensationsOn(person, 'ATTENDANCE', today).map((each) => each.on);
  return [passed.on, ...attended, ...tasks, ...lifted].sort().at(-1) ?? passed.on;
}

function statusOf(as: AsOf, person: Person, completed: boolean): Status {
  const left = person.leavings.filter((each) => decided(each, as)).at(-1);
  if (left !== undefined) return left.as;
  if (completed) return 'COMPLETED';
  if (onLeave(person, as.on)) return 'ON_LEAVE';
  return hasBegun(as, person) ? 'ACTIVE' : 'CONFIRMED';
}

/** Something was recorded about the person, whatever became of it; a certification day has attempts instead (V6). */
function hasBegun({ known }: AsOf, { enrolled, attempts, everTask }: Person): boolean {
  return (
    attempts.length > 0 ||
    everTask ||
    [...known.marks.values()].some(
      ({ enrolment, day }) => enrolment === enrolled.id && get(known.days, day).type !== 'CERTIFICATION_DAY',
    ) ||
    [...known.meetings.values()].some((meeting) => meeting.attendees.get(enrolled.id)?.everPresent)
  );
}

/** 3d: until the seat is released or passed on. */
function holdsSeat(as: AsOf, { enrolled, leavings }: Person): boolean {
  if (!decided(enrolled, as)) return false;
  const left = leavings.filter((each) => decided(each, as));
  return as.slip === 'SEAT_FREED' ? left.length === 0 : left.every((each) => !each.release);
}
