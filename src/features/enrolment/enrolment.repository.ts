import { Injectable } from '@nestjs/common';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { enrolmentVisible, personVisible } from '../../access/visibility.js';
import { Clock } from '../../config/clock.js';
import { MAY_BE_ON_LEAVE, OPEN, WAITING, type EnrolmentStatus } from '../../domain/enrolment.js';
import type { Capacity } from '../../domain/programme.js';
import type { AsOf } from '../../graphql/as-of.js';
import type { OrderKey } from '../../graphql/connection.js';
import { snakeCase } from '../../storage/rows.js';
import { all, among, changeHeld, hadComeToBe, holderAt, onLeave, personOf } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { SeatPlace } from '../engagement/index.js';
import type { PersonRow } from '../person/index.js';
import type { EnrolmentFilter } from './dto/enrolment.model.js';
import type { Columns } from './enrolment.order.js';
import { ALL } from './name-list.js';

export interface EnrolmentRow {
  readonly id: string;
  readonly personId: string;
  readonly engagementId: string;
  readonly municipalityCode: string;
  readonly programmeKey: string;
  readonly ruleVersion: number;
  readonly trackKey: string;
  readonly capacity: Capacity;
  /** As it is stored: never ON_LEAVE, see domain/enrolment.ts. */
  readonly status: EnrolmentStatus;
  /** Whether the day falls into leave. */
  readonly onLeave: boolean;
  /** Moved elsewhere, and goes on upon this seat (L5). */
  readonly continuesAsGuest: boolean;
  readonly seatId: string | null;
  readonly cohortId: string | null;
  readonly affiliationId: string;
  readonly replacesId: string | null;
}

const COLUMNS = sql`e.id, e.person_id, e.engagement_id, e.municipality_code, e.programme_key, e.rule_version,
  e.track_key, e.capacity, e.status, e.continues_as_guest, e.seat_id, e.cohort_id, e.affiliation_id, e.replaces_id`;

const NOW = sql`enrolment e JOIN person p ON p.id = e.person_id`;
/** The same, read along a list in the order of names until there are enough: SQLite keeps the order of a CROSS JOIN. */
const NOW_BY_NAME = sql`enrolment_listing t CROSS JOIN enrolment e LEFT JOIN person p ON p.id = e.person_id`;
const OF_PERSON: Columns = { personKey: sql`p.sort_key`, id: sql`e.id` };
const OF_LIST: Columns = { personKey: sql`t.person_key`, id: sql`t.enrolment_id` };

/**
 * Enrolments as they stood: one row for each that was recorded by then, by its latest change that held. Whether somebody
 * may see it is asked of what it is today, so that nobody reads people who are on another's seat by now (V39). One that was
 * thought to be another person's then, until a merge was undone (L25), is left out for whoever may not read that person.
 */
function asTheyStood(asOf: AsOf, reach: Reach): Sql {
  const holder = holderAt(sql`x`, asOf.knownAt);
  return sql`(SELECT x.id, ${holder} AS person_id, x.programme_key, x.track_key, x.affiliation_id, x.replaces_id, x.recorded_at,
      c.engagement_id, c.municipality_code, c.rule_version, c.capacity, c.status, c.continues_as_guest, c.seat_id, c.cohort_id
    FROM enrolment x JOIN enrolment_change c ON c.enrolment_id = x.id AND c.sequence = (
      SELECT MAX(k.sequence) FROM enrolment_change k WHERE k.enrolment_id = x.id AND ${changeHeld(sql`k`, asOf)})
    WHERE ${hadComeToBe(sql`x.id`, asOf)} AND ${enrolmentVisible(reach, sql`x`)}
      AND ${holderVisible(reach, holder)}) e JOIN person p ON p.id = e.person_id`;
}

/** Whether whose the enrolment `x` was may be read. Whoever sees an enrolment sees whose it is today. */
function holderVisible(reach: Reach, holder: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  return sql`(${holder} = x.person_id OR EXISTS (
    SELECT 1 FROM person h WHERE h.id = ${personOf(holder)} AND ${personVisible(reach, sql`h`)}))`;
}

@Injectable()
export class EnrolmentRepository {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async findVisible(reach: Reach, ids: readonly string[]): Promise<EnrolmentRow[]> {
    return this.select(sql`e.id IN ${among(ids)} AND ${enrolmentVisible(reach, sql`e`)}`);
  }

