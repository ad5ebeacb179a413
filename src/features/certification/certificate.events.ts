import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import {
  CERTIFICATE_TRANSITIONS,
  mayHappen,
  STATUS_AFTER,
  type CertificateEventKind,
  type StoredStatus,
} from '../../domain/certificate.js';
import { duplicate, invalidState } from '../../domain/refusal.js';
import type { Shortfall } from '../../domain/shortfall.js';
import { Audit } from '../../storage/audit.js';
import { CertificateEntity, CertificateEventEntity } from '../../storage/certification.entity.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import type { CertificateSnapshot } from './snapshot.js';

export interface CertificateHead {
  readonly id: string;
  readonly enrolmentId: string;
  readonly number: string;
  readonly status: StoredStatus;
  readonly validUntil: LocalDate | null;
}

export interface NewCertificateEvent {
  readonly kind: CertificateEventKind;
  readonly validOn: string;
  readonly reason: string | null;
  /** Of a decision that it holds all the same: what was open then. */
  readonly shortfall?: Shortfall;
}

/** What one version of a certificate says; it never changes (V24). Of which kind it is follows from the snapshot. */
export type CertificateFace = Omit<CertificateEntity, 'id' | 'kind' | 'status' | 'recordedAt' | 'recordedBy'>;

/** The life of certificates: every step is a new event, and the certificate shows the latest. Inside a unit of work. */
@Injectable()
export class CertificateEvents {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** By number within each enrolment. */
  async findOfEnrolments(enrolmentIds: readonly string[]): Promise<CertificateHead[]> {
    return this.store.query(sql`
      SELECT id, enrolment_id, number, status, valid_until FROM certificate
      WHERE enrolment_id IN ${among(enrolmentIds)} ORDER BY number`);
  }

  /** What was open when a named person decided that the certificate of this number holds all the same. */
  async decidedOn(number: string): Promise<Shortfall[]> {
    const rows = await this.store.query<{ shortfall: string }>(sql`
      SELECT v.shortfall FROM certificate_event v JOIN certificate c ON c.id = v.certificate_id
      WHERE c.number = ${number} AND v.shortfall IS NOT NULL`);
    return rows.map((row) => JSON.parse(row.shortfall) as Shortfall);
  }

  /** A version with its first event. */
  async begin(
    actor: Actor,
    id: string,
    face: CertificateFace,
    event: NewCertificateEvent,
    action: string,
  ): Promise<void> {
    await this.store.insert(CertificateEntity, {
      id,
      ...face,
      kind: (JSON.parse(face.snapshot) as CertificateSnapshot).kind ?? 'CERTIFICATE',
      status: STATUS_AFTER[event.kind],
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
    });
    await this.insert(actor, id, 1, event);
    await this.audit.record(actor, { action, subjectId: id, after: face, reason: event.reason });
  }

  /** Refuses what cannot happen in its status, and what somebody else was quicker with. */
  async append(
    actor: Actor,
    certificate: Pick<CertificateHead, 'id' | 'status'>,
    event: NewCertificateEvent,
    action = `certificate.${event.kind}`,
  ): Promise<void> {
    const { id, status: before } = certificate;
    if (!mayHappen(before, event.kind))
      throw invalidState(`From ${before} this is not possible.`, before, CERTIFICATE_TRANSITIONS[before]);
    const last = await this.store.queryOne<{ sequence: number | null }>(
      sql`SELECT MAX(sequence) AS sequence FROM certificate_event WHERE certificate_id = ${id}`,
    );
    const status = STATUS_AFTER[event.kind];
    const changed = await this.store.change(
      sql`UPDATE certificate SET status = ${status} WHERE id = ${id} AND status = ${before}`,
    );
    if (changed !== 1) throw duplicate('Somebody else has just changed this. Look again.', []);
    await this.insert(actor, id, Number(last?.sequence ?? 0) + 1, event);
    await this.audit.record(actor, {
      action,
      subjectId: id,
      before: { status: before },
      after: { status },
      reason: event.reason,
    });
  }

  private async insert(
    actor: Actor,
    certificateId: string,
    sequence: number,
    { shortfall = [], ...event }: NewCertificateEvent,
  ): Promise<void> {
    await this.store.insert(CertificateEventEntity, {
      certificateId,
      sequence,
      ...event,
      shortfall: shortfall.length === 0 ? null : JSON.stringify(shortfall),
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
    });
  }
}
