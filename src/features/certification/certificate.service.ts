import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import type { Operation } from '../../access/operations.js';
import { mayUse, reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { readCertificateNumber } from '../../domain/certificate.js';
import { invalidState, notFound } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { CertificateEvents } from './certificate.events.js';
import { standingOf } from './certification.mapper.js';
import { CertificateRepository, type CertificateRow } from './certificate.repository.js';
import type { CertificateRevokeInput } from './dto/certificate.inputs.js';
import { Settlement } from './settlement.service.js';

const REVOCABLE = ['VALID', 'REVIEW_REQUIRED', 'EXPIRED'] as const;

/** Certificates by their number, in any spelling: always the latest version. */
@Injectable()
export class CertificateService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly certificates: CertificateRepository,
    private readonly events: CertificateEvents,
    private readonly settlement: Settlement,
  ) {}

  /** Null when there is none, or none for the actor to see. */
  async find(actor: Actor, typed: string): Promise<CertificateRow | null> {
    const number = readCertificateNumber(typed);
    if (number === null) return null;
    return this.certificates.findVisibleByNumber(reachOf(actor, 'certificate'), number);
  }

  /** For everybody. Null only for a number that was never issued (V26). */
  async verify(typed: string): Promise<CertificateRow | null> {
    const number = readCertificateNumber(typed);
    return number === null ? null : this.certificates.findByNumber(number);
  }

  /** Every version under a number, the first one first; none where it is not for the actor to see. */
  async versions(actor: Actor, typed: string): Promise<CertificateRow[]> {
    const latest = mayUse(actor, 'certificate') ? await this.find(actor, typed) : null;
    return latest === null ? [] : this.certificates.findVersions([latest.number]);
  }

  /** The same for whoever has a link that somebody made who may see it. */
  async versionsByLink(typed: string): Promise<CertificateRow[]> {
    const number = readCertificateNumber(typed);
    return number === null ? [] : this.certificates.findVersions([number]);
  }

  /** The latest version under a number, if the actor's reach with this operation covers it. */
  async require(actor: Actor, operation: Operation, typed: string): Promise<CertificateRow> {
    const number = readCertificateNumber(typed);
    const reach = reachOf(actor, operation);
    const row = number === null ? null : await this.certificates.findVisibleByNumber(reach, number);
    if (row === null) throw notFound('certificate');
    return row;
  }

  /** From today on. The number stays, answers REVOKED, and is never given to another one (V26, L15). */
  async revoke(actor: Actor, input: CertificateRevokeInput): Promise<CertificateRow> {
    return this.unitOfWork.run(async () => {
      const certificate = await this.require(actor, 'certificateRevoke', input.number);
      const { status } = standingOf(certificate, this.clock.today());
      if (!REVOCABLE.some((each) => each === status))
        throw invalidState(`From ${status} this is not possible.`, status, REVOCABLE);
      return this.end(actor, certificate, input.reason, 'certificateRevoke');
    });
  }

  /** Inside a unit of work. */
  async end(
    actor: Actor,
    certificate: CertificateRow,
    reason: string,
    action: Operation,
  ): Promise<CertificateRow> {
    const event = { kind: 'REVOKED' as const, validOn: this.clock.today(), reason };
    await this.events.append(actor, certificate, event, action);
    await this.settlement.settle(actor, [certificate.enrolmentId]);
    const [revoked] = await this.certificates.find([certificate.id]);
    if (revoked === undefined) throw notFound('certificate');
    return revoked;
  }
}