  async find(ids: readonly string[]): Promise<EnrolmentRow[]> {
    return this.select(sql`e.id IN ${among(ids)}`);
  }

  /** All enrolments of these people, in the order of their ids. */
  async idsOfPeople(personIds: readonly string[]): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(
      sql`SELECT id FROM enrolment WHERE person_id IN ${among(personIds)} ORDER BY id`,
    );
    return rows.map((row) => row.id);
  }

  /** Everybody who was ever enrolled on a municipality's seats of an engagement. */
  async findAt(engagementId: string, municipalityCode: string): Promise<EnrolmentRow[]> {
    return this.select(
      sql`e.engagement_id = ${engagementId} AND e.municipality_code = ${municipalityCode} ORDER BY e.id`,
    );
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

  /**
   * Those of them whose course has begun by a day: something is recorded, or a half-day that they were expected at has
   * been, also in a cohort that they were moved from. Whoever is beyond CONFIRMED has begun.
   */
  async begunAmong(ids: readonly string[], by: string, now: string): Promise<ReadonlySet<string>> {
    const rows = await this.store.query<{ id: string }>(sql`
      SELECT e.id FROM enrolment e WHERE e.id IN ${among(ids)} AND (e.status <> 'CONFIRMED'
        OR EXISTS (SELECT 1 FROM attendance a WHERE a.enrolment_id = e.id AND a.superseded_at IS NULL)
        OR EXISTS (SELECT 1 FROM presence p WHERE p.enrolment_id = e.id AND p.superseded_at IS NULL)
        OR EXISTS (SELECT 1 FROM enrolment_change c
          JOIN course_day d ON d.cohort_id = c.cohort_id
          JOIN course_day_plan q ON q.course_day_id = d.id AND q.superseded_at IS NULL
          WHERE c.enrolment_id = e.id AND c.status NOT IN ${among(WAITING)}
            AND NOT q.cancelled AND q.date < ${by} AND q.am_ends_at <= ${now}
            AND (c.cohort_from IS NULL OR q.date >= c.cohort_from)
            AND q.date < COALESCE((SELECT COALESCE(n.cohort_from, n.valid_on) FROM enrolment_change n
              WHERE n.enrolment_id = c.enrolment_id AND n.sequence > c.sequence
                AND (n.cohort_id IS NULL OR n.cohort_id <> c.cohort_id)
              ORDER BY n.sequence LIMIT 1), '9999')))`);
    return new Set(rows.map((row) => row.id));
  }

  /**
   * Whether the course of one ever began: a half-day, a task that makes up for one, presence at supervision or an attempt was
   * recorded, whatever was corrected or withdrawn since.
   */
  async everBegan(id: string): Promise<boolean> {
    const began = await this.store.queryOne(sql`
      SELECT 1 AS began FROM enrolment e WHERE e.id = ${id} AND (
        EXISTS (SELECT 1 FROM attendance a JOIN course_day d ON d.id = a.course_day_id
          WHERE a.enrolment_id = e.id AND d.type <> 'CERTIFICATION_DAY')
        OR EXISTS (SELECT 1 FROM alternative_make_up m WHERE m.enrolment_id = e.id)
        OR EXISTS (SELECT 1 FROM presence p WHERE p.enrolment_id = e.id AND NOT p.absent)
        OR EXISTS (SELECT 1 FROM certification_attempt t WHERE t.enrolment_id = e.id))`);
    return began !== null;
  }

  /** The enrolments that a list is made of, in the order of names or another one: as they are, or as they stood. */
  listed(reach: Reach, filter: EnrolmentFilter, asOf: AsOf | null, byName: boolean): ListedEnrolments {
    const leave = onLeave(sql`e.id`, asOf?.validOn ?? this.clock.today(), asOf?.knownAt ?? null);
    const reader = asOf === null && byName ? readerOf(reach, filter) : null;
    // A provider's own list is of what it may see, and nothing else.
    const conditions =
      asOf === null && (reader === null || reader === ALL) ? [enrolmentVisible(reach, sql`e`)] : [];
    const [programme, track] = courseColumns(reader !== null, filter);
    if (filter.programmeKey) conditions.push(sql`${programme} = ${filter.programmeKey}`);
    if (filter.engagementId) conditions.push(sql`e.engagement_id = ${filter.engagementId}`);
    if (filter.municipalityCode) conditions.push(sql`e.municipality_code = ${filter.municipalityCode}`);
    if (filter.trackKey) conditions.push(sql`${track} = ${filter.trackKey}`);
    if (filter.cohortId) conditions.push(sql`e.cohort_id = ${filter.cohortId}`);
    if (filter.personId) conditions.push(sql`e.person_id = ${personOf(filter.personId, asOf?.knownAt)}`);
    if (filter.status)
      conditions.push(sql`CASE WHEN e.status IN ${among(MAY_BE_ON_LEAVE)} AND ${leave} THEN 'ON_LEAVE' ELSE e.status END
        IN ${among(filter.status)}`);
    if (reader === null)
      return {
        from: asOf === null ? NOW : asTheyStood(asOf, reach),
        leave,
        condition: all(conditions),
        ...OF_PERSON,
      };
    const listed = [sql`t.reader = ${reader}`, sql`e.id = t.enrolment_id`];
    return { from: NOW_BY_NAME, leave, condition: all([...listed, ...conditions]), ...OF_LIST };
  }

  /**
   * With whose they are, and the columns of the order; figures among them are today's. At most one row is joined to each
   * enrolment, so that both databases leave out whom the order does not ask.
   */
  async page(
    { from, leave, condition }: ListedEnrolments,
    keys: readonly OrderKey[],
    after: Sql,
    orderBy: Sql,
    limit: number,
  ): Promise<ListedRow[]> {
    const told = keys.map(({ expression, rowKey }) => sql`${expression} AS ${raw(snakeCase(rowKey))}`);
    const rows = await this.store.query<ListedRow>(sql`
      SELECT ${COLUMNS}, ${leave} AS on_leave, p.name, p.email, p.phone, ${join(told)} FROM ${from}
      LEFT JOIN municipality y ON y.code = e.municipality_code
      LEFT JOIN progress g ON g.enrolment_id = e.id
      WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`);
    return rows.map(withFlags);
  }

  async count({ from, condition }: ListedEnrolments): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM ${from} WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }

  private async select(condition: Sql): Promise<EnrolmentRow[]> {
    const leave = onLeave(sql`e.id`, this.clock.today());
    const rows = await this.store.query<EnrolmentRow>(
      sql`SELECT ${COLUMNS}, ${leave} AS on_leave FROM enrolment e WHERE ${condition}`,
    );
    return rows.map(withFlags);
  }
}

