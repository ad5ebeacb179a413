import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { enrolmentVisible } from '../../access/visibility.js';
import { copenhagenInstant, type Instant, type LocalDate } from '../../domain/calendar.js';
import { LEFT } from '../../domain/enrolment.js';
import { among, currentAt } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** A membership as it is recorded: from the first day (null = from the beginning) to the first day out (null = still). */
export interface MembershipRow {
  readonly id: string;
  readonly groupId: string;
  readonly enrolmentId: string;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  readonly reason: string | null;
  readonly recordedAt: Instant;
}

/** When a membership ended before it was changed, and why; null = it had no end. */
export type EarlierEnd = Pick<MembershipRow, 'validTo' | 'reason'>;

const COLUMNS = sql`m.id, m.group_id, m.enrolment_id, m.valid_from, m.valid_to, m.reason, m.recorded_at`;

/** Whether somebody had left the course by a day: that ends every membership, also one without an end of its own. */
export function hadLeft(enrolmentId: Sql, on: LocalDate, knownAt: Instant | null = null): Sql {
  const known = knownAt === null ? sql`` : sql`AND x.recorded_at <= ${knownAt}`;
  return sql`EXISTS (SELECT 1 FROM enrolment_change x WHERE x.enrolment_id = ${enrolmentId}
    AND x.status IN ${among(LEFT)} AND x.valid_on <= ${on} ${known})`;
}

/**
 * Member on a day, by what had been recorded at an instant (null = now): within the dates of the membership, and not
 * after leaving the course. `m` is the membership.
 */
export function memberOn(m: Sql, on: LocalDate, knownAt: Instant | null = null): Sql {
  const current = knownAt === null ? sql`${m}.superseded_at IS NULL` : currentAt(m, knownAt);
  return sql`${current} AND (${m}.valid_from IS NULL OR ${m}.valid_from <= ${on})
    AND (${m}.valid_to IS NULL OR ${m}.valid_to > ${on}) AND NOT ${hadLeft(sql`${m}.enrolment_id`, on, knownAt)}`;
}

/** Who is, was and will be in which group. */
@Injectable()
export class MembershipRepository {
  constructor(private readonly store: Store) {}

  /** The membership that a day lies in, also of somebody who has left the course. */
  async covering(groupId: string, enrolmentId: string, on: LocalDate): Promise<MembershipRow | null> {
    return this.store.queryOne(sql`
      SELECT ${COLUMNS} FROM group_member m
      WHERE m.group_id = ${groupId} AND m.enrolment_id = ${enrolmentId} AND m.superseded_at IS NULL
        AND (m.valid_from IS NULL OR m.valid_from <= ${on}) AND (m.valid_to IS NULL OR m.valid_to > ${on})`);
  }

  /** Whether somebody is in a group on a day or later. */
  async isInFrom(groupId: string, enrolmentId: string, from: LocalDate): Promise<boolean> {
    const row = await this.store.queryOne(sql`
      SELECT m.id FROM group_member m
      WHERE m.group_id = ${groupId} AND m.enrolment_id = ${enrolmentId} AND m.superseded_at IS NULL
        AND (m.valid_to IS NULL OR (m.valid_to > ${from} AND m.valid_to > COALESCE(m.valid_from, ''))) LIMIT 1`);
    return row !== null;
  }

  /** When somebody was last there as a member, from a day on and within a membership; null = not at all. */
  async lastPresence(membership: MembershipRow, from: LocalDate): Promise<Instant | null> {
    const until = membership.validTo;
    const ends = until === null ? sql`` : sql`AND r.started_at < ${copenhagenInstant(until, '00:00')}`;
    const row = await this.store.queryOne<{ last: Instant | null }>(sql`
      SELECT MAX(r.started_at) AS last FROM presence p
      JOIN supervision_meeting t ON t.id = p.meeting_id
      JOIN supervision_record r ON r.meeting_id = t.id AND r.superseded_at IS NULL
      WHERE t.group_id = ${membership.groupId} AND p.enrolment_id = ${membership.enrolmentId}
        AND p.superseded_at IS NULL AND NOT p.absent AND NOT p.guest
        AND r.started_at >= ${copenhagenInstant(from, '00:00')} ${ends}`);
    return row?.last ?? null;
  }

  /** Of groups, by name and date: the memberships of people whom the actor may see, known at an instant (null = now). */
  async ofGroups(
    reach: Reach,
    groupIds: readonly string[],
    knownAt: Instant | null,
  ): Promise<MembershipRow[]> {
    const current = knownAt === null ? sql`m.superseded_at IS NULL` : currentAt(sql`m`, knownAt);
    return this.store.query(sql`
      SELECT ${COLUMNS} FROM group_member m
      JOIN enrolment e ON e.id = m.enrolment_id
      JOIN person p ON p.id = e.person_id
      WHERE m.group_id IN ${among(groupIds)} AND ${current} AND ${CAME_TO_BE} AND ${enrolmentVisible(reach, sql`e`)}
      ORDER BY p.sort_key, m.enrolment_id, COALESCE(m.valid_from, ''), m.id`);
  }

  /** Of enrolments, by date. */
  async ofEnrolments(enrolmentIds: readonly string[]): Promise<MembershipRow[]> {
    return this.store.query(sql`
      SELECT ${COLUMNS} FROM group_member m
      WHERE m.enrolment_id IN ${among(enrolmentIds)} AND m.superseded_at IS NULL AND ${CAME_TO_BE}
      ORDER BY COALESCE(m.valid_from, ''), m.group_id, m.id`);
  }

  /** Memberships as a closing ended them, if they are still so, each with its end before that. */
  async endedByClosing(closureId: string): Promise<(MembershipRow & { earlier: EarlierEnd })[]> {
    const rows = await this.store.query<
      MembershipRow & { earlierTo: LocalDate | null; earlierReason: string | null }
    >(sql`
      SELECT ${COLUMNS}, b.valid_to AS earlier_to, b.reason AS earlier_reason
      FROM supervision_group_closure_end x
      JOIN group_member m ON m.id = x.membership_id AND m.superseded_at IS NULL
      JOIN group_member b ON b.id = x.earlier_id
      WHERE x.closure_id = ${closureId} ORDER BY m.id`);
    return rows.map(({ earlierTo, earlierReason, ...row }) => ({
      ...row,
      earlier: { validTo: earlierTo, reason: earlierReason },
    }));
  }

  /** Everybody in a group on a day or later. */
  async enrolmentsFrom(groupIds: readonly string[], from: LocalDate): Promise<MembershipRow[]> {
    return this.store.query(sql`
      SELECT ${COLUMNS} FROM group_member m
      JOIN enrolment e ON e.id = m.enrolment_id
      JOIN person p ON p.id = e.person_id
      WHERE m.group_id IN ${among(groupIds)} AND m.superseded_at IS NULL AND ${CAME_TO_BE}
        AND (m.valid_to IS NULL OR m.valid_to > ${from})
      ORDER BY p.sort_key, m.enrolment_id`);
  }
}

/** A membership that ends on its first day never came to be. */
const CAME_TO_BE = sql`(m.valid_from IS NULL OR m.valid_to IS NULL OR m.valid_from < m.valid_to)`;
