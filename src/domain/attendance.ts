/** Attendance per half-day: what was held, attended, made up and missed (Decision 3; V6, V7, V17-V19; L1, L8, L23, L24). */
import { copenhagenDate, type Instant, type LocalDate } from './calendar.js';
import { isOnLeave, type Leave } from './leave.js';
import type { UnitType } from './programme.js';

export type DayPart = 'AM' | 'PM';
export type AttendanceState = 'PRESENT' | 'ABSENT';

export interface HalfDayRef {
  readonly courseDayId: string;
  readonly part: DayPart;
}

/** A half-day in the calendar of a cohort. Its place in the course is unit, day and part. */
export interface HalfDay extends HalfDayRef {
  readonly cohortId: string;
  readonly type: UnitType;
  readonly unit: number;
  readonly day: number;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly cancelled: boolean;
}

/** The current record of one person for one half-day. */
export interface AttendanceFact extends HalfDayRef {
  readonly state: AttendanceState;
  /** The missed half-day that this presence makes up for, if it is a make-up (L1). */
  readonly makesUp: HalfDayRef | null;
}

/** A stretch of time in a cohort. `from` null = from the cohort's beginning; `to` null = still there; `to` is the first day no longer there. */
export interface CohortSpan {
  readonly cohortId: string;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

export interface AttendanceAnswer {
  readonly requiredHalfDays: number | null;
  readonly heldHalfDays: number;
  readonly attendedHalfDays: number;
  readonly madeUpHalfDays: number;
  /** Held, and neither attended nor made up: absent, held before the person joined (L8), or during leave (L9). In course order. */
  readonly missed: readonly HalfDay[];
  /** Held while the person was there, but the sheet says nothing. Never counts as presence (Decision 3). */
  readonly notRecorded: readonly HalfDay[];
  /** Still to come, where the person is expected and has nothing yet for the place. In course order. */
  readonly coming: readonly HalfDay[];
}

export function halfDayKey(ref: HalfDayRef): string {
  return `${ref.courseDayId}:${ref.part}`;
}

/** Order in the course: unit, day, morning before afternoon. */
export function byCourseOrder(a: HalfDay, b: HalfDay): number {
  return (
    a.unit - b.unit ||
    a.day - b.day ||
    a.part.localeCompare(b.part) ||
    a.startsAt.localeCompare(b.startsAt) ||
    a.courseDayId.localeCompare(b.courseDayId)
  );
}

/** Held = not cancelled, and over or recorded (V18, V19, L24). */
export function isHeld(halfDay: HalfDay, recorded: boolean, at: Instant): boolean {
  return !halfDay.cancelled && (recorded || halfDay.endsAt <= at);
}

/** Whether a person with these stretches is in the cohort at a half-day, also while on leave from it. */
export function isInCohort(halfDay: HalfDay, spans: readonly CohortSpan[]): boolean {
  const date = copenhagenDate(halfDay.startsAt);
  return spans.some(
    (span) =>
      span.cohortId === halfDay.cohortId &&
      (span.from === null || span.from <= date) &&
      (span.to === null || date < span.to),
  );
}

/** Whether a person with these stretches is expected at a half-day: in the cohort, and not on leave (L9). */
export function isExpected(
  halfDay: HalfDay,
  spans: readonly CohortSpan[],
  leaves: readonly Leave[] = [],
): boolean {
  return isInCohort(halfDay, spans) && !isOnLeave(leaves, copenhagenDate(halfDay.startsAt));
}

/**
 * One enrolment's attendance, at an instant.
 *
 * Every place in the course (unit, day, part) counts once, whichever cohort it was attended in, so somebody who moves
 * cohort keeps what they have. Certification days are left out: they have attempts (V6). `halfDays` also holds those
 * that a make-up took place on: a cancelled one makes up nothing (V18). An alternative makes up for its half-day as a
 * presence elsewhere does; a half-day that was attended after all counts as attended, and once.
 * Guarantees: attended + made up + missed + not recorded = held; the order of the lists does not matter, spans apart.
 */
export function attendanceProgress(
  requiredHalfDays: number | null,
  halfDays: readonly HalfDay[],
  facts: readonly AttendanceFact[],
  spans: readonly CohortSpan[],
  at: Instant,
  alternatives: readonly HalfDayRef[] = [],
  leaves: readonly Leave[] = [],
): AttendanceAnswer {
  const factOf = new Map(facts.map((fact) => [halfDayKey(fact), fact]));
  const cancelled = new Set(halfDays.filter((halfDay) => halfDay.cancelled).map(halfDayKey));
  const madeUp = new Set([
    ...alternatives.map(halfDayKey),
    ...facts.flatMap((fact) =>
      fact.state === 'PRESENT' && fact.makesUp !== null && !cancelled.has(halfDayKey(fact))
        ? [halfDayKey(fact.makesUp)]
        : [],
    ),
  ]);
  const current = spans.at(-1);
  const places = new Map<string, HalfDay[]>();
  for (const halfDay of [...halfDays].sort(byCourseOrder)) {
    if (halfDay.cancelled || halfDay.type === 'CERTIFICATION_DAY') continue;
    const fact = factOf.get(halfDayKey(halfDay));
    const own = fact !== undefined && fact.makesUp === null;
    const joinedLater =
      current?.cohortId === halfDay.cohortId &&
      current.from !== null &&
      copenhagenDate(halfDay.startsAt) < current.from;
    const concerns = own || joinedLater || isInCohort(halfDay, spans) || madeUp.has(halfDayKey(halfDay));
    if (!concerns) continue;
    const place = `${halfDay.unit}/${halfDay.day}/${halfDay.part}`;
    places.set(place, [...(places.get(place) ?? []), halfDay]);
  }

  let attended = 0;
  let made = 0;
  const missed: HalfDay[] = [];
  const notRecorded: HalfDay[] = [];
  const coming: HalfDay[] = [];
  for (const place of places.values()) {
    const own = (halfDay: HalfDay) => {
      const fact = factOf.get(halfDayKey(halfDay));
      return fact?.makesUp === null ? fact : undefined;
    };
    if (place.some((halfDay) => own(halfDay)?.state === 'PRESENT')) {
      attended += 1;
      continue;
    }
    if (place.some((halfDay) => madeUp.has(halfDayKey(halfDay)))) {
      made += 1;
      continue;
    }
    const held = place.filter((halfDay) => isHeld(halfDay, own(halfDay) !== undefined, at));
    const absent = held.find((halfDay) => own(halfDay) !== undefined);
    const blank = held.find((halfDay) => own(halfDay) === undefined && isExpected(halfDay, spans, leaves));
    const ahead = place.find((halfDay) => !held.includes(halfDay) && isExpected(halfDay, spans, leaves));
    if (blank !== undefined) notRecorded.push(blank);
    // Somebody who moved to a later cohort has the half-day still to come there (L24).
    else if (ahead !== undefined) coming.push(ahead);
    else missed.push(...[absent ?? held[0] ?? []].flat());
  }
  return {
    requiredHalfDays,
    heldHalfDays: attended + made + missed.length + notRecorded.length,
    attendedHalfDays: attended,
    madeUpHalfDays: made,
    missed,
    notRecorded,
    coming,
  };
}

/** An answer after first records, and what they are about. */
export interface AfterFirstRecords {
  readonly answer: AttendanceAnswer;
  readonly attended: readonly HalfDay[];
  readonly absent: readonly HalfDay[];
}

/**
 * The answer after the first records of some of the person's own half-days, worked out from the answer before them: the
 * same as from all facts. Null where it takes those to tell: a half-day is not among those without a record, or the person
 * has moved between cohorts, so that an absence may stand beside another half-day of the same place.
 */
export function withFirstRecords(
  before: AttendanceAnswer,
  facts: readonly AttendanceFact[],
  spans: readonly CohortSpan[],
): AfterFirstRecords | null {
  const stateOf = new Map(facts.map((fact) => [halfDayKey(fact), fact.state]));
  const stateAt = (halfDay: HalfDay) => stateOf.get(halfDayKey(halfDay));
  const without = [...before.notRecorded, ...before.coming];
  const attended = without.filter((halfDay) => stateAt(halfDay) === 'PRESENT');
  const absent = without.filter((halfDay) => stateAt(halfDay) === 'ABSENT');
  const isFirst = attended.length + absent.length === facts.length;
  if (!isFirst || spans.length > 1 || facts.some((fact) => fact.makesUp !== null)) return null;
  const coming = before.coming.filter((halfDay) => stateAt(halfDay) === undefined);
  const answer = {
    ...before,
    heldHalfDays: before.heldHalfDays + before.coming.length - coming.length,
    attendedHalfDays: before.attendedHalfDays + attended.length,
    missed: [...before.missed, ...absent].sort(byCourseOrder),
    notRecorded: before.notRecorded.filter((halfDay) => stateAt(halfDay) === undefined),
    coming,
  };
  return { answer, attended, absent };
}
