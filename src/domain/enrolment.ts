/** The states of an enrolment as a table (domain.md 3d). "Certified" is not among them: it follows from the certificate. */

export const ENROLMENT_STATUSES = [
  'WAITLISTED',
  'NOMINATED',
  'CONFIRMED',
  'ACTIVE',
  'ON_LEAVE',
  'COMPLETED',
  'WITHDRAWN',
  'REPLACED',
  'CANCELLED',
] as const;
export type EnrolmentStatus = (typeof ENROLMENT_STATUSES)[number];

/** From each state, the states that may follow. */
export const ENROLMENT_TRANSITIONS: Readonly<Record<EnrolmentStatus, readonly EnrolmentStatus[]>> = {
  WAITLISTED: ['CONFIRMED', 'CANCELLED'],
  NOMINATED: ['CONFIRMED', 'WAITLISTED', 'CANCELLED'],
  // CANCELLED only before the first half-day (L6); after it, leaving is WITHDRAWN.
  CONFIRMED: ['ACTIVE', 'ON_LEAVE', 'COMPLETED', 'WITHDRAWN', 'REPLACED', 'CANCELLED'],
  ACTIVE: ['ON_LEAVE', 'COMPLETED', 'WITHDRAWN', 'REPLACED'],
  ON_LEAVE: ['ACTIVE', 'COMPLETED', 'WITHDRAWN', 'REPLACED'],
  // What completion rested on can be corrected or end (V25): see statusOnReopening.
  COMPLETED: ['ACTIVE', 'CONFIRMED'],
  // The seat of somebody who left can still be passed on (L7).
  WITHDRAWN: ['REPLACED'],
  REPLACED: [],
  CANCELLED: [],
};

/** States that hold a seat by themselves. A WITHDRAWN enrolment also holds one until it is released. */
export const SEATED: readonly EnrolmentStatus[] = ['CONFIRMED', 'ACTIVE', 'ON_LEAVE', 'COMPLETED'];

/** States before there is a seat. */
export const WAITING: readonly EnrolmentStatus[] = ['WAITLISTED', 'NOMINATED'];

/** States in which a person counts as enrolled or waiting: one such enrolment per person, programme and track. */
export const OPEN: readonly EnrolmentStatus[] = [...WAITING, ...SEATED];

/** States of those who are no longer there. */
export const LEFT: readonly EnrolmentStatus[] = ENROLMENT_STATUSES.filter((status) => !OPEN.includes(status));

export function mayBecome(from: EnrolmentStatus, to: EnrolmentStatus): boolean {
  return ENROLMENT_TRANSITIONS[from].includes(to);
}

/** Leaving before the first half-day leaves no trace in the drop-out rate (L6). */
export function statusOnLeaving(begun: boolean): 'WITHDRAWN' | 'CANCELLED' {
  return begun ? 'WITHDRAWN' : 'CANCELLED';
}

/** A completion that rested on dispensations alone can be reopened before anything has begun (V25). */
export function statusOnReopening(begun: boolean): 'ACTIVE' | 'CONFIRMED' {
  return begun ? 'ACTIVE' : 'CONFIRMED';
}

/** Whom leave puts ON_LEAVE. That status is never stored: it follows from the dates of the leave (L9). */
export const MAY_BE_ON_LEAVE: readonly EnrolmentStatus[] = ['CONFIRMED', 'ACTIVE'];

/** The status that people see, from the stored one and whether the day falls into leave. */
export function statusOnDay(status: EnrolmentStatus, onLeave: boolean): EnrolmentStatus {
  return onLeave && MAY_BE_ON_LEAVE.includes(status) ? 'ON_LEAVE' : status;
}
