import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import { STATUS_AFTER, type CertificateEventKind, type CertificateStatus } from '../../domain/certificate.js';
import { Audit } from '../../storage/audit.js';
import { CertificateEntity, CertificateEventEntity } from '../../storage/certification.entity.js';
import { newId } from '../../storage/ids.js';
import { Store } from '../../storage/store.js';

export interface CertificateHead {
  readonly id: string;
  readonly status: Exclude<CertificateStatus, 'EXPIRED'>;
}

export interface NewCertificateEvent {
  readonly kind: CertificateEventKind;
  readonly validOn: string;
  readonly reason: string | null;
}

export type NewCertificate = Omit<
  CertificateEntity,
  'id' | 'version' | 'status' | 'recordedAt' | 'recordedBy'
>;

/** The life of certificates: every step is a new event, and the certificate shows the latest. Inside a unit of work. */
@Injectable()
export class CertificateEvents {
  constructor(
    private readonly store: Store,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async findOfEnrolment(enrolmentId: string): Promise<CertificateHead[]> {
    return this.store.query(sql`SELECT id, status FROM certificate WHERE enrolment_id = ${enrolmentId}`);
  }

  /** A new certificate in its first version, with its first event; answers its id. */
  async issue(actor: Actor, certificate: NewCertificate): Promise<string> {
    const id = newId('certificate');
    await this.store.insert(CertificateEntity, {
      id,
      ...certificate,
      version: 1,
      status: STATUS_AFTER.ISSUED,
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
    });
    await this.insert(actor, id, 1, { kind: 'ISSUED', validOn: certificate.issuedOn, reason: null });
    await this.audit.record(actor, { action: 'certificateIssue', subjectId: id, after: certificate });
    return id;
  }

  async append(
    actor: Actor,
    certificate: CertificateHead,
    event: NewCertificateEvent,
    action = `certificate.${event.kind}`,
  ): Promise<void> {
    const last = await this.store.queryOne<{ sequence: number | null }>(
      sql`SELECT MAX(sequence) AS sequence FROM certificate_event WHERE certificate_id = ${certificate.id}`,
    );
    const status = STATUS_AFTER[event.kind];
    await this.store.change(sql`UPDATE certificate SET status = ${status} WHERE id = ${certificate.id}`);
    await this.insert(actor, certificate.id, Number(last?.sequence ?? 0) + 1, event);
    await this.audit.record(actor, {
      action,
      subjectId: certificate.id,
      before: { status: certificate.status },
      after: { status },
      reason: event.reason,
    });
  }

  private async insert(
    actor: Actor,
    certificateId: string,
    sequence: number,
    event: NewCertificateEvent,
  ): Promise<void> {
    await this.store.insert(CertificateEventEntity, {
      certificateId,
      sequence,
      ...event,
      recordedAt: this.clock.now(),
      recordedBy: actor.subject,
    });
  }
}
