import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { enrolmentVisible } from '../../access/visibility.js';
import type { LocalDate } from '../../domain/calendar.js';
import { SEATED } from '../../domain/enrolment.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** Somebody to be assessed, and the day or cohort that asks. */
export interface CandidateRow {
  readonly askedFor: string;
  readonly enrolmentId: string;
}

export interface CertificationDayRow {
  readonly id: string;
  readonly cohortId: string;
  readonly date: LocalDate;
}

/** Set-based: as many statements for one day or cohort as for many. */
@Injectable()
export class CandidateRepository {
  constructor(private readonly store: Store) {}

  /**
   * By certification day and name: whoever has a seat and is in the day's cohort, unless they passed on an earlier day;
   * and whoever came from another cohort and has an attempt on the day. Only those whom the asker may see.
   */
  async ofDays(reach: Reach, courseDayIds: readonly string[]): Promise<CandidateRow[]> {
    return this.store.query(sql`
      SELECT d.id AS asked_for, e.id AS enrolment_id
      FROM course_day d
      JOIN course_day_plan l ON l.course_day_id = d.id AND l.superseded_at IS NULL
      JOIN enrolment e ON (e.cohort_id = d.cohort_id AND e.status IN ${among(SEATED)})
        OR e.id IN (SELECT t.enrolment_id FROM certification_attempt t WHERE t.course_day_id = d.id)
      JOIN person p ON p.id = e.person_id
      WHERE d.id IN ${among(courseDayIds)} AND d.type = 'CERTIFICATION_DAY' AND NOT l.cancelled
        AND NOT EXISTS (SELECT 1 FROM certification_attempt t
          WHERE t.enrolment_id = e.id AND t.outcome = 'PASSED' AND t.course_day_id <> d.id AND t.held_on <= l.date)
        AND ${enrolmentVisible(reach, sql`e`)}
      ORDER BY p.sort_key, e.id`);
  }

  /** By cohort and name: whoever has a seat and is in it, or left it with an attempt. */
  async ofCohorts(reach: Reach, cohortIds: readonly string[]): Promise<CandidateRow[]> {
    return this.store.query(sql`
      SELECT e.cohort_id AS asked_for, e.id AS enrolment_id
      FROM enrolment e JOIN person p ON p.id = e.person_id
      WHERE e.cohort_id IN ${among(cohortIds)} AND ${enrolmentVisible(reach, sql`e`)}
        AND (e.status IN ${among(SEATED)}
          OR EXISTS (SELECT 1 FROM certification_attempt t WHERE t.enrolment_id = e.id))
      ORDER BY p.sort_key, e.id`);
  }

  /** Certification days of the cohorts from a day on, in the order of the calendar; cancelled ones left out. */
  async daysAhead(cohortIds: readonly string[], from: LocalDate): Promise<CertificationDayRow[]> {
    return this.store.query(sql`
      SELECT d.id, d.cohort_id, l.date FROM course_day d
      JOIN course_day_plan l ON l.course_day_id = d.id AND l.superseded_at IS NULL
      WHERE d.cohort_id IN ${among(cohortIds)} AND d.type = 'CERTIFICATION_DAY' AND NOT l.cancelled
        AND l.date >= ${from}
      ORDER BY l.date, d.unit, d.day, d.id`);
  }
}
