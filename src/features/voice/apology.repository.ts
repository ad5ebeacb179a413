import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { Subject } from './subject.js';
import { VOICE_JOINS, voiceVisible } from './voice.visibility.js';

/** An apology with the provider's answer, if there is one. */
export interface ApologyRow extends Subject {
  readonly id: string;
  readonly enrolmentId: string;
  readonly recordedAt: string;
  readonly withdrawnAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly answer: string | null;
}

/** Set-based, and as far as the reach goes. */
@Injectable()
export class ApologyRepository {
  constructor(private readonly store: Store) {}

  async find(reach: Reach, id: string): Promise<ApologyRow | null> {
    const [row] = await this.select(reach, sql`v.id = ${id}`);
    return row ?? null;
  }

  /** Withdrawn ones included, in the order they were sent. */
  async ofEnrolments(reach: Reach, enrolmentIds: readonly string[]): Promise<ApologyRow[]> {
    return this.select(reach, sql`v.enrolment_id IN ${among(enrolmentIds)}`);
  }

  /** Those that hold, by name of the person. */
  async ofDays(reach: Reach, courseDayIds: readonly string[]): Promise<ApologyRow[]> {
    return this.select(reach, sql`v.course_day_id IN ${among(courseDayIds)} AND v.withdrawn_at IS NULL`);
  }

  /** Those that hold, by name of the person. */
  async ofMeetings(reach: Reach, meetingIds: readonly string[]): Promise<ApologyRow[]> {
    return this.select(
      reach,
      sql`v.meeting_id IN ${among(meetingIds)} AND v.withdrawn_at IS NULL`,
      sql`n.sort_key, v.enrolment_id`,
    );
  }

  private async select(
    reach: Reach,
    condition: Sql,
    orderBy = sql`v.recorded_at, v.id`,
  ): Promise<ApologyRow[]> {
    return this.store.query(sql`
      SELECT v.id, v.enrolment_id, v.course_day_id, v.part, v.meeting_id, v.recorded_at, v.withdrawn_at,
        k.recorded_at AS acknowledged_at, k.answer
      FROM apology v ${VOICE_JOINS}
      LEFT JOIN apology_acknowledgement k ON k.apology_id = v.id
      WHERE ${condition} AND ${voiceVisible(reach)} ORDER BY ${orderBy}`);
  }
}
