import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { ENROLMENT_TRANSITIONS, mayBecome, type EnrolmentStatus } from '../../domain/enrolment.js';
import type { Capacity } from '../../domain/programme.js';
import { invalidState } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { EnrolmentPersonEntity } from '../../storage/identity.entity.js';
import { EnrolmentChangeEntity, EnrolmentEntity } from '../../storage/people.entity.js';
import { Store } from '../../storage/store.js';
import type { EnrolmentRow } from './enrolment.repository.js';

/** What changes about an enrolment, from a day on; what is left out stays. */
export interface Change {
  readonly action: string;
  readonly status?: EnrolmentStatus;
  readonly capacity?: Capacity;
  readonly seatId?: string | null;
  readonly cohortId?: string | null;
  /** First day in the cohort, where it was stated. */
  readonly cohortFrom?: string | null;
  readonly validOn: string;
  readonly reason?: string | null;
}

/** Writes enrolments: every change is a new row, and the enrolment shows the latest (Decision 2). Inside a unit of work. */
@Injectable()
export class EnrolmentChanges {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async create(
    actor: Actor,
    enrolment: Omit<EnrolmentRow, 'id'>,
    change: Pick<Change, 'action' | 'cohortFrom' | 'validOn'>,
  ): Promise<EnrolmentRow> {
    const row = { id: newId('enrolment'), ...enrolment };
    const stamp = this.stamp(actor);
    await this.store.insert(EnrolmentEntity, { ...row, ...stamp });
    await this.store.insert(EnrolmentPersonEntity, {
      id: newId('fact'),
      enrolmentId: row.id,
      personId: row.personId,
      affiliationId: row.affiliationId,
      ...stamp,
      supersededAt: null,
    });
    await this.append(actor, row, 1, { ...change, reason: null });
    await this.audit.record(actor, { action: change.action, subjectId: row.id, after: row });
    return row;
  }

  /** Refuses a step that the table of states does not have. */
  async change(actor: Actor, enrolment: EnrolmentRow, change: Change): Promise<EnrolmentRow> {
    const status = change.status ?? enrolment.status;
    if (status !== enrolment.status && !mayBecome(enrolment.status, status))
      throw invalidState(
        `From ${enrolment.status} this is not possible.`,
        enrolment.status,
        ENROLMENT_TRANSITIONS[enrolment.status],
      );
    const row: EnrolmentRow = {
      ...enrolment,
      status,
      capacity: change.capacity ?? enrolment.capacity,
      seatId: change.seatId === undefined ? enrolment.seatId : change.seatId,
      cohortId: change.cohortId === undefined ? enrolment.cohortId : change.cohortId,
    };
    const last = await this.store.queryOne<{ sequence: number; cohortFrom: string | null }>(sql`
      SELECT sequence, cohort_from FROM enrolment_change WHERE enrolment_id = ${row.id}
      ORDER BY sequence DESC LIMIT 1`);
    const cohortFrom =
      change.cohortId === undefined ? (last?.cohortFrom ?? null) : (change.cohortFrom ?? null);
    await this.store
      .change(sql`UPDATE enrolment SET status = ${row.status}, capacity = ${row.capacity}, seat_id = ${row.seatId},
      cohort_id = ${row.cohortId} WHERE id = ${row.id}`);
    await this.append(actor, row, Number(last?.sequence ?? 0) + 1, { ...change, cohortFrom });
    await this.audit.record(actor, {
      action: change.action,
      subjectId: row.id,
      before: figures(enrolment),
      after: { ...figures(row), validOn: change.validOn },
      reason: change.reason ?? null,
    });
    return row;
  }

  private async append(
    actor: Actor,
    row: EnrolmentRow,
    sequence: number,
    change: Pick<Change, 'cohortFrom' | 'validOn' | 'reason'>,
  ): Promise<void> {
    await this.store.insert(EnrolmentChangeEntity, {
      enrolmentId: row.id,
      sequence,
      status: row.status,
      seatId: row.seatId,
      cohortId: row.cohortId,
      cohortFrom: change.cohortFrom ?? null,
      validOn: change.validOn,
      reason: change.reason ?? null,
      ...this.stamp(actor),
    });
  }

  private stamp(actor: Actor) {
    return { recordedAt: this.clock.now(), recordedBy: actor.subject };
  }
}

function figures({ status, capacity, seatId, cohortId }: EnrolmentRow) {
  return { status, capacity, seatId, cohortId };
}
