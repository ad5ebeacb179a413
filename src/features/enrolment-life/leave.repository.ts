import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { copenhagenInstant, type Instant, type LocalDate } from '../../domain/calendar.js';
import type { Leave } from '../../domain/leave.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface LeaveRow extends Leave {
  readonly id: string;
  readonly enrolmentId: string;
  readonly recordedAt: Instant;
}

const CURRENT = sql`SELECT id, enrolment_id, from_on AS "from", to_on AS "to", recorded_at
  FROM enrolment_leave WHERE superseded_at IS NULL`;
const FAR_AHEAD = '9999-01-01' as LocalDate;

@Injectable()
export class LeaveRepository {
  constructor(private readonly store: Store) {}

  /** Current ones, in time order. */
  async findOfEnrolments(enrolmentIds: readonly string[]): Promise<LeaveRow[]> {
    return this.store.query(sql`${CURRENT} AND enrolment_id IN ${among(enrolmentIds)} ORDER BY from_on`);
  }

  async find(id: string): Promise<LeaveRow | null> {
    return this.store.queryOne(sql`${CURRENT} AND id = ${id}`);
  }

  /** Whether something says that the person was there on a day from `from` to before `to`. */
  async presentBetween(
    enrolmentId: string,
    from: LocalDate,
    to: LocalDate | null,
  ): Promise<{ atCourse: boolean; atSupervision: boolean }> {
    const end = to ?? FAR_AHEAD;
    const row = await this.store.queryOne<{ atCourse: number; atSupervision: number }>(sql`
      SELECT EXISTS (SELECT 1 FROM attendance a
          JOIN course_day_plan p ON p.course_day_id = a.course_day_id AND p.superseded_at IS NULL
          WHERE a.enrolment_id = ${enrolmentId} AND a.superseded_at IS NULL AND a.state = 'PRESENT'
            AND p.date >= ${from} AND p.date < ${end}) AS at_course,
        EXISTS (SELECT 1 FROM presence s
          JOIN supervision_record r ON r.meeting_id = s.meeting_id AND r.superseded_at IS NULL
          WHERE s.enrolment_id = ${enrolmentId} AND s.superseded_at IS NULL AND NOT s.absent
            AND r.started_at >= ${copenhagenInstant(from, '00:00')}
            AND r.started_at < ${copenhagenInstant(end, '00:00')}) AS at_supervision`);
    return { atCourse: Boolean(row?.atCourse), atSupervision: Boolean(row?.atSupervision) };
  }
}
