import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { LocalDate } from '../../domain/calendar.js';
import { LEFT } from '../../domain/enrolment.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** What has been recorded about somebody's seat: of several, the last one that they held. */
export interface SeatHistory {
  readonly enrolmentId: string;
  /** Whether the provider that they are with has approved it, or whoever stood in for it in the very cohort (L7). */
  readonly approved: boolean;
  /** Be it with this provider or with an earlier one. */
  readonly everApproved: boolean;
  readonly everSeated: boolean;
  /** Whether a newcomer took that very seat: one that counts otherwise takes another (L18). */
  readonly passedOn: boolean;
  /** Whether the municipality whose seat it is has left the engagement (L21). */
  readonly municipalityLeft: boolean;
  /** First day no longer there; null while they are. */
  readonly leftOn: LocalDate | null;
}

@Injectable()
export class SeatReuseRepository {
  constructor(private readonly store: Store) {}

  async histories(enrolmentIds: readonly string[]): Promise<Map<string, SeatHistory>> {
    const rows = await this.store.query<SeatHistory>(sql`
      SELECT e.id AS enrolment_id,
        CASE WHEN given.id = own.id OR given.provider_id = own.provider_id THEN 1 ELSE 0 END AS approved,
        EXISTS (SELECT 1 FROM seat_reuse_approval a WHERE a.enrolment_id = e.id) AS ever_approved,
        last.seat_id IS NOT NULL AS ever_seated,
        EXISTS (SELECT 1 FROM enrolment n
          JOIN enrolment_change first ON first.enrolment_id = n.id AND first.sequence = 1
          WHERE n.replaces_id = e.id AND first.seat_id = last.seat_id) AS passed_on,
        EXISTS (SELECT 1 FROM engagement_withdrawal w
          WHERE w.engagement_id = e.engagement_id AND w.municipality_code = e.municipality_code) AS municipality_left,
        (SELECT c.valid_on FROM enrolment_change c WHERE c.enrolment_id = e.id AND c.status IN ${among(LEFT)}
          ORDER BY c.sequence LIMIT 1) AS left_on
      FROM enrolment e
      LEFT JOIN cohort own ON own.id = e.cohort_id
      LEFT JOIN cohort given ON given.id = (
        SELECT c.cohort_id FROM seat_reuse_approval a JOIN enrolment_change c ON c.enrolment_id = a.enrolment_id
        WHERE a.enrolment_id = e.id AND (c.sequence = 1 OR c.recorded_at < a.recorded_at)
        ORDER BY c.sequence DESC LIMIT 1)
      LEFT JOIN enrolment_change last ON last.enrolment_id = e.id AND last.sequence = (
        SELECT MAX(c.sequence) FROM enrolment_change c WHERE c.enrolment_id = e.id AND c.seat_id IS NOT NULL)
      WHERE e.id IN ${among(enrolmentIds)}`);
    return new Map(
      rows.map((row) => [
        row.enrolmentId,
        {
          ...row,
          approved: Boolean(row.approved),
          everApproved: Boolean(row.everApproved),
          everSeated: Boolean(row.everSeated),
          passedOn: Boolean(row.passedOn),
          municipalityLeft: Boolean(row.municipalityLeft),
        },
      ]),
    );
  }
}
