/** One enrolment's way to certificate and completion, as domain.md tells it. */
import type { AsOf } from './as-of.js';
import { attendanceOf, type Attendance } from './attendance.js';
import type { Kind } from './facts.js';
import { decided, get, onLeave, type Leaving, type Person } from './knowledge.js';
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
  for (const { requirement, on } of person.dispensations)
    if ((on <= as.on || as.slip === 'DISPENSED_BEFORE') && states[requirement] !== 'MET')
      states[requirement] = 'DISPENSED';
  // L9: on leave nothing is at risk.
  if (onLeave(person, as.on))
    for (const kind of ['ATTENDANCE', 'SUPERVISION'] as const)
      if (states[kind] === 'AT_RISK') states[kind] = 'PENDING';
  const certified = isCertified(as, person);
  const completed =
    satisfied(states.ATTENDANCE) && satisfied(states.SUPERVISION) && (certified || !track.certified);
  return {
    status: statusOf(as, person, completed),
    holdsSeat: holdsSeat(as, person),
    requiredHalfDays: track.halfDays,
    attendance,
    supervision,
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
  return certificates.some(
    ({ on, revokedOn }) =>
      on <= as.on && (revokedOn === null || revokedOn > as.on || as.slip === 'REVOCATION_FORGOTTEN'),
  );
}

function statusOf(as: AsOf, person: Person, completed: boolean): Status {
  const left = person.leavings.filter((each) => decided(each, as)).at(-1);
  if (left !== undefined) return left.as;
  if (completed) return 'COMPLETED';
  if (onLeave(person, as.on)) return 'ON_LEAVE';
  return hasBegun(as, person) ? 'ACTIVE' : 'CONFIRMED';
}

/** Something is recorded about the person; a certification day has attempts instead (V6). */
function hasBegun({ known }: AsOf, { enrolled, attempts }: Person): boolean {
  return (
    attempts.length > 0 ||
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
