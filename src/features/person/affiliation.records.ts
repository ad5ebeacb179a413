import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { Period } from '../../domain/employment.js';
import { Audit } from '../../storage/audit.js';
import { newId } from '../../storage/ids.js';
import { AffiliationPeriodEntity } from '../../storage/identity.entity.js';
import { AffiliationEntity } from '../../storage/people.entity.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { AffiliationRow } from './person.repository.js';

export type NewAffiliation = Omit<AffiliationRow, 'id' | 'validFrom' | 'validTo'> & Partial<Period>;

/**
 * Writes affiliations: whose each is and from and to which day is a record that is superseded, never changed, and the
 * affiliation shows the latest (Decision 2, V38). Inside a unit of work.
 */
@Injectable()
export class AffiliationRecords {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async begin(
    actor: Actor,
    action: string,
    affiliation: NewAffiliation,
    reason: string | null = null,
  ): Promise<AffiliationRow> {
    const row = { id: newId('affiliation'), validFrom: null, validTo: null, ...affiliation };
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
    await this.store.insert(AffiliationEntity, { ...row, ...stamp });
    await this.record([row], stamp, reason);
    const { personId, ...workplace } = affiliation;
    await this.audit.record(actor, { action, subjectId: personId, after: workplace, reason });
    return row;
  }

  /** Other days for one job. */
  async revise(
    actor: Actor,
    action: string,
    affiliation: AffiliationRow,
    { validFrom, validTo }: Period,
    reason: string | null,
  ): Promise<AffiliationRow> {
    const row = { ...affiliation, validFrom, validTo };
    await this.supersede(actor, [row], reason);
    await this.store.change(
      sql`UPDATE affiliation SET valid_from = ${validFrom}, valid_to = ${validTo} WHERE id = ${row.id}`,
    );
    await this.audit.record(actor, {
      action,
      subjectId: row.personId,
      before: { affiliationId: row.id, validFrom: affiliation.validFrom, validTo: affiliation.validTo },
      after: { affiliationId: row.id, validFrom, validTo },
      reason,
    });
    return row;
  }

  /** The same jobs, another person: two registrations were one person's (L25). Whoever calls writes the audit. */
  async give(
    actor: Actor,
    affiliations: readonly AffiliationRow[],
    personId: string,
    reason: string,
  ): Promise<void> {
    const rows = affiliations.map((affiliation) => ({ ...affiliation, personId }));
    await this.supersede(actor, rows, reason);
    await this.store.change(
      sql`UPDATE affiliation SET person_id = ${personId} WHERE id IN ${among(rows.map((row) => row.id))}`,
    );
  }

  private async supersede(
    actor: Actor,
    rows: readonly AffiliationRow[],
    reason: string | null,
  ): Promise<void> {
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
    await this.store.change(sql`UPDATE affiliation_period SET superseded_at = ${stamp.recordedAt}
      WHERE affiliation_id IN ${among(rows.map((row) => row.id))} AND superseded_at IS NULL`);
    await this.record(rows, stamp, reason);
  }

  private async record(
    rows: readonly AffiliationRow[],
    stamp: { recordedAt: string; recordedBy: string },
    reason: string | null,
  ): Promise<void> {
    await this.store.insert(
      AffiliationPeriodEntity,
      rows.map(({ id, personId, validFrom, validTo }) => ({
        id: newId('fact'),
        affiliationId: id,
        personId,
        validFrom,
        validTo,
        reason,
        ...stamp,
        supersededAt: null,
      })),
    );
  }
}
