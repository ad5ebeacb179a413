import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { all, among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { DisputeFilter } from './dto/dispute.dto.js';
import type { Subject } from './subject.js';
import { VOICE_JOINS, voiceVisible } from './voice.visibility.js';

/** A dispute with the provider's answer, if there is one. */
export interface DisputeRow extends Subject {
  readonly id: string;
  readonly enrolmentId: string;
  readonly attendanceId: string | null;
  readonly presenceId: string | null;
  readonly statement: string;
  readonly recordedAt: string;
  readonly answeredAt: string | null;
  readonly decision: 'CORRECTED' | 'UPHELD' | null;
  readonly answer: string | null;
}

/** Set-based, and as far as the reach goes. */
@Injectable()
export class DisputeRepository {
  constructor(private readonly store: Store) {}

  async find(reach: Reach, id: string): Promise<DisputeRow | null> {
    const [row] = await this.select(all([sql`v.id = ${id}`, voiceVisible(reach)]));
    return row ?? null;
  }

  /** In the order they were raised. */
  async ofEnrolments(reach: Reach, enrolmentIds: readonly string[]): Promise<DisputeRow[]> {
    return this.select(sql`v.enrolment_id IN ${among(enrolmentIds)} AND ${voiceVisible(reach)}`);
  }

  matching(reach: Reach, filter: DisputeFilter): Sql {
    const conditions = [voiceVisible(reach)];
    if (filter.open === true) conditions.push(sql`v.answered_at IS NULL`);
    if (filter.open === false) conditions.push(sql`v.answered_at IS NOT NULL`);
    if (filter.cohortId) conditions.push(sql`d.cohort_id = ${filter.cohortId}`);
    if (filter.groupId) conditions.push(sql`t.group_id = ${filter.groupId}`);
    return all(conditions);
  }

  async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<DisputeRow[]> {
    return this.select(sql`${condition} AND ${after}`, orderBy, sql`LIMIT ${limit}`);
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM dispute v ${VOICE_JOINS} WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }

  private async select(
    condition: Sql,
    orderBy = sql`v.recorded_at, v.id`,
    limit = sql``,
  ): Promise<DisputeRow[]> {
    return this.store.query(sql`
      SELECT v.id, v.enrolment_id, v.course_day_id, v.part, v.meeting_id, v.attendance_id, v.presence_id, v.statement,
        v.recorded_at, v.answered_at, w.decision, w.answer
      FROM dispute v ${VOICE_JOINS}
      LEFT JOIN dispute_answer w ON w.dispute_id = v.id
      WHERE ${condition} ORDER BY ${orderBy} ${limit}`);
  }
}
