import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { Audit } from '../../storage/audit.js';
import { CertificationAttemptEntity } from '../../storage/certification.entity.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface AttemptRow {
  readonly id: string;
  readonly enrolmentId: string;
  readonly courseDayId: string;
  readonly number: number;
  readonly outcome: 'PASSED' | 'FAILED';
  readonly video: 'SHOWN' | 'NOT_POSSIBLE' | 'NOT_SHOWN' | null;
  readonly assessor: string | null;
  readonly alternativeBasis: string | null;
  readonly heldOn: LocalDate;
}

/** Attempts at certification: read and added to, never changed; the database refuses both (V27). */
@Injectable()
export class AttemptLog {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** By enrolment, in order. */
  async findOfEnrolments(enrolmentIds: readonly string[]): Promise<AttemptRow[]> {
    return this.store.query(sql`
      SELECT id, enrolment_id, course_day_id, number, outcome, video, assessor, alternative_basis, held_on
      FROM certification_attempt WHERE enrolment_id IN ${among(enrolmentIds)} ORDER BY enrolment_id, number`);
  }

  /** Inside a unit of work. */
  async add(actor: Actor, row: AttemptRow): Promise<AttemptRow> {
    const { id, ...attempt } = row;
    await this.store.insert(CertificationAttemptEntity, {
      ...row,
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
    });
    await this.audit.record(actor, {
      action: 'certificationAttemptRecord',
      subjectId: id,
      after: attempt,
    });
    return row;
  }
}
