import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { enrolmentVisible, groupVisible } from '../../access/visibility.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { WAITING } from '../../domain/enrolment.js';
import { all, among, onLeave } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { SupervisionGroupFilter } from './dto/supervision.model.js';
import { hadLeft, memberOn } from './membership.repository.js';

export interface GroupRow {
  readonly id: string;
  readonly programmeKey: string;
  readonly trackKey: string;
  readonly name: string;
  readonly providerId: string | null;
  /** Last day of a group that is closed, or is to close; null = open. */
  readonly closedAfter: LocalDate | null;
}

export interface MemberRow {
  readonly groupId: string;
  readonly enrolmentId: string;
  readonly personId: string;
  readonly municipalityCode: string;
  /** On the day. */
  readonly onLeave: boolean;
}

/** Somebody who is named as present, seen from a group and a day. */
export interface Participant {
  readonly enrolmentId: string;
  readonly member: boolean;
  /** On the group's track and enrolled on the day: may be a guest (L12, V15). */
  readonly mayBeGuest: boolean;
}

const COLUMNS = sql`g.id, g.programme_key, g.track_key, g.name, g.provider_id, ${closedAfter(sql`g.id`)} AS closed_after`;

/** The last day of a group, as it is recorded now; null = it is open. */
export function closedAfter(groupId: Sql): Sql {
  return sql`(SELECT k.last_day FROM supervision_group_closure k
    WHERE k.group_id = ${groupId} AND k.superseded_at IS NULL)`;
}

@Injectable()
export class GroupRepository {
  constructor(private readonly store: Store) {}

  async findVisible(reach: Reach, ids: readonly string[]): Promise<GroupRow[]> {
    return this.store.query(
      sql`SELECT ${COLUMNS} FROM supervision_group g WHERE g.id IN ${among(ids)} AND ${groupVisible(reach, sql`g`)}`,
    );
  }

  matching(reach: Reach, filter: SupervisionGroupFilter): Sql {
    const conditions = [groupVisible(reach, sql`g`)];
    if (filter.programmeKey) conditions.push(sql`g.programme_key = ${filter.programmeKey}`);
    if (filter.trackKey) conditions.push(sql`g.track_key = ${filter.trackKey}`);
    if (filter.closed === true) conditions.push(sql`${closedAfter(sql`g.id`)} IS NOT NULL`);
    if (filter.closed === false) conditions.push(sql`${closedAfter(sql`g.id`)} IS NULL`);
    if (filter.engagementId)
      conditions.push(sql`EXISTS (SELECT 1 FROM group_member m JOIN enrolment e ON e.id = m.enrolment_id
        WHERE m.group_id = g.id AND e.engagement_id = ${filter.engagementId} AND ${enrolmentVisible(reach, sql`e`)})`);
    return all(conditions);
  }

  async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<GroupRow[]> {
    return this.store.query(sql`
      SELECT ${COLUMNS} FROM supervision_group g
      WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`);
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM supervision_group g WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }

  /** Members on a day, by name, whoever may see them, by what had been recorded at an instant (null = now). */
  async membersOn(
    groupIds: readonly string[],
    on: LocalDate,
    knownAt: Instant | null = null,
  ): Promise<MemberRow[]> {
    const rows = await this.store.query<MemberRow>(sql`
      SELECT m.group_id, m.enrolment_id, e.person_id, e.municipality_code,
        ${onLeave(sql`e.id`, on, knownAt)} AS on_leave
      FROM group_member m
      JOIN enrolment e ON e.id = m.enrolment_id
      JOIN person p ON p.id = e.person_id
      WHERE m.group_id IN ${among(groupIds)} AND ${memberOn(sql`m`, on, knownAt)}
      ORDER BY p.sort_key, m.enrolment_id`);
    return rows.map((row) => ({ ...row, onLeave: Boolean(row.onLeave) }));
  }

  /** The group after a change to it. */
  async again(id: string): Promise<GroupRow> {
    const row = await this.store.queryOne<GroupRow>(
      sql`SELECT ${COLUMNS} FROM supervision_group g WHERE g.id = ${id}`,
    );
    if (row === null) throw new Error('A group that was changed is gone');
    return row;
  }

  /** Those of the enrolments that exist, whoever may see them: a guest can come from anywhere (L12). */
  async participants(
    groupId: string,
    enrolmentIds: readonly string[],
    on: LocalDate,
  ): Promise<Participant[]> {
    const rows = await this.store.query<Participant>(sql`
      SELECT e.id AS enrolment_id,
        EXISTS (SELECT 1 FROM group_member m
          WHERE m.group_id = g.id AND m.enrolment_id = e.id AND ${memberOn(sql`m`, on)}) AS member,
        e.programme_key = g.programme_key AND e.track_key = g.track_key
          AND e.status NOT IN ${among(WAITING)} AND NOT ${hadLeft(sql`e.id`, on)} AS may_be_guest
      FROM enrolment e JOIN supervision_group g ON g.id = ${groupId}
      WHERE e.id IN ${among(enrolmentIds)}`);
    return rows.map((row) => ({
      ...row,
      member: Boolean(row.member),
      mayBeGuest: Boolean(row.mayBeGuest),
    }));
  }
}
