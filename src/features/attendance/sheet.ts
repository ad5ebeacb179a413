/** The sheet of a course day: who is on it, and what stands there about each of them. */
import {
  halfDayKey,
  isExpected,
  type CohortSpan,
  type DayPart,
  type HalfDayRef,
} from '../../domain/attendance.js';
import type { Instant } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import type { CourseDayRow } from '../cohort/index.js';
import { cohortSpans } from '../progress/index.js';
import type { AttendanceRecord, MakeUpRow, MembershipRow } from './attendance.repository.js';

export const PARTS: readonly DayPart[] = ['AM', 'PM'];

/** Somebody who is or was in a cohort, with a seat. */
export interface CohortPerson {
  readonly enrolmentId: string;
  readonly personKey: string;
  readonly spans: readonly CohortSpan[];
}

/** One line of a sheet. */
export interface SheetLine extends HalfDayRef {
  readonly enrolmentId: string;
  /** Null while nothing is recorded (Decision 3). */
  readonly record: AttendanceRecord | null;
  /** Where this half-day was made up, if it was. */
  readonly madeUpBy: HalfDayRef | null;
}

/** From the changes of enrolments, ordered by person and by when they were recorded. */
export function cohortPeople(rows: readonly MembershipRow[]): CohortPerson[] {
  return [...groupBy(rows, (row) => row.enrolmentId).values()].flatMap((changes) => {
    const first = changes[0];
    const spans = cohortSpans(changes);
    if (first === undefined || spans.length === 0) return [];
    const { enrolmentId, personKey } = first;
    return [{ enrolmentId, personKey, spans }];
  });
}

/**
 * Those who were in the day's cohort on its date: also people who left later, not people who came later. Nobody on a
 * cancelled day (V18).
 */
export function membersOn(day: CourseDayRow, people: readonly CohortPerson[]): CohortPerson[] {
  if (day.cancelled) return [];
  const halfDay = {
    courseDayId: day.id,
    part: 'AM' as const,
    cohortId: day.cohortId,
    type: day.type,
    unit: day.unit,
    day: day.day,
    startsAt: day.amStartsAt as Instant,
    endsAt: day.amEndsAt as Instant,
    cancelled: day.cancelled,
  };
  return people.filter((person) => isExpected(halfDay, person.spans));
}

/**
 * Every member with both half-days, and whoever else has a record that day: guests who make up, and people whose record
 * was made before a change that took them off. By name, morning before afternoon.
 */
export function sheetLines(
  day: CourseDayRow,
  members: readonly CohortPerson[],
  records: readonly AttendanceRecord[],
  makeUps: readonly MakeUpRow[],
): SheetLine[] {
  const recordOf = new Map(records.map((record) => [personHalfDay(record.enrolmentId, record), record]));
  const madeUpBy = new Map(makeUps.map((row) => [personHalfDay(row.enrolmentId, row.makesUp), row]));
  const expected = new Set(members.map((member) => member.enrolmentId));
  const lines = [
    ...members.flatMap((member) => PARTS.map((part) => ({ ...member, part }))),
    ...records.filter((record) => !expected.has(record.enrolmentId)),
  ];
  return lines
    .sort(
      (a, b) =>
        compare(a.personKey, b.personKey) || compare(a.enrolmentId, b.enrolmentId) || compare(a.part, b.part),
    )
    .map(({ enrolmentId, part }) => {
      const halfDay = { courseDayId: day.id, part };
      const key = personHalfDay(enrolmentId, halfDay);
      const where = madeUpBy.get(key);
      return {
        ...halfDay,
        enrolmentId,
        record: recordOf.get(key) ?? null,
        madeUpBy: where === undefined ? null : { courseDayId: where.courseDayId, part: where.part },
      };
    });
}

/** One person at one half-day, as a key. */
export function personHalfDay(enrolmentId: string, halfDay: HalfDayRef): string {
  return `${enrolmentId}@${halfDayKey(halfDay)}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
