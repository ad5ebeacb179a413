import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { DayPart, AttendanceState } from '../../domain/attendance.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import type { CertificateEvent } from '../../domain/certificate.js';
import type { EnrolmentStatus } from '../../domain/enrolment.js';
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
  readonly date: LocalDate;
}

export interface AttendanceRecordFact {
  readonly enrolmentId: string;
  readonly courseDayId: string;
  readonly part: DayPart;
  readonly state: AttendanceState;
  readonly makesUpCourseDayId: string | null;
  readonly makesUpPart: DayPart | null;
}

/** The half-days that somebody was at, as `halfDayKey` has them. */
export interface AttendedFact {
  readonly enrolmentId: string;
  readonly own: readonly string[];
  /** Each with the one that it makes up for. */
  readonly makeUps: readonly (readonly [at: string, of: string])[];
}

export interface AlternativeMakeUpFact {
  readonly enrolmentId: string;
  readonly courseDayId: string;
  readonly part: DayPart;
  readonly doneOn: LocalDate;
}

export interface DispensationFact extends RequirementDispensation {
  readonly enrolmentId: string;
  readonly requirement: RequirementKind;
}

export interface CertificateEventFact extends CertificateEvent {
  readonly enrolmentId: string;
  readonly certificateId: string;
  readonly validUntil: LocalDate | null;
  /** 1 when it says that somebody is certified, 0 when it is of a course. */
  readonly certifies: number;
}

/**
 * The facts that progress rests on, for a set of enrolments, as they were known at one instant, also those about days that
 * had not come: see `untilThen` in standing-from-facts.ts. Set-based: as many statements for one enrolment as for a thousand.
 */
@Injectable()
export class FactsRepository {
  constructor(private readonly store: Store) {}

  /**
   * These, and the others of the same people: as they are today; what they were then is in their changes. Whose each was, as
   * known then (L25).
   */
  async enrolments(ids: readonly string[], asOf: AsOf): Promise<EnrolmentFact[]> {
    return this.enrolmentsWhere(
      sql`e.id IN (SELECT a.id FROM enrolment a WHERE a.id IN ${among(ids)} UNION ${this.ofPeople(
        sql`(SELECT o.person_id FROM enrolment_person o
          WHERE o.enrolment_id IN ${among(ids)} AND ${currentAt(sql`o`, asOf.knownAt)})`,
        asOf,
      )})`,
      asOf,
    );
  }

  /** All enrolments of people, as known then. */
  async enrolmentsOf(personIds: readonly string[], asOf: AsOf): Promise<EnrolmentFact[]> {
    return this.enrolmentsWhere(sql`e.id IN (${this.ofPeople(among(personIds), asOf)})`, asOf);
  }

  private ofPeople(personIds: Sql, { knownAt }: AsOf): Sql {
    return sql`SELECT w.enrolment_id FROM enrolment_person w
      WHERE w.person_id IN ${personIds} AND ${currentAt(sql`w`, knownAt)}`;
  }

  private async enrolmentsWhere(condition: Sql, { knownAt }: AsOf): Promise<EnrolmentFact[]> {
    return this.store.query(sql`
      SELECT e.id, ${holderAt(sql`e`, knownAt)} AS person_id, e.engagement_id, e.municipality_code, e.programme_key,
        e.rule_version, e.track_key, e.capacity, n.starts_on
      FROM enrolment e
      JOIN enrolment_change b ON b.enrolment_id = e.id AND b.sequence = 1
      JOIN engagement n ON n.id = b.engagement_id
      WHERE ${condition}`);
  }

  /** Those that had come to be at a point, by what was known then: of the others no report tells. */
  async begun(ids: readonly string[], asOf: AsOf): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(sql`
      SELECT c.enrolment_id AS id FROM enrolment_change c
      WHERE c.enrolment_id IN ${among(ids)} AND c.sequence = 1 AND ${changeHeld(sql`c`, asOf)}`);
    return rows.map((row) => row.id);
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
      SELECT a.enrolment_id, a.course_day_id, a.part, a.state, a.makes_up_course_day_id, a.makes_up_part
      FROM attendance a
      WHERE a.enrolment_id IN ${among(ids)} AND ${currentAt(sql`a`, knownAt)}
        AND NOT (a.state = 'ABSENT' AND EXISTS (SELECT 1 FROM attendance g
          WHERE g.course_day_id = a.course_day_id AND g.enrolment_id = a.enrolment_id AND g.part = a.part
            AND g.makes_up_course_day_id IS NOT NULL AND g.recorded_at <= ${knownAt}))`);
  }

  /** Presences alone, in one row for each enrolment. */
  async attended(ids: readonly string[], { knownAt }: AsOf): Promise<AttendedFact[]> {
    const rows = await this.store.query<{
      enrolmentId: string;
      own: string | null;
      makeUps: string | null;
    }>(sql`
      SELECT a.enrolment_id,
        string_agg(CASE WHEN a.makes_up_part IS NULL THEN a.course_day_id || ':' || a.part END, ' ') AS own,
        string_agg(a.course_day_id || ':' || a.part || ' ' || a.makes_up_course_day_id || ':' || a.makes_up_part, ',')
          AS make_ups
      FROM attendance a
      WHERE a.enrolment_id IN ${among(ids)} AND ${currentAt(sql`a`, knownAt)} AND a.state = 'PRESENT'
      GROUP BY a.enrolment_id`);
    return rows.map(({ enrolmentId, own, makeUps }) => ({
      enrolmentId,
      own: own?.split(' ') ?? [],
      makeUps: makeUps?.split(',').map((each) => each.split(' ') as [string, string]) ?? [],
    }));
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
        p.cancelled, p.date
      FROM course_day d
      JOIN course_day_plan p ON p.course_day_id = d.id AND ${currentAt(sql`p`, knownAt)}
      WHERE d.cohort_id IN ${among(cohortIds)} OR d.id IN ${among(dayIds)}`);
    return rows.map((row) => ({ ...row, cancelled: Boolean(row.cancelled) }));
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
      SELECT c.enrolment_id, c.id AS certificate_id, c.valid_until, v.kind, v.valid_on AS "on",
        CASE WHEN ${certifies(sql`c`)} THEN 1 ELSE 0 END AS certifies
      FROM certificate c JOIN certificate_event v ON v.certificate_id = c.id
      WHERE c.enrolment_id IN ${among(ids)} AND v.recorded_at <= ${knownAt}
      ORDER BY c.id, v.sequence`);
  }
}
