import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { DayPart, AttendanceState } from '../../domain/attendance.js';
import { copenhagenDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import type { CertificateEvent } from '../../domain/certificate.js';
import type { EnrolmentStatus } from '../../domain/enrolment.js';
import type { PlannedMeeting } from '../../domain/forecast.js';
import type { Leave } from '../../domain/leave.js';
import type { Capacity, UnitType } from '../../domain/programme.js';
import type { RequirementDispensation, RequirementKind } from '../../domain/requirements.js';
import type { AsOf } from '../../graphql/as-of.js';
import { among, certifies, changeHeld, currentAt, holderAt, nameBehind } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** What can change about an enrolment, apart from status, seat and cohort. */
interface Belonging {
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly ruleVersion: number;
  readonly capacity: Capacity;
}

export interface EnrolmentFact extends Belonging {
  readonly id: string;
  readonly personId: string;
  readonly programmeKey: string;
  readonly trackKey: string;
  /** Of the engagement that the enrolment began in. */
  readonly startsOn: LocalDate;
}

export interface ChangeFact extends Belonging {
  readonly enrolmentId: string;
  readonly status: EnrolmentStatus;
  readonly seatId: string | null;
  readonly cohortId: string | null;
  readonly cohortFrom: LocalDate | null;
  readonly validOn: LocalDate;
  readonly recordedAt: Instant;
}

export interface LeaveFact extends Leave {
  readonly enrolmentId: string;
}

export interface CourseDayFact {
  readonly id: string;
  readonly cohortId: string;
  readonly type: UnitType;
  readonly unit: number;
  readonly day: number;
  readonly amStartsAt: Instant;
  readonly amEndsAt: Instant;
  readonly pmStartsAt: Instant;
  readonly pmEndsAt: Instant;
  readonly cancelled: boolean;
}

export interface AttendanceRecordFact {
  readonly enrolmentId: string;
  readonly courseDayId: string;
  readonly part: DayPart;
  readonly state: AttendanceState;
  readonly makesUpCourseDayId: string | null;
  readonly makesUpPart: DayPart | null;
  /** The day that it is planned for. */
  readonly date: LocalDate;
}

export interface AlternativeMakeUpFact {
  readonly enrolmentId: string;
  readonly courseDayId: string;
  readonly part: DayPart;
  readonly doneOn: LocalDate;
}

export interface PresenceRecordFact {
  readonly id: string;
  readonly enrolmentId: string;
  readonly personId: string;
  readonly programmeKey: string;
  readonly ruleVersion: number;
  readonly trackKey: string;
  readonly meetingId: string;
  readonly fromAt: Instant | null;
  readonly toAt: Instant | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly breakMinutes: number;
  readonly present: number;
}

export interface PlannedMeetingFact extends PlannedMeeting {
  readonly enrolmentId: string;
}

export interface DispensationFact extends RequirementDispensation {
  readonly enrolmentId: string;
  readonly requirement: RequirementKind;
}

export interface CertificateEventFact extends CertificateEvent {
  readonly enrolmentId: string;
  readonly certificateId: string;
  readonly validUntil: LocalDate | null;
}

/**
 * The facts that progress rests on, for a set of enrolments, as they were known at one instant, also those about days that
 * had not come: see `untilThen` in standing-from-facts.ts. Set-based: as many statements for one enrolment as for a thousand.
 */
@Injectable()
export class FactsRepository {
  constructor(private readonly store: Store) {}

  /** As they are today; what they were then is in their changes. Whose each was, as known then (L25). */
  async enrolments(ids: readonly string[], { knownAt }: AsOf): Promise<EnrolmentFact[]> {
    return this.store.query(sql`
      SELECT e.id, ${holderAt(sql`e`, knownAt)} AS person_id, e.engagement_id, e.municipality_code, e.programme_key,
        e.rule_version, e.track_key, e.capacity, n.starts_on
      FROM enrolment e
      JOIN enrolment_change b ON b.enrolment_id = e.id AND b.sequence = 1
      JOIN engagement n ON n.id = b.engagement_id
      WHERE e.id IN ${among(ids)}`);
  }

  /** In the order they were recorded. The cohort is left on the day of the change itself. */
  async changes(ids: readonly string[], { knownAt }: AsOf): Promise<ChangeFact[]> {
    return this.store.query(sql`
      SELECT enrolment_id, engagement_id, municipality_code, rule_version, capacity, status, seat_id, cohort_id, cohort_from,
        valid_on, recorded_at
      FROM enrolment_change
      WHERE enrolment_id IN ${among(ids)} AND recorded_at <= ${knownAt} ORDER BY enrolment_id, sequence`);
  }

  /** Also leave that is still to come. */
  async leaves(ids: readonly string[], { knownAt }: AsOf): Promise<LeaveFact[]> {
    return this.store.query(sql`
      SELECT l.enrolment_id, l.from_on AS "from", l.to_on AS "to" FROM enrolment_leave l
      WHERE l.enrolment_id IN ${among(ids)} AND ${currentAt(sql`l`, knownAt)} ORDER BY l.from_on`);
  }

  /** Without guests who turned out not to have come: they have missed nothing there (L1). */
  async attendance(ids: readonly string[], { knownAt }: AsOf): Promise<AttendanceRecordFact[]> {
    return this.store.query(sql`
      SELECT a.enrolment_id, a.course_day_id, a.part, a.state, a.makes_up_course_day_id, a.makes_up_part, p.date
      FROM attendance a
      JOIN course_day_plan p ON p.course_day_id = a.course_day_id AND ${currentAt(sql`p`, knownAt)}
      WHERE a.enrolment_id IN ${among(ids)} AND ${currentAt(sql`a`, knownAt)}
        AND NOT (a.state = 'ABSENT' AND EXISTS (SELECT 1 FROM attendance g
          WHERE g.course_day_id = a.course_day_id AND g.enrolment_id = a.enrolment_id AND g.part = a.part
            AND g.makes_up_course_day_id IS NOT NULL AND g.recorded_at <= ${knownAt}))`);
  }

  /** Half-days made up by an approved task, from the day that it was done (L1). */
  async alternatives(ids: readonly string[], { knownAt }: AsOf): Promise<AlternativeMakeUpFact[]> {
    return this.store.query(sql`
      SELECT m.enrolment_id, m.course_day_id, m.part, m.done_on FROM alternative_make_up m
      WHERE m.enrolment_id IN ${among(ids)} AND ${currentAt(sql`m`, knownAt)}`);
  }

  /** Days of the cohorts, and other days by id, with the plan known at the time. */
  async courseDays(
    cohortIds: readonly string[],
    dayIds: readonly string[],
    { knownAt }: AsOf,
  ): Promise<CourseDayFact[]> {
    const rows = await this.store.query<CourseDayFact>(sql`
      SELECT d.id, d.cohort_id, d.type, d.unit, d.day, p.am_starts_at, p.am_ends_at, p.pm_starts_at, p.pm_ends_at,
        p.cancelled
      FROM course_day d
      JOIN course_day_plan p ON p.course_day_id = d.id AND ${currentAt(sql`p`, knownAt)}
      WHERE d.cohort_id IN ${among(cohortIds)} OR d.id IN ${among(dayIds)}`);
    return rows.map((row) => ({ ...row, cancelled: Boolean(row.cancelled) }));
  }

  /**
   * Of people as known then, on all their tracks: overlapping presence is credited once, wherever it was (V12). A meeting
   * from before somebody was enrolled is credited by the rules that the enrolment began under.
   */
  async presences(personIds: readonly string[], asOf: AsOf): Promise<PresenceRecordFact[]> {
    const { knownAt } = asOf;
    return this.store.query(sql`
      SELECT p.id, p.enrolment_id, w.person_id, e.programme_key, e.track_key,
        COALESCE(
          (SELECT c.rule_version FROM enrolment_change c WHERE c.enrolment_id = e.id AND ${changeHeld(sql`c`, asOf)}
            ORDER BY c.sequence DESC LIMIT 1),
          (SELECT c.rule_version FROM enrolment_change c WHERE c.enrolment_id = e.id AND c.sequence = 1)) AS rule_version,
        p.meeting_id, p.from_at, p.to_at, r.started_at, r.ended_at, r.break_minutes,
        (SELECT COUNT(*) FROM presence o WHERE o.meeting_id = p.meeting_id AND NOT o.absent
          AND ${currentAt(sql`o`, knownAt)}) AS present
      FROM presence p
      JOIN enrolment e ON e.id = p.enrolment_id
      JOIN enrolment_person w ON w.enrolment_id = e.id AND ${currentAt(sql`w`, knownAt)}
      JOIN supervision_record r ON r.meeting_id = p.meeting_id AND ${currentAt(sql`r`, knownAt)}
      WHERE w.person_id IN ${among(personIds)} AND NOT p.absent AND ${currentAt(sql`p`, knownAt)}`);
  }

  /**
   * Meetings that lay ahead of the enrolments on days when they are members of the group, each once, by what was known
   * of memberships, plans, cancellations and records.
   */
  async plannedMeetings(ids: readonly string[], { at, knownAt }: AsOf): Promise<PlannedMeetingFact[]> {
    const rows = await this.store.query<
      PlannedMeetingFact & { validFrom: LocalDate | null; validTo: LocalDate | null }
    >(sql`
      SELECT g.enrolment_id, g.valid_from, g.valid_to, m.id AS meeting_id, m.group_id,
        COALESCE(q.starts_at, m.planned_starts_at) AS starts_at, COALESCE(q.ends_at, m.planned_ends_at) AS ends_at
      FROM group_member g
      JOIN supervision_meeting m ON m.group_id = g.group_id
      LEFT JOIN supervision_earlier_plan q ON q.meeting_id = m.id AND ${currentAt(sql`q`, knownAt)}
      WHERE g.enrolment_id IN ${among(ids)} AND ${currentAt(sql`g`, knownAt)}
        AND COALESCE(q.starts_at, m.planned_starts_at) > ${at} AND m.recorded_at <= ${knownAt}
        AND (m.cancelled_at IS NULL OR m.cancelled_at > ${knownAt})
        AND NOT EXISTS (SELECT 1 FROM supervision_record r
          WHERE r.meeting_id = m.id AND ${currentAt(sql`r`, knownAt)} AND r.started_at <= ${at})`);
    return rows.flatMap(({ validFrom, validTo, ...meeting }) => {
      const on = copenhagenDate(meeting.startsAt);
      return (validFrom === null || validFrom <= on) && (validTo === null || on < validTo) ? meeting : [];
    });
  }

  async attempts(
    ids: readonly string[],
    { knownAt }: AsOf,
  ): Promise<{ enrolmentId: string; number: number; outcome: 'PASSED' | 'FAILED'; date: LocalDate }[]> {
    return this.store.query(sql`
      SELECT enrolment_id, number, outcome, held_on AS date FROM certification_attempt
      WHERE enrolment_id IN ${among(ids)} AND recorded_at <= ${knownAt}
      ORDER BY enrolment_id, number`);
  }

  /** By what was known: one that was ended later still held for whoever asked before. */
  async dispensations(ids: readonly string[], { knownAt }: AsOf): Promise<DispensationFact[]> {
    return this.store.query(sql`
      SELECT d.enrolment_id, d.requirement, g.reason, ${nameBehind(sql`g.recorded_by`)} AS granted_by, g.recorded_at AS granted_at,
        d.valid_on, d.valid_until AS until
      FROM dispensation d JOIN dispensation g ON g.id = COALESCE(d.grant_id, d.id)
      WHERE d.enrolment_id IN ${among(ids)}
        AND d.recorded_at <= ${knownAt} AND (d.ended_at IS NULL OR d.ended_at > ${knownAt})`);
  }

  /** In the order they were recorded. */
  async certificateEvents(ids: readonly string[], { knownAt }: AsOf): Promise<CertificateEventFact[]> {
    return this.store.query(sql`
      SELECT c.enrolment_id, c.id AS certificate_id, c.valid_until, v.kind, v.valid_on AS "on"
      FROM certificate c JOIN certificate_event v ON v.certificate_id = c.id
      WHERE c.enrolment_id IN ${among(ids)} AND v.recorded_at <= ${knownAt} AND ${certifies(sql`c`)}
      ORDER BY c.id, v.sequence`);
  }
}
