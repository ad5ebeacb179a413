import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { LocalDate } from '../../domain/calendar.js';
import type { RequirementKind } from '../../domain/requirements.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface DispensationRow {
  readonly id: string;
  readonly enrolmentId: string;
  readonly requirement: RequirementKind;
  readonly reason: string;
  readonly validOn: LocalDate;
}

@Injectable()
export class DispensationRepository {
  constructor(private readonly store: Store) {}

  /** Those in force, by enrolment, oldest first. */
  async findOfEnrolments(enrolmentIds: readonly string[]): Promise<DispensationRow[]> {
    return this.store.query(sql`
      SELECT id, enrolment_id, requirement, reason, valid_on FROM dispensation
      WHERE enrolment_id IN ${among(enrolmentIds)} AND ended_at IS NULL ORDER BY recorded_at, id`);
  }
}
