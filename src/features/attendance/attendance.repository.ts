import { Injectable } from '@nestjs/common';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { AttendanceState, DayPart, HalfDayRef } from '../../domain/attendance.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import type { EnrolmentStatus } from '../../domain/enrolment.js';
import { among, isKnown, onLeave } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** One change of an enrolment, and the person it is about. */
export interface MembershipRow {
  readonly enrolmentId: string;
  readonly status: EnrolmentStatus;
  readonly seatId: string | null;
  readonly cohortId: string | null;
  readonly cohortFrom: LocalDate | null;
  readonly validOn: LocalDate;
  readonly personKey: string;
}

/** What stands on a sheet about one person at one half-day. */
export interface AttendanceRecord extends HalfDayRef {
  readonly id: string;
  readonly enrolmentId: string;
  readonly state: AttendanceState;
  readonly notified: boolean | null;
  readonly makesUp: HalfDayRef | null;
  readonly recordedAt: string;
  /** Orders people as Danish does. */
  readonly personKey: string;
}

/** A half-day that was made up, and where. */
export interface MakeUpRow extends HalfDayRef {
  readonly enrolmentId: string;
  readonly makesUp: HalfDayRef;
}

interface FirstRecord extends HalfDayRef {
  readonly enrolmentId: string;
  readonly recordedAt: Instant;
}

export interface ApologisedHalfDay extends HalfDayRef {
  readonly enrolmentId: string;
}

/** Somebody who was present on a day and at a supervision meeting that met some of the same hours. */
export interface SupervisionPresenceRow {
  readonly enrolmentId: string;
  readonly part: DayPart;
  readonly fromAt: Instant | null;
  readonly toAt: Instant | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
}

interface AttendanceColumns extends Omit<AttendanceRecord, 'makesUp' | 'notified'> {
  readonly notified: number | null;
  readonly makesUpCourseDayId: string | null;
  readonly makesUpPart: DayPart | null;
}

/** Set-based: as many statements for one person or day as for fifty. */
@Injectable()
export class AttendanceRepository {
  constructor(private readonly store: Store) {}

  /** All changes of everybody who is or was in the cohorts. */
  async changesInCohorts(cohortIds: readonly string[]): Promise<MembershipRow[]> {
    return this.changes(everInCohorts(cohortIds));
  }

  /**
   * The same, and of each whether nothing is recorded of them by itself on a day: on leave (L9), or the person was erased.
   */
  async changesInCohort(cohortId: string, on: LocalDate): Promise<(MembershipRow & LeftOut)[]> {
    return this.changes<MembershipRow & LeftOut>(
      everInCohorts([cohortId]),
      sql`, CASE WHEN ${onLeave(sql`e.id`, on)} OR NOT ${isKnown(sql`e.id`)} THEN 1 ELSE 0 END AS left_out`,
    );
  }

  /** All changes of these enrolments. */
  async changesOf(enrolmentIds: readonly string[]): Promise<MembershipRow[]> {
    return this.changes(among(enrolmentIds));
  }

  /** Current records of the days. */
  async recordsOfDays(courseDayIds: readonly string[]): Promise<AttendanceRecord[]> {
    const rows = await this.store.query<AttendanceColumns>(sql`
      SELECT a.id, a.enrolment_id, a.course_day_id, a.part, a.state, a.notified, a.makes_up_course_day_id,
        a.makes_up_part, a.recorded_at, p.sort_key AS person_key
      FROM attendance a
      JOIN enrolment e ON e.id = a.enrolment_id
      JOIN person p ON p.id = e.person_id
      WHERE a.course_day_id IN ${among(courseDayIds)} AND a.superseded_at IS NULL`);
    return rows.map(({ makesUpCourseDayId, makesUpPart, notified, ...row }) => ({
      ...row,
      notified: notified === null ? null : Boolean(notified),
      makesUp: toRef(makesUpCourseDayId, makesUpPart),
    }));
  }

  /** When each half-day of the days was first recorded, whatever was corrected since (L27). */
  async firstRecords(courseDayIds: readonly string[]): Promise<FirstRecord[]> {
    return this.store.query(sql`
      SELECT enrolment_id, course_day_id, part, MIN(recorded_at) AS recorded_at FROM attendance
      WHERE course_day_id IN ${among(courseDayIds)} GROUP BY enrolment_id, course_day_id, part`);
  }

  /** Who has sent an apology for which half-day of a day, and not taken it back. */
  async apologies(courseDayId: string): Promise<ApologisedHalfDay[]> {
    return this.store.query(sql`
      SELECT enrolment_id, course_day_id, part FROM apology
      WHERE course_day_id = ${courseDayId} AND withdrawn_at IS NULL ORDER BY enrolment_id, part`);
  }

