import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { enrolmentVisible } from '../../access/visibility.js';
import type { Instant } from '../../domain/calendar.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** The current record of one person at one meeting. */
export interface PresenceRow {
  readonly id: string;
  readonly meetingId: string;
  readonly enrolmentId: string;
  readonly personId: string;
  readonly fromAt: Instant | null;
  readonly toAt: Instant | null;
  readonly absent: boolean;
  readonly guest: boolean;
}

/** Somebody's presence at a meeting that took place at the same time as another. */
export interface SimultaneousPresence {
  readonly id: string;
  readonly meetingId: string;
  readonly enrolmentId: string;
  readonly personId: string;
  readonly fromAt: Instant | null;
  readonly toAt: Instant | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
}

/** Records of meetings that were held, the current ones. */
@Injectable()
export class PresenceRepository {
  constructor(private readonly store: Store) {}

  /** By name, those of people whom the actor may see. */
  async findVisible(reach: Reach, meetingIds: readonly string[]): Promise<PresenceRow[]> {
    const rows = await this.store.query<PresenceRow>(sql`
      SELECT p.id, p.meeting_id, p.enrolment_id, e.person_id, p.from_at, p.to_at, p.absent, p.guest
      FROM presence p
      JOIN enrolment e ON e.id = p.enrolment_id
      JOIN person n ON n.id = e.person_id
      WHERE p.meeting_id IN ${among(meetingIds)} AND p.superseded_at IS NULL AND ${enrolmentVisible(reach, sql`e`)}
      ORDER BY n.sort_key, p.enrolment_id`);
    return rows.map(readFlags);
  }

  async find(meetingId: string, enrolmentId: string): Promise<PresenceRow | null> {
    const [row] = await this.select(sql`p.meeting_id = ${meetingId} AND p.enrolment_id = ${enrolmentId}`);
    return row ?? null;
  }

  /** Everybody at a meeting who was there. */
  async presentAt(meetingId: string): Promise<PresenceRow[]> {
    return this.select(sql`p.meeting_id = ${meetingId} AND NOT p.absent`);
  }

  /** Everybody with a record, absent or present. */
  async enrolmentsAt(meetingId: string): Promise<string[]> {
    const rows = await this.store.query<{ enrolmentId: string }>(
      sql`SELECT enrolment_id FROM presence WHERE meeting_id = ${meetingId} AND superseded_at IS NULL`,
    );
    return rows.map((row) => row.enrolmentId);
  }

  /** The people with a record at a meeting, and the one of an enrolment that may get one. */
  async peopleAt(meetingId: string, enrolmentId: string | null = null): Promise<string[]> {
    const rows = await this.store.query<{ personId: string }>(sql`
      SELECT DISTINCT person_id FROM enrolment
      WHERE id = ${enrolmentId}
        OR id IN (SELECT enrolment_id FROM presence WHERE meeting_id = ${meetingId} AND superseded_at IS NULL)`);
    return rows.map((row) => row.personId);
  }

  /** Who is not there by itself: who has sent an apology and not taken it back, and members who were erased. */
  async leftOut(meetingId: string): Promise<string[]> {
    const rows = await this.store.query<{ enrolmentId: string }>(
      sql`SELECT enrolment_id FROM apology WHERE meeting_id = ${meetingId} AND withdrawn_at IS NULL
        UNION SELECT m.enrolment_id FROM supervision_meeting t JOIN group_member m ON m.group_id = t.group_id
          JOIN erasure_subject gone ON gone.id = m.enrolment_id WHERE t.id = ${meetingId}`,
    );
    return rows.map((row) => row.enrolmentId);
  }

  /**
   * Presences, on all their tracks, of the people with a record at a held meeting: at this meeting, and at others that
   * took place at the same time. Only these can share time with it, so only their credit can depend on it (V12).
   */
  async simultaneous(meetingId: string): Promise<SimultaneousPresence[]> {
    return this.store.query(sql`
      SELECT DISTINCT o.id, o.meeting_id, o.enrolment_id, oe.person_id, o.from_at, o.to_at, r.started_at, r.ended_at
      FROM presence p
      JOIN supervision_record own ON own.meeting_id = p.meeting_id AND own.superseded_at IS NULL
      JOIN enrolment e ON e.id = p.enrolment_id
      JOIN enrolment oe ON oe.person_id = e.person_id
      JOIN presence o ON o.enrolment_id = oe.id AND o.superseded_at IS NULL AND NOT o.absent
      JOIN supervision_record r ON r.meeting_id = o.meeting_id AND r.superseded_at IS NULL
      WHERE p.meeting_id = ${meetingId} AND p.superseded_at IS NULL
        AND r.started_at < own.ended_at AND own.started_at < r.ended_at`);
  }

  private async select(condition: Sql): Promise<PresenceRow[]> {
    const rows = await this.store.query<PresenceRow>(sql`
      SELECT p.id, p.meeting_id, p.enrolment_id, e.person_id, p.from_at, p.to_at, p.absent, p.guest
      FROM presence p JOIN enrolment e ON e.id = p.enrolment_id
      WHERE p.superseded_at IS NULL AND ${condition}`);
    return rows.map(readFlags);
  }
}

function readFlags(row: PresenceRow): PresenceRow {
  return { ...row, absent: Boolean(row.absent), guest: Boolean(row.guest) };
}
