import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { newId } from '../../storage/ids.js';
import { EnrolmentPersonEntity } from '../../storage/identity.entity.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { EnrolmentRow } from './enrolment.repository.js';

/**
 * Whose an enrolment is, and the job that its seat belongs to: a record that is superseded, never changed, and the
 * enrolment shows the latest (V36, V38, L25). Inside a unit of work; whoever calls writes the audit.
 */
@Injectable()
export class EnrolmentHolders {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async give(actor: Actor, enrolments: readonly EnrolmentRow[], personId: string): Promise<EnrolmentRow[]> {
    const rows = enrolments.map((enrolment) => ({ ...enrolment, personId }));
    const ids = await this.supersede(actor, rows);
    await this.store.change(sql`UPDATE enrolment SET person_id = ${personId} WHERE id IN ${among(ids)}`);
    // A certificate is its enrolment's: V22 is about the person whose that is.
    await this.store.change(
      sql`UPDATE certificate SET person_id = ${personId} WHERE enrolment_id IN ${among(ids)}`,
    );
    return rows;
  }

  async seatAt(
    actor: Actor,
    enrolments: readonly EnrolmentRow[],
    affiliationId: string,
  ): Promise<EnrolmentRow[]> {
    const rows = enrolments.map((enrolment) => ({ ...enrolment, affiliationId }));
    const ids = await this.supersede(actor, rows);
    await this.store.change(
      sql`UPDATE enrolment SET affiliation_id = ${affiliationId} WHERE id IN ${among(ids)}`,
    );
    return rows;
  }

  private async supersede(actor: Actor, rows: readonly EnrolmentRow[]): Promise<string[]> {
    const ids = rows.map((row) => row.id);
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
    await this.store.change(sql`UPDATE enrolment_person SET superseded_at = ${stamp.recordedAt}
      WHERE enrolment_id IN ${among(ids)} AND superseded_at IS NULL`);
    await this.store.insert(
      EnrolmentPersonEntity,
      rows.map(({ id, personId, affiliationId }) => ({
        id: newId('fact'),
        enrolmentId: id,
        personId,
        affiliationId,
        ...stamp,
        supersededAt: null,
      })),
    );
    return ids;
  }
}
