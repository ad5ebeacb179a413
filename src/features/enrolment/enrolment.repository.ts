import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { enrolmentVisible } from '../../access/visibility.js';
import { OPEN, type EnrolmentStatus } from '../../domain/enrolment.js';
import type { Capacity } from '../../domain/programme.js';
import { all, among, personOf } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { SeatPlace } from '../engagement/index.js';
import type { PersonRow } from '../person/index.js';
import type { EnrolmentFilter } from './dto/enrolment.model.js';

export interface EnrolmentRow {
  readonly id: string;
  readonly personId: string;
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly programmeKey: string;
  readonly ruleVersion: number;
  readonly trackKey: string;
  readonly capacity: Capacity;
  readonly status: EnrolmentStatus;
  readonly seatId: string | null;
  readonly cohortId: string | null;
  readonly affiliationId: string;
  readonly replacesId: string | null;
}

const COLUMNS = sql`e.id, e.person_id, e.engagement_id, e.municipality_code, e.programme_key, e.rule_version,
  e.track_key, e.capacity, e.status, e.seat_id, e.cohort_id, e.affiliation_id, e.replaces_id`;

@Injectable()
export class EnrolmentRepository {
  constructor(private readonly store: Store) {}

  async findVisible(reach: Reach, ids: readonly string[]): Promise<EnrolmentRow[]> {
    return this.select(sql`e.id IN ${among(ids)} AND ${enrolmentVisible(reach, sql`e`)}`);
  }

  async find(ids: readonly string[]): Promise<EnrolmentRow[]> {
    return this.select(sql`e.id IN ${among(ids)}`);
  }

  /** By person, oldest first. */
  async findVisibleOfPeople(reach: Reach, personIds: readonly string[]): Promise<EnrolmentRow[]> {
    return this.select(
      sql`e.person_id IN ${among(personIds)} AND ${enrolmentVisible(reach, sql`e`)} ORDER BY e.recorded_at, e.id`,
    );
  }

  /** Those that took over the seats of others. */
  async findVisibleReplacing(reach: Reach, replacedIds: readonly string[]): Promise<EnrolmentRow[]> {
    return this.select(sql`e.replaces_id IN ${among(replacedIds)} AND ${enrolmentVisible(reach, sql`e`)}`);
  }

  /** The one open enrolment of a person on a track of a programme, if any. */
  async findOpen(personId: string, programmeKey: string, trackKey: string): Promise<EnrolmentRow | null> {
    const rows = await this.select(sql`e.person_id = ${personId} AND e.programme_key = ${programmeKey}
      AND e.track_key = ${trackKey} AND e.status IN ${among(OPEN)}`);
    return rows[0] ?? null;
  }

  /** By person, oldest first, whoever may see them. */
  async findOfPeople(personIds: readonly string[]): Promise<EnrolmentRow[]> {
    return this.select(sql`e.person_id IN ${among(personIds)} ORDER BY e.recorded_at, e.id`);
  }

  /** Somebody of this name (as a sort key) with an open enrolment at a place, if there is exactly one. */
  async findPersonAt(place: SeatPlace, sortKey: string): Promise<PersonRow | null> {
    const rows = await this.store.query<PersonRow>(sql`
      SELECT p.id, p.name, p.email, p.phone, p.sort_key FROM person p JOIN enrolment e ON e.person_id = p.id
      WHERE p.sort_key = ${sortKey} AND e.engagement_id = ${place.engagement.id}
        AND e.municipality_code = ${place.municipalityCode} AND e.track_key = ${place.trackKey}
        AND e.status IN ${among(OPEN)}`);
    return rows.length === 1 ? (rows[0] ?? null) : null;
  }

  /** Open enrolments of a person on the other tracks of a programme. */
  async findOpenElsewhere(personId: string, programmeKey: string, trackKey: string): Promise<EnrolmentRow[]> {
    return this.select(sql`e.person_id = ${personId} AND e.programme_key = ${programmeKey}
      AND e.track_key <> ${trackKey} AND e.status IN ${among(OPEN)}`);
  }

  /** Whether the person's course has begun by a day: something is recorded, or a half-day that they were expected at has been. */
  async hasBegun(enrolment: EnrolmentRow, by: string, now: string): Promise<boolean> {
    const row = await this.store.queryOne<{ begun: number }>(sql`
      SELECT EXISTS (SELECT 1 FROM attendance a WHERE a.enrolment_id = ${enrolment.id} AND a.superseded_at IS NULL)
        OR EXISTS (SELECT 1 FROM presence p WHERE p.enrolment_id = ${enrolment.id} AND p.superseded_at IS NULL)
        OR EXISTS (SELECT 1 FROM course_day d
          JOIN course_day_plan q ON q.course_day_id = d.id AND q.superseded_at IS NULL
          WHERE d.cohort_id = ${enrolment.cohortId} AND NOT q.cancelled AND q.date < ${by} AND q.am_ends_at <= ${now}
            AND q.date >= COALESCE((SELECT c.cohort_from FROM enrolment_change c WHERE c.enrolment_id = ${enrolment.id}
              ORDER BY c.sequence DESC LIMIT 1), ''))
        AS begun`);
    return Boolean(row?.begun);
  }

  matching(reach: Reach, filter: EnrolmentFilter): Sql {
    const conditions = [enrolmentVisible(reach, sql`e`)];
    if (filter.programmeKey) conditions.push(sql`e.programme_key = ${filter.programmeKey}`);
    if (filter.engagementId) conditions.push(sql`e.engagement_id = ${filter.engagementId}`);
    if (filter.municipalityCode) conditions.push(sql`e.municipality_code = ${filter.municipalityCode}`);
    if (filter.trackKey) conditions.push(sql`e.track_key = ${filter.trackKey}`);
    if (filter.cohortId) conditions.push(sql`e.cohort_id = ${filter.cohortId}`);
    if (filter.personId) conditions.push(sql`e.person_id = ${personOf(filter.personId)}`);
    if (filter.status) conditions.push(sql`e.status IN ${among(filter.status)}`);
    return all(conditions);
  }

  /** With the columns that a list can be ordered by. */
  async page(
    condition: Sql,
    after: Sql,
    orderBy: Sql,
    limit: number,
  ): Promise<(EnrolmentRow & OrderColumns)[]> {
    return this.store.query(sql`
      SELECT ${COLUMNS}, p.sort_key AS person_key, y.sort_key AS municipality_key, e.recorded_at,
        COALESCE(g.credited_minutes, 0) AS credited_minutes, COALESCE(g.attended_half_days, 0) AS attended_half_days
      FROM enrolment e
      JOIN person p ON p.id = e.person_id
      JOIN municipality y ON y.code = e.municipality_code
      LEFT JOIN progress g ON g.enrolment_id = e.id
      WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`);
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM enrolment e WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }

  private async select(condition: Sql): Promise<EnrolmentRow[]> {
    return this.store.query(sql`SELECT ${COLUMNS} FROM enrolment e WHERE ${condition}`);
  }
}

export interface OrderColumns {
  readonly personKey: string;
  readonly municipalityKey: string;
  readonly recordedAt: string;
  readonly creditedMinutes: number;
  readonly attendedHalfDays: number;
}
