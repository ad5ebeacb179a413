import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { copenhagenDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import { OPEN } from '../../domain/enrolment.js';
import { among, onLeave } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { memberOn } from './membership.repository.js';

/** A stretch of time. */
export interface Times {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** What else the people of a meeting do at the same time. Everything here is worth a warning, nothing a refusal. */
@Injectable()
export class ConflictRepository {
  constructor(private readonly store: Store) {}

  /** Whether one of the people has a half-day of a course that is not cancelled (V13). */
  async courseDayPlanned(personIds: readonly string[], { startsAt, endsAt }: Times): Promise<boolean> {
    return this.exists(sql`
      SELECT 1 FROM enrolment e
      JOIN course_day d ON d.cohort_id = e.cohort_id
      JOIN course_day_plan q ON q.course_day_id = d.id AND q.superseded_at IS NULL
      WHERE e.person_id IN ${among(personIds)} AND e.status IN ${among(OPEN)} AND NOT q.cancelled
        AND ((q.am_starts_at < ${endsAt} AND ${startsAt} < q.am_ends_at)
          OR (q.pm_starts_at < ${endsAt} AND ${startsAt} < q.pm_ends_at))`);
  }

  /** Whether one of the people is a member of a group with another meeting then that is not cancelled. */
  async meetingPlanned(
    personIds: readonly string[],
    meetingId: string,
    { startsAt, endsAt }: Times,
  ): Promise<boolean> {
    return this.exists(sql`
      SELECT 1 FROM enrolment e
      JOIN group_member m ON m.enrolment_id = e.id
      JOIN supervision_meeting t ON t.group_id = m.group_id
      LEFT JOIN supervision_record r ON r.meeting_id = t.id AND r.superseded_at IS NULL
      WHERE e.person_id IN ${among(personIds)} AND ${memberOn(sql`m`, copenhagenDate(startsAt))}
        AND t.id <> ${meetingId} AND t.status <> 'CANCELLED'
        AND COALESCE(r.started_at, t.planned_starts_at) < ${endsAt}
        AND ${startsAt} < COALESCE(r.ended_at, t.planned_ends_at)`);
  }

  /** Whether somebody was present at a half-day of a course while they were at the meeting (V13). */
  async courseDayAttended(meetingId: string): Promise<boolean> {
    const halfDay = (starts: Sql, ends: Sql) => sql`(${starts} < r.ended_at AND r.started_at < ${ends}
      AND (p.from_at IS NULL OR p.from_at < ${ends}) AND (p.to_at IS NULL OR ${starts} < p.to_at))`;
    return this.exists(sql`
      SELECT 1 FROM presence p
      JOIN supervision_record r ON r.meeting_id = p.meeting_id AND r.superseded_at IS NULL
      JOIN enrolment e ON e.id = p.enrolment_id
      JOIN enrolment oe ON oe.person_id = e.person_id
      JOIN attendance a ON a.enrolment_id = oe.id AND a.superseded_at IS NULL AND a.state = 'PRESENT'
      JOIN course_day_plan q ON q.course_day_id = a.course_day_id AND q.superseded_at IS NULL AND NOT q.cancelled
      WHERE p.meeting_id = ${meetingId} AND p.superseded_at IS NULL AND NOT p.absent
        AND (p.from_at IS NULL OR p.from_at < r.ended_at) AND (p.to_at IS NULL OR r.started_at < p.to_at)
        AND CASE a.part WHEN 'AM' THEN ${halfDay(sql`q.am_starts_at`, sql`q.am_ends_at`)}
          ELSE ${halfDay(sql`q.pm_starts_at`, sql`q.pm_ends_at`)} END`);
  }

  /** Whether somebody was present who was on leave on the day (L9). */
  async presentOnLeave(meetingId: string, on: LocalDate): Promise<boolean> {
    return this.exists(sql`
      SELECT 1 FROM presence p
      WHERE p.meeting_id = ${meetingId} AND p.superseded_at IS NULL AND NOT p.absent
        AND ${onLeave(sql`p.enrolment_id`, on)}`);
  }

  /** Whether somebody has sent an apology that holds, and nothing is recorded about them yet. */
  async apologisedUnrecorded(meetingId: string): Promise<boolean> {
    return this.exists(sql`
      SELECT 1 FROM apology a WHERE a.meeting_id = ${meetingId} AND a.withdrawn_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM presence p WHERE p.meeting_id = a.meeting_id
          AND p.enrolment_id = a.enrolment_id AND p.superseded_at IS NULL)`);
  }

  private async exists(question: Sql): Promise<boolean> {
    const row = await this.store.queryOne<{ found: number }>(sql`SELECT EXISTS (${question}) AS found`);
    return Boolean(row?.found);
  }
}
