import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { duplicate } from '../../domain/refusal.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { DispensationEntity } from '../../storage/people.entity.js';
import { Store } from '../../storage/store.js';
import type { DispensationRow } from './dispensation.repository.js';

export type NewDispensation = Pick<
  DispensationRow,
  'enrolmentId' | 'requirement' | 'number' | 'reason' | 'validOn' | 'validUntil'
>;

/** Writes dispensations: one that is ended stays as history, another record takes its place. Inside a unit of work. */
@Injectable()
export class DispensationRecords {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Answers its id. */
  async grant(actor: Actor, dispensation: NewDispensation): Promise<string> {
    const id = newId('dispensation');
    await this.insert(actor, id, null, dispensation);
    const { reason, ...after } = dispensation;
    await this.audit.record(actor, { action: 'dispensationGrant', subjectId: id, after, reason });
    return id;
  }

  async end(
    actor: Actor,
    { id, recordId, enrolmentId, requirement, number, validOn, validUntil: before }: DispensationRow,
    validUntil: LocalDate,
    reason: string,
  ): Promise<void> {
    const changed = await this.store.change(sql`
      UPDATE dispensation SET ended_at = ${this.clock.now()} WHERE id = ${recordId} AND ended_at IS NULL`);
    if (changed !== 1) throw duplicate('Somebody else has just ended this. Look again.', []);
    const record = { enrolmentId, requirement, number, reason, validOn, validUntil };
    await this.insert(actor, newId('dispensation'), id, record);
    await this.audit.record(actor, {
      action: 'dispensationEnd',
      subjectId: id,
      before: { validUntil: before },
      after: { validUntil },
      reason,
    });
  }

  private async insert(
    actor: Actor,
    id: string,
    grantId: string | null,
    record: NewDispensation,
  ): Promise<void> {
    await this.store.insert(DispensationEntity, {
      id,
      grantId,
      ...record,
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
      endedAt: null,
    });
  }
}