  /** Those of them where nothing is recorded of the half-day. */
  async unansweredApologies(courseDayId: string): Promise<ApologisedHalfDay[]> {
    return this.store.query(sql`
      SELECT o.enrolment_id, o.course_day_id, o.part FROM apology o
      WHERE o.course_day_id = ${courseDayId} AND o.withdrawn_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.enrolment_id = o.enrolment_id
          AND a.course_day_id = o.course_day_id AND a.part = o.part AND a.superseded_at IS NULL)
      ORDER BY o.enrolment_id, o.part`);
  }

  /** Which half-days of the days these people have made up, and where. */
  async makeUpsOf(enrolmentIds: readonly string[], missedDayIds: readonly string[]): Promise<MakeUpRow[]> {
    const rows = await this.store.query<Omit<MakeUpRow, 'makesUp'> & MakesUpColumns>(sql`
      SELECT a.enrolment_id, a.course_day_id, a.part, a.makes_up_course_day_id, a.makes_up_part
      FROM attendance a
      WHERE a.enrolment_id IN ${among(enrolmentIds)} AND a.makes_up_course_day_id IN ${among(missedDayIds)}
        AND a.superseded_at IS NULL AND a.makes_up_course_day_id IS NOT NULL`);
    return rows.map(({ makesUpCourseDayId, makesUpPart, ...row }) => ({
      ...row,
      makesUp: { courseDayId: makesUpCourseDayId, part: makesUpPart },
    }));
  }

  /** The half-day that a presence here made up for before it was corrected away, if it ever did. */
  async formerMakeUp(enrolmentId: string, halfDay: HalfDayRef): Promise<HalfDayRef | null> {
    const row = await this.store.queryOne<MakesUpColumns>(sql`
      SELECT makes_up_course_day_id, makes_up_part FROM attendance
      WHERE enrolment_id = ${enrolmentId} AND course_day_id = ${halfDay.courseDayId} AND part = ${halfDay.part}
        AND makes_up_course_day_id IS NOT NULL
      ORDER BY recorded_at DESC LIMIT 1`);
    return row === null ? null : toRef(row.makesUpCourseDayId, row.makesUpPart);
  }

  /** Presences at supervision, on any track, of people who were present on a day: those that may overlap it (V13). */
  async supervisionOn(courseDayId: string): Promise<SupervisionPresenceRow[]> {
    return this.store.query(sql`
      SELECT a.enrolment_id, a.part, s.from_at, s.to_at, r.started_at, r.ended_at
      FROM attendance a
      JOIN course_day_plan d ON d.course_day_id = a.course_day_id AND d.superseded_at IS NULL
      JOIN enrolment e ON e.id = a.enrolment_id
      JOIN enrolment o ON o.person_id = e.person_id
      JOIN presence s ON s.enrolment_id = o.id AND s.superseded_at IS NULL AND NOT s.absent
      JOIN supervision_record r ON r.meeting_id = s.meeting_id AND r.superseded_at IS NULL
      WHERE a.course_day_id = ${courseDayId} AND a.superseded_at IS NULL AND a.state = 'PRESENT'
        AND r.started_at < d.pm_ends_at AND r.ended_at > d.am_starts_at
      ORDER BY a.enrolment_id, a.part, r.started_at`);
  }

  /** By name, and in the order they were recorded. */
  private async changes<T = MembershipRow>(enrolmentIds: Sql, more: Sql = empty): Promise<T[]> {
    return this.store.query(sql`
      SELECT x.enrolment_id, x.status, x.seat_id, x.cohort_id, x.cohort_from, x.valid_on, p.sort_key AS person_key${more}
      FROM enrolment_change x
      JOIN enrolment e ON e.id = x.enrolment_id
      JOIN person p ON p.id = e.person_id
      WHERE x.enrolment_id IN ${enrolmentIds}
      ORDER BY p.sort_key, x.enrolment_id, x.sequence`);
  }
}

interface LeftOut {
  readonly leftOut: number;
}

interface MakesUpColumns {
  readonly makesUpCourseDayId: string;
  readonly makesUpPart: DayPart;
}

function everInCohorts(cohortIds: readonly string[]): Sql {
  return sql`(SELECT m.enrolment_id FROM enrolment_change m WHERE m.cohort_id IN ${among(cohortIds)})`;
}

function toRef(courseDayId: string | null, part: DayPart | null): HalfDayRef | null {
  return courseDayId === null || part === null ? null : { courseDayId, part };
}
