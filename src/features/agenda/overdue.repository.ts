import { Injectable } from '@nestjs/common';
import sql, { join, type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import type { DayPart } from '../../domain/attendance.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface RecordedHalfDay {
  readonly enrolmentId: string;
  readonly courseDayId: string;
  readonly part: DayPart;
}

export interface OpenMeeting {
  readonly id: string;
  readonly endsAt: Instant;
}

export interface GroupMember {
  readonly meetingId: string;
  readonly enrolmentId: string;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
}

/** What is over and may lack a record, at the providers that the actor is or reaches. */
@Injectable()
export class OverdueRepository {
  constructor(private readonly store: Store) {}

  /** Days up to a date, cancelled ones and certification days left out, on which somebody ever in the cohort has a blank. */
  async days(
    reach: Reach,
    providerId: string | null,
    until: LocalDate,
  ): Promise<{ id: string; cohortId: string }[]> {
    return this.store.query(sql`
      SELECT d.id, d.cohort_id
      FROM course_day d
      JOIN course_day_plan p ON p.course_day_id = d.id AND p.superseded_at IS NULL AND NOT p.cancelled
      JOIN cohort c ON c.id = d.cohort_id
      WHERE p.date <= ${until} AND d.type <> 'CERTIFICATION_DAY' AND ${runBy(sql`c.provider_id`, reach, providerId)}
        AND EXISTS (SELECT 1 FROM enrolment_change x WHERE x.cohort_id = d.cohort_id
          AND (SELECT COUNT(*) FROM attendance a WHERE a.enrolment_id = x.enrolment_id AND a.course_day_id = d.id
            AND a.superseded_at IS NULL) < 2)
      ORDER BY p.date, d.id`);
  }

  /** Everybody who is or was in the cohorts. */
  async everIn(cohortIds: readonly string[]): Promise<string[]> {
    const rows = await this.store.query<{ enrolmentId: string }>(
      sql`SELECT DISTINCT enrolment_id FROM enrolment_change WHERE cohort_id IN ${among(cohortIds)}`,
    );
    return rows.map((row) => row.enrolmentId);
  }

  async records(courseDayIds: readonly string[]): Promise<RecordedHalfDay[]> {
    return this.store.query(sql`
      SELECT enrolment_id, course_day_id, part FROM attendance
      WHERE course_day_id IN ${among(courseDayIds)} AND superseded_at IS NULL`);
  }

  /** Meetings that are over by the plan, and neither held nor cancelled. */
  async meetings(reach: Reach, providerId: string | null, until: Instant): Promise<OpenMeeting[]> {
    return this.store.query(sql`
      SELECT t.id, t.planned_ends_at AS ends_at
      FROM supervision_meeting t JOIN supervision_group g ON g.id = t.group_id
      WHERE t.status = 'PLANNED' AND t.planned_ends_at <= ${until} AND ${runBy(sql`g.provider_id`, reach, providerId)}
      ORDER BY t.planned_ends_at, t.id`);
  }

  async members(meetingIds: readonly string[]): Promise<GroupMember[]> {
    return this.store.query(sql`
      SELECT t.id AS meeting_id, m.enrolment_id, m.valid_from, m.valid_to
      FROM supervision_meeting t JOIN group_member m ON m.group_id = t.group_id AND m.superseded_at IS NULL
      WHERE t.id IN ${among(meetingIds)}`);
  }
}

/** Run by one of the actor's own providers, or by anybody; by one provider alone where it is named. */
function runBy(column: Sql, reach: Reach, providerId: string | null): Sql {
  const conditions = [
    ...(reach.everything ? [] : [sql`${column} IN ${among(reach.providerIds)}`]),
    ...(providerId === null ? [] : [sql`${column} = ${providerId}`]),
  ];
  return conditions.length === 0 ? sql`1 = 1` : join(conditions, ' AND ');
}
