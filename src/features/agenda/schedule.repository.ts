import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { LocalDate, Instant } from '../../domain/calendar.js';
import type { EnrolmentStatus } from '../../domain/enrolment.js';
import type { Leave } from '../../domain/leave.js';
import type { UnitType } from '../../domain/programme.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface ScheduledChange {
  readonly enrolmentId: string;
  readonly municipalityCode: string;
  readonly status: EnrolmentStatus;
  readonly cohortId: string | null;
  readonly cohortFrom: LocalDate | null;
  readonly validOn: LocalDate;
}

export interface ScheduledDay {
  readonly id: string;
  readonly cohortId: string;
  readonly providerId: string | null;
  readonly type: UnitType;
  readonly unit: number;
  readonly day: number;
  readonly date: LocalDate;
  readonly amStartsAt: Instant;
  readonly amEndsAt: Instant;
  readonly pmStartsAt: Instant;
  readonly pmEndsAt: Instant;
  readonly venue: string | null;
  readonly hostMunicipalityCode: string | null;
}

export interface ScheduledMeeting {
  readonly enrolmentId: string;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  readonly id: string;
  readonly groupName: string;
  readonly providerId: string | null;
  readonly hostMunicipalityCode: string | null;
  readonly venue: string | null;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** From and to a date, both included; null = from the beginning, and whatever is planned. */
export interface Period {
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

/** What is planned, and not cancelled, where people are. Set-based: as many statements for one person as for fifty. */
@Injectable()
export class ScheduleRepository {
  constructor(private readonly store: Store) {}

  /** In the order they were recorded. */
  async changes(enrolmentIds: readonly string[]): Promise<ScheduledChange[]> {
    return this.store.query(sql`
      SELECT x.enrolment_id, e.municipality_code, x.status, x.cohort_id, x.cohort_from, x.valid_on
      FROM enrolment_change x JOIN enrolment e ON e.id = x.enrolment_id
      WHERE x.enrolment_id IN ${among(enrolmentIds)} ORDER BY x.enrolment_id, x.sequence`);
  }

  /** As it is recorded now. */
  async leaves(enrolmentIds: readonly string[]): Promise<(Leave & { readonly enrolmentId: string })[]> {
    return this.store.query(sql`
      SELECT l.enrolment_id, l.from_on AS "from", l.to_on AS "to" FROM enrolment_leave l
      WHERE l.enrolment_id IN ${among(enrolmentIds)} AND l.superseded_at IS NULL ORDER BY l.from_on`);
  }

  async courseDays(cohortIds: readonly string[], { from, to }: Period): Promise<ScheduledDay[]> {
    return this.store.query(sql`
      SELECT d.id, d.cohort_id, c.provider_id, d.type, d.unit, d.day, p.date, p.am_starts_at, p.am_ends_at,
        p.pm_starts_at, p.pm_ends_at, p.venue, p.host_municipality_code
      FROM course_day d
      JOIN course_day_plan p ON p.course_day_id = d.id AND p.superseded_at IS NULL AND NOT p.cancelled
      JOIN cohort c ON c.id = d.cohort_id
      WHERE d.cohort_id IN ${among(cohortIds)} AND p.date >= ${from ?? ''} AND p.date <= ${to ?? '9999-12-31'}`);
  }

  /** Meetings of the groups that people are or were in, with the dates of each membership; actual times win (L3). */
  async meetings(enrolmentIds: readonly string[]): Promise<ScheduledMeeting[]> {
    return this.store.query(sql`
      SELECT m.enrolment_id, m.valid_from, m.valid_to, t.id, g.name AS group_name, g.provider_id,
        t.host_municipality_code, t.venue, COALESCE(r.started_at, t.planned_starts_at) AS starts_at,
        COALESCE(r.ended_at, t.planned_ends_at) AS ends_at
      FROM group_member m
      JOIN supervision_group g ON g.id = m.group_id
      JOIN supervision_meeting t ON t.group_id = g.id AND t.status <> 'CANCELLED'
      LEFT JOIN supervision_record r ON r.meeting_id = t.id AND r.superseded_at IS NULL
      WHERE m.enrolment_id IN ${among(enrolmentIds)} AND m.superseded_at IS NULL`);
  }
}
