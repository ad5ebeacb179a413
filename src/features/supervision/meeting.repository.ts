import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { groupVisible } from '../../access/visibility.js';
import { copenhagenInstant, type Instant, type LocalDate } from '../../domain/calendar.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { closedAfter } from './group.repository.js';

/** A meeting with its current record, if it was held. */
export interface MeetingRow {
  readonly id: string;
  readonly groupId: string;
  readonly providerId: string | null;
  /** Last day of the group, if it is closed or is to close. */
  readonly closedAfter: LocalDate | null;
  readonly status: 'PLANNED' | 'HELD' | 'CANCELLED';
  readonly plannedStartsAt: Instant;
  readonly plannedEndsAt: Instant;
  /** Actual times and break; null until it is held. */
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly breakMinutes: number | null;
  readonly hostMunicipalityCode: string | null;
  readonly venue: string | null;
}

/** How a meeting was planned before. */
export interface EarlierPlanRow {
  readonly meetingId: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly hostMunicipalityCode: string | null;
  readonly venue: string | null;
  readonly reason: string;
  readonly recordedAt: Instant;
  readonly supersededAt: Instant;
}

@Injectable()
export class MeetingRepository {
  constructor(private readonly store: Store) {}

  async findVisible(reach: Reach, ids: readonly string[]): Promise<MeetingRow[]> {
    return this.select(sql`t.id IN ${among(ids)} AND ${groupVisible(reach, sql`g`)}`);
  }

  async findOfGroups(groupIds: readonly string[]): Promise<MeetingRow[]> {
    return this.select(sql`t.group_id IN ${among(groupIds)}`);
  }

  /** Those of a group that begin on a day or later, and are not cancelled. */
  async from(groupId: string, day: LocalDate): Promise<MeetingRow[]> {
    return this.select(sql`t.group_id = ${groupId} AND t.status <> 'CANCELLED'
      AND COALESCE(r.started_at, t.planned_starts_at) >= ${copenhagenInstant(day, '00:00')}`);
  }

  /** The meeting after a change to it. */
  async again(id: string): Promise<MeetingRow> {
    const [row] = await this.select(sql`t.id = ${id}`);
    if (row === undefined) throw new Error('A meeting that was changed is gone');
    return row;
  }

  /** How meetings were planned before, oldest first. */
  async earlierPlans(meetingIds: readonly string[]): Promise<EarlierPlanRow[]> {
    return this.store.query(sql`
      SELECT q.meeting_id, q.starts_at, q.ends_at, q.host_municipality_code, q.venue, q.reason, q.recorded_at,
        q.superseded_at
      FROM supervision_earlier_plan q WHERE q.meeting_id IN ${among(meetingIds)} ORDER BY q.superseded_at, q.id`);
  }

  /** When the plan of a meeting was made that it has now. */
  async plannedSince(meetingId: string): Promise<Instant> {
    const row = await this.store.queryOne<{ since: Instant }>(sql`
      SELECT COALESCE(MAX(q.superseded_at), t.recorded_at) AS since
      FROM supervision_meeting t LEFT JOIN supervision_earlier_plan q ON q.meeting_id = t.id
      WHERE t.id = ${meetingId} GROUP BY t.id, t.recorded_at`);
    if (row === null) throw new Error('A meeting that was found is gone');
    return row.since;
  }

  /** In the order of the calendar. */
  private async select(condition: Sql): Promise<MeetingRow[]> {
    return this.store.query(sql`
      SELECT t.id, t.group_id, g.provider_id, ${closedAfter(sql`g.id`)} AS closed_after,
        t.status, t.planned_starts_at, t.planned_ends_at, r.started_at, r.ended_at,
        r.break_minutes, t.host_municipality_code, t.venue
      FROM supervision_meeting t
      JOIN supervision_group g ON g.id = t.group_id
      LEFT JOIN supervision_record r ON r.meeting_id = t.id AND r.superseded_at IS NULL
      WHERE ${condition} ORDER BY COALESCE(r.started_at, t.planned_starts_at), t.id`);
  }
}