/**
 * Of a list, its indexes know the programme and the track. The index that begins with both is in the order of names only where
 * both are asked for: with one of them, a planner must not take it and sort.
 */
function courseColumns(isList: boolean, { programmeKey, trackKey }: EnrolmentFilter): [Sql, Sql] {
  if (!isList) return [sql`e.programme_key`, sql`e.track_key`];
  if (programmeKey && trackKey) return [sql`t.programme_key`, sql`t.track_key`];
  return [sql`COALESCE(t.programme_key, '')`, sql`COALESCE(t.track_key, '')`];
}

/** Whose list in the order of names is read: a provider's, all, or none. */
function readerOf(reach: Reach, filter: EnrolmentFilter): string | null {
  if (areFew(reach, filter)) return null;
  const { everything, providerIds, municipalityCodes, personIds } = reach;
  const [only = ALL, ...more] = new Set([...providerIds, ...municipalityCodes, ...personIds]);
  return everything || more.length > 0 ? ALL : only;
}

/** Whether an index of the enrolments finds those that can be meant: then they are read first and sorted afterwards. */
function areFew(
  reach: Reach,
  { engagementId, municipalityCode, cohortId, personId }: EnrolmentFilter,
): boolean {
  return (
    [engagementId, municipalityCode, cohortId, personId].some(Boolean) ||
    !(reach.everything || reach.providerIds.length > 0)
  );
}

/** With whose it is. */
export type ListedRow = EnrolmentRow & Pick<PersonRow, 'name' | 'email' | 'phone'>;

/** Which enrolments (with their people), and how their leave is told. */
export interface ListedEnrolments extends Columns {
  readonly from: Sql;
  readonly leave: Sql;
  readonly condition: Sql;
}

function withFlags<T extends EnrolmentRow>(row: T): T {
  return { ...row, onLeave: Boolean(row.onLeave), continuesAsGuest: Boolean(row.continuesAsGuest) };
}
