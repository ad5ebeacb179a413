import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { LocalDate } from '../../domain/calendar.js';
import type { RequirementKind } from '../../domain/requirements.js';
import { among, nameBehind } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** A dispensation as it is known now. */
export interface DispensationRow {
  /** Stays the same when it is ended. */
  readonly id: string;
  /** Of the record that says so now. */
  readonly recordId: string;
  readonly enrolmentId: string;
  readonly requirement: RequirementKind;
  readonly number: number;
  readonly reason: string;
  readonly validOn: LocalDate;
  /** The last day on which it holds. */
  readonly validUntil: LocalDate | null;
  readonly grantedBy: string;
  readonly grantedAt: string;
  /** Who ended it before its time, and why; null where nobody did. */
  readonly endedBy: string | null;
  readonly endReason: string | null;
}

@Injectable()
export class DispensationRepository {
  constructor(private readonly store: Store) {}

  /** All that were ever granted, by enrolment, oldest first. */
  async findOfEnrolments(enrolmentIds: readonly string[]): Promise<DispensationRow[]> {
    return this.select(sql`d.enrolment_id IN ${among(enrolmentIds)}`);
  }

  /** Those that hold on a day. */
  async inForce(enrolmentIds: readonly string[], on: LocalDate): Promise<DispensationRow[]> {
    return (await this.findOfEnrolments(enrolmentIds)).filter((each) => holdsOn(each, on));
  }

  async find(id: string): Promise<DispensationRow | null> {
    return (await this.select(sql`COALESCE(d.grant_id, d.id) = ${id}`))[0] ?? null;
  }

  /**
   * Enrolments that stand as if a dispensation held that is over: completed, or with a certificate that is not under
   * review.
   */
  async outliving(today: LocalDate): Promise<string[]> {
    const rows = await this.store.query<{ enrolmentId: string }>(sql`
      SELECT DISTINCT d.enrolment_id FROM dispensation d JOIN enrolment e ON e.id = d.enrolment_id
      WHERE d.ended_at IS NULL AND d.valid_until < ${today}
        AND (e.status = 'COMPLETED'
          OR EXISTS (SELECT 1 FROM certificate c WHERE c.enrolment_id = e.id AND c.status = 'VALID'))
      ORDER BY d.enrolment_id`);
    return rows.map((row) => row.enrolmentId);
  }

  private async select(condition: Sql): Promise<DispensationRow[]> {
    return this.store.query(sql`
      SELECT COALESCE(d.grant_id, d.id) AS id, d.id AS record_id, d.enrolment_id, d.requirement, d.number, g.reason,
        d.valid_on, d.valid_until, ${nameBehind(sql`g.recorded_by`)} AS granted_by, g.recorded_at AS granted_at,
        CASE WHEN d.grant_id IS NULL THEN NULL ELSE ${nameBehind(sql`d.recorded_by`)} END AS ended_by,
        CASE WHEN d.grant_id IS NULL THEN NULL ELSE d.reason END AS end_reason
      FROM dispensation d JOIN dispensation g ON g.id = COALESCE(d.grant_id, d.id)
      WHERE d.ended_at IS NULL AND ${condition} ORDER BY g.recorded_at, g.id`);
  }
}

export function holdsOn({ validOn, validUntil }: DispensationRow, day: LocalDate): boolean {
  return validOn <= day && (validUntil === null || day <= validUntil);
}
