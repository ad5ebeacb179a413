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
    inOrder(a.part, b.part) ||
    inOrder(a.startsAt, b.startsAt) ||
    inOrder(a.courseDayId, b.courseDayId)
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

/** A make-up: the half-day that it was at, null for an approved task (L1), and the one that it makes up for. */
export interface MakeUp {
  readonly at: HalfDay | null;
  readonly of: HalfDay;
}

/** Places in the course that somebody has, each in one of the two. */
export interface PlacesHad {
  readonly attended: ReadonlySet<string>;
  readonly madeUp: ReadonlySet<string>;
}

/**
 * Every place in the course (unit, day, part) counts once, whichever cohort it was attended in, so somebody who moves
 * cohort keeps what they have. Certification days are left out: they have attempts (V6). A cancelled half-day makes up
 * nothing (V18); one that was attended after all counts as attended.
 */
export function placesHad(attended: readonly HalfDay[], makeUps: readonly MakeUp[]): PlacesHad {
  const own = new Set<string>();
  for (const halfDay of attended) if (isOfCourse(halfDay)) own.add(placeOf(halfDay));
  const madeUp = new Set<string>();
  for (const { at, of } of makeUps) {
    if (at?.cancelled === true || !isOfCourse(of)) continue;
    const place = placeOf(of);
    if (!own.has(place)) madeUp.add(place);
  }
  return { attended: own, madeUp };
}

/**
 * One enrolment's attendance, at an instant.
 *
 * `halfDays` also holds those that a make-up took place on. An alternative makes up for its half-day as a presence
 * elsewhere does. Of `facts` there is one for each half-day at most.
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
  const byKey = new Map(halfDays.map((halfDay) => [halfDayKey(halfDay), halfDay]));
  /** Those with a record of the person's own, which makes up for nothing else. */
  const recorded = new Set<HalfDay>();
  const attended: HalfDay[] = [];
  const makeUps: MakeUp[] = [];
  const makeUp = (ref: HalfDayRef, by: HalfDay | null) => {
    const of = byKey.get(halfDayKey(ref));
    if (of !== undefined) makeUps.push({ at: by, of });
  };
  for (const alternative of alternatives) makeUp(alternative, null);
  for (const fact of facts) {
    const halfDay = byKey.get(halfDayKey(fact));
    if (fact.makesUp !== null) {
      if (fact.state === 'PRESENT') makeUp(fact.makesUp, halfDay ?? null);
    } else if (halfDay !== undefined) {
      recorded.add(halfDay);
      if (fact.state === 'PRESENT') attended.push(halfDay);
    }
  }
  const had = placesHad(attended, makeUps);

  const current = spans.at(-1);
  const places = new Map<string, HalfDay[]>();
  for (const halfDay of halfDays) {
    if (!isOfCourse(halfDay)) continue;
    const place = placeOf(halfDay);
    if (had.attended.has(place) || had.madeUp.has(place)) continue;
    const joinedLater =
      current?.cohortId === halfDay.cohortId &&
      current.from !== null &&
      copenhagenDate(halfDay.startsAt) < current.from;
    if (!recorded.has(halfDay) && !joinedLater && !isInCohort(halfDay, spans)) continue;
    const others = places.get(place);
    if (others === undefined) places.set(place, [halfDay]);
    else others.push(halfDay);
  }

  const missed: HalfDay[] = [];
  const notRecorded: HalfDay[] = [];
  const coming: HalfDay[] = [];
  for (const unordered of places.values()) {
    const place = unordered.sort(byCourseOrder);
    const held = place.filter((halfDay) => isHeld(halfDay, recorded.has(halfDay), at));
    const absent = held.find((halfDay) => recorded.has(halfDay));
    const blank = held.find((halfDay) => !recorded.has(halfDay) && isExpected(halfDay, spans, leaves));
    const ahead = place.find((halfDay) => !held.includes(halfDay) && isExpected(halfDay, spans, leaves));
    if (blank !== undefined) notRecorded.push(blank);
    // Somebody who moved to a later cohort has the half-day still to come there (L24).
    else if (ahead !== undefined) coming.push(ahead);
    else missed.push(...[absent ?? held[0] ?? []].flat());
  }
  return {
    requiredHalfDays,
    heldHalfDays: had.attended.size + had.madeUp.size + missed.length + notRecorded.length,
    attendedHalfDays: had.attended.size,
    madeUpHalfDays: had.madeUp.size,
    missed: missed.sort(byCourseOrder),
    notRecorded: notRecorded.sort(byCourseOrder),
    coming: coming.sort(byCourseOrder),
  };
}

function isOfCourse(halfDay: HalfDay): boolean {
  return !halfDay.cancelled && halfDay.type !== 'CERTIFICATION_DAY';
}

function placeOf({ unit, day, part }: HalfDay): string {
  return `${unit}/${day}/${part}`;
}

/** By their characters: times and ids are written alike. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
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
