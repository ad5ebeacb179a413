import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { Store } from '../../storage/store.js';
import type { Subject } from './subject.js';

/** What a record says, as text to compare; not for reading. */
export interface RecordRow {
  readonly id: string;
  readonly says: string;
}

/** The records that apologies and disputes are about. */
@Injectable()
export class RecordRepository {
  constructor(private readonly store: Store) {}

  /** The current record of a person at a half-day or a meeting; null while nothing is recorded. */
  async current(enrolmentId: string, { courseDayId, part, meetingId }: Subject): Promise<RecordRow | null> {
    return courseDayId === null
      ? this.presence(
          sql`p.enrolment_id = ${enrolmentId} AND p.meeting_id = ${meetingId} AND p.superseded_at IS NULL`,
        )
      : this
          .attendance(sql`a.enrolment_id = ${enrolmentId} AND a.course_day_id = ${courseDayId} AND a.part = ${part}
          AND a.superseded_at IS NULL`);
  }

  /** A record that may have been superseded since. */
  async attendanceById(id: string): Promise<RecordRow | null> {
    return this.attendance(sql`a.id = ${id}`);
  }

  async presenceById(id: string): Promise<RecordRow | null> {
    return this.presence(sql`p.id = ${id}`);
  }

  /** Whether the times of a meeting were recorded after an instant. */
  async timesRecordedSince(meetingId: string, instant: string): Promise<boolean> {
    const row = await this.store.queryOne<{ changed: number }>(sql`
      SELECT EXISTS (SELECT 1 FROM supervision_record r WHERE r.meeting_id = ${meetingId} AND r.superseded_at IS NULL
        AND r.recorded_at > ${instant}) AS changed`);
    return Boolean(row?.changed);
  }

  private async attendance(condition: Sql): Promise<RecordRow | null> {
    const row = await this.store.queryOne<AttendanceSays>(sql`
      SELECT a.id, a.state, a.notified, a.makes_up_course_day_id, a.makes_up_part FROM attendance a WHERE ${condition}`);
    return row === null ? null : toRecord(row.id, { ...row, notified: flag(row.notified) });
  }

  private async presence(condition: Sql): Promise<RecordRow | null> {
    const row = await this.store.queryOne<PresenceSays>(
      sql`SELECT p.id, p.from_at, p.to_at, p.absent FROM presence p WHERE ${condition}`,
    );
    return row === null ? null : toRecord(row.id, { ...row, absent: flag(row.absent) });
  }
}

interface AttendanceSays {
  readonly id: string;
  readonly state: string;
  readonly notified: unknown;
  readonly makesUpCourseDayId: string | null;
  readonly makesUpPart: string | null;
}

interface PresenceSays {
  readonly id: string;
  readonly fromAt: string | null;
  readonly toAt: string | null;
  readonly absent: unknown;
}

function flag(value: unknown): boolean | null {
  return value === null ? null : Boolean(value);
}

function toRecord(id: string, says: object): RecordRow {
  return { id, says: JSON.stringify({ ...says, id: null }) };
}
