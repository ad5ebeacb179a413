import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { copenhagenDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import type { HeldMeeting, PresenceFact } from '../../domain/credit.js';
import type { PlannedMeeting } from '../../domain/forecast.js';
import type { AsOf } from '../../graphql/as-of.js';
import { among, currentAt } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface PlannedMeetingFact extends PlannedMeeting {
  readonly enrolmentId: string;
}

interface PresenceRow {
  readonly id: string;
  readonly enrolmentId: string;
  readonly meetingId: string;
  readonly fromAt: Instant | null;
  readonly toAt: Instant | null;
}

/** Supervision, as it was known at one instant: who was at which meeting, and which meetings lay ahead. */
@Injectable()
export class MeetingsRepository {
  constructor(private readonly store: Store) {}

  /** Of enrolments, at meetings that were held. Everybody's at one meeting have the same meeting. */
  async presences(enrolmentIds: readonly string[], asOf: AsOf): Promise<PresenceFact[]> {
    const rows = await this.store.query<PresenceRow>(sql`
      SELECT p.id, p.enrolment_id, p.meeting_id, p.from_at, p.to_at FROM presence p
      WHERE p.enrolment_id IN ${among(enrolmentIds)} AND NOT p.absent AND ${currentAt(sql`p`, asOf.knownAt)}`);
    const meetings = await this.held([...new Set(rows.map((row) => row.meetingId))], asOf);
    return rows.flatMap(({ id, enrolmentId, meetingId, fromAt, toAt }) => {
      const meeting = meetings.get(meetingId);
      return meeting === undefined ? [] : { id, enrolmentId, meeting, from: fromAt, to: toAt };
    });
  }

  private async held(ids: readonly string[], { knownAt }: AsOf): Promise<ReadonlyMap<string, HeldMeeting>> {
    const rows = await this.store.query<HeldMeeting>(sql`
      SELECT r.meeting_id AS id, r.started_at, r.ended_at, r.break_minutes,
        (SELECT COUNT(*) FROM presence o WHERE o.meeting_id = r.meeting_id AND NOT o.absent
          AND ${currentAt(sql`o`, knownAt)}) AS present
      FROM supervision_record r WHERE r.meeting_id IN ${among(ids)} AND ${currentAt(sql`r`, knownAt)}`);
    const numbers = ({ breakMinutes, present }: HeldMeeting) => ({
      breakMinutes: Number(breakMinutes),
      present: Number(present),
    });
    return new Map(rows.map((row) => [row.id, { ...row, ...numbers(row) }]));
  }

  /**
   * Meetings that lay ahead of the enrolments on days when they are members of the group, each once, by what was known
   * of memberships, plans, cancellations and records.
   */
  async planned(ids: readonly string[], { at, knownAt }: AsOf): Promise<PlannedMeetingFact[]> {
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
}
