import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { newId } from '../../storage/ids.js';
import { EnrolmentPersonEntity } from '../../storage/identity.entity.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { EnrolmentRow } from './enrolment.repository.js';

type Holder = Pick<EnrolmentRow, 'id' | 'personId' | 'affiliationId'>;

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
    const ids = await this.record(actor, rows);
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
    const ids = await this.record(actor, rows);
    await this.store.change(
      sql`UPDATE enrolment SET affiliation_id = ${affiliationId} WHERE id IN ${among(ids)}`,
    );
    return rows;
  }

  /** Of an enrolment that begins. */
  async begin(actor: Actor, enrolment: Holder): Promise<void> {
    await this.insert([enrolment], { recordedAt: this.clock.now(), recordedBy: actor.subject });
  }

  /** From now on; the enrolments themselves are the caller's to change. Answers their ids. */
  async record(actor: Actor, rows: readonly Holder[]): Promise<string[]> {
    const ids = rows.map((row) => row.id);
    const stamp = { recordedAt: this.clock.now(), recordedBy: actor.subject };
    await this.store.change(sql`UPDATE enrolment_person SET superseded_at = ${stamp.recordedAt}
      WHERE enrolment_id IN ${among(ids)} AND superseded_at IS NULL`);
    await this.insert(rows, stamp);
    return ids;
  }

  private async insert(
    rows: readonly Holder[],
    stamp: { recordedAt: string; recordedBy: string },
  ): Promise<void> {
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
  }
}
