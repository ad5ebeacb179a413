import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { renewedUntil, type CertificateEventKind, type CertificateStatus } from '../../domain/certificate.js';
import { duplicate, invalidState, notFound } from '../../domain/refusal.js';
import { shortfallOf, type Shortfall } from '../../domain/shortfall.js';
import { Idempotency } from '../../storage/idempotency.js';
import { newId } from '../../storage/ids.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { asOf, ProgressService, type ProgressAnswer } from '../progress/index.js';
import { CertificateEvents } from './certificate.events.js';
import { CertificateRepository, type CertificateRow } from './certificate.repository.js';
import { CertificateService } from './certificate.service.js';
import { standingOf } from './certification.mapper.js';
import { DispensationRepository } from './dispensation.repository.js';
import {
  ReviewDecision,
  type CertificateReinstateInput,
  type CertificateReissueInput,
  type CertificateRenewInput,
  type CertificateReviewDecideInput,
} from './dto/certificate-life.dto.js';
import { Settlement } from './settlement.service.js';
import { takeSnapshot, type CertificateSnapshot } from './snapshot.js';

/** What a version says that the one before it did not. */
interface NextVersion {
  readonly action: string;
  readonly kind: Extract<CertificateEventKind, 'REISSUED' | 'CORRECTED' | 'RENEWED'>;
  readonly reason: string | null;
  readonly snapshot: CertificateSnapshot;
  readonly validUntil: LocalDate | null;
  readonly shortfall?: Shortfall;
}

/**
 * What people decide about certificates that were issued (L15, L16, L22). Each step is an event with who and why; what a
 * version said is never changed (V24), a number is never given to another certificate (V26), and whatever follows from
 * the step is settled in the same transaction.
 */
@Injectable()
export class CertificateLife {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly idempotency: Idempotency,
    private readonly progress: ProgressService,
    private readonly finder: CertificateService,
    private readonly certificates: CertificateRepository,
    private readonly dispensations: DispensationRepository,
    private readonly events: CertificateEvents,
    private readonly settlement: Settlement,
  ) {}

  /**
   * A named person decides on a certificate under review (V25, L22). What is upheld or corrected stays valid while
   * nothing else is open than what was decided on; a new fact puts it under review again.
   */
  async decide(actor: Actor, input: CertificateReviewDecideInput): Promise<CertificateRow> {
    const action = 'certificateReviewDecide';
    return this.unitOfWork.run(async () => {
      const current = await this.finder.require(actor, action, input.number);
      this.requireStatus(current, 'REVIEW_REQUIRED');
      if (input.decision === ReviewDecision.REVOKE)
        return this.finder.end(actor, current, input.reason, action);
      const answer = await this.answerOf(current.enrolmentId);
      const shortfall = shortfallOf(answer);
      if (input.decision === ReviewDecision.CORRECT)
        return this.replace(actor, current, {
          action,
          kind: 'CORRECTED',
          reason: input.reason,
          snapshot: await this.snapshot(answer, current),
          validUntil: current.validUntil,
          shortfall,
        });
      const event = { kind: 'UPHELD' as const, validOn: this.clock.today(), reason: input.reason, shortfall };
      await this.events.append(actor, current, event, action);
      return this.settled(actor, current.id);
    });
  }

  /** A new version for a new name or another reason; everything else stays as it was (L16). */
  async reissue(actor: Actor, input: CertificateReissueInput): Promise<CertificateRow> {
    const action = 'certificateReissue';
    return this.unitOfWork.run(async () => {
      const current = await this.finder.require(actor, action, input.number);
      if (await this.idempotency.answeredBefore(actor, action, input.idempotencyKey, input)) return current;
      this.requireStatus(current, 'VALID');
      return this.replace(actor, current, {
        action,
        kind: 'REISSUED',
        reason: input.reason,
        snapshot: JSON.parse(current.snapshot) as CertificateSnapshot,
        validUntil: current.validUntil,
      });
    });
  }

  /** Holds again from today (L15). Refused where another one of the same title holds meanwhile (V22). */
  async reinstate(actor: Actor, input: CertificateReinstateInput): Promise<CertificateRow> {
    const action = 'certificateReinstate';
    return this.unitOfWork.run(async () => {
      const current = await this.finder.require(actor, action, input.number);
      this.requireStatus(current, 'REVOKED');
      const { personId, programmeKey, title } = current;
      const others = await this.certificates.findStanding(personId, programmeKey, title);
      if (others.length > 0) throw duplicate('This person has another certificate of this title.', others);
      const event = { kind: 'REINSTATED' as const, validOn: this.clock.today(), reason: input.reason };
      await this.events.append(actor, current, event, action);
      return this.settled(actor, current.id);
    });
  }

  /** A further period under the same number (L15); only where the rules limit how long a certificate holds. */
  async renew(actor: Actor, input: CertificateRenewInput): Promise<CertificateRow> {
    const action = 'certificateRenew';
    return this.unitOfWork.run(async () => {
      const current = await this.finder.require(actor, action, input.number);
      if (await this.idempotency.answeredBefore(actor, action, input.idempotencyKey, input)) return current;
      this.requireStatus(current, 'VALID');
      const { track } = await this.answerOf(current.enrolmentId);
      const validMonths = track.certification?.validMonths ?? null;
      const today = this.clock.today();
      const { status } = standingOf(current, today);
      if (current.validUntil === null || validMonths === null)
        throw invalidState('The rules set no end to this certificate, so it needs no renewal.', status, []);
      const validUntil = renewedUntil(current.validUntil, validMonths, today);
      if (validUntil === null)
        throw invalidState('It has been renewed already: a whole period lies ahead.', status, []);
      return this.replace(actor, current, {
        action,
        kind: 'RENEWED',
        reason: input.reason ?? null,
        snapshot: JSON.parse(current.snapshot) as CertificateSnapshot,
        validUntil,
      });
    });
  }

  /** The next version under the number; it names the holder as the person is called now, and keeps the day of issue. */
  private async replace(actor: Actor, current: CertificateRow, next: NextVersion): Promise<CertificateRow> {
    const { action, kind, reason, validUntil, shortfall } = next;
    const validOn = this.clock.today();
    await this.events.append(actor, current, { kind: 'REPLACED', validOn, reason }, action);
    const holderName = await this.certificates.holderName(current.personId);
    const { number, enrolmentId, personId, programmeKey, title, issuedOn } = current;
    const id = newId('certificate');
    await this.events.begin(
      actor,
      id,
      {
        ...{ number, enrolmentId, personId, programmeKey, title, issuedOn, holderName, validUntil },
        version: current.version + 1,
        snapshot: JSON.stringify({ ...next.snapshot, name: holderName }),
      },
      { kind, validOn, reason, shortfall },
      action,
    );
    return this.settled(actor, id);
  }

  private async snapshot(answer: ProgressAnswer, { title, holderName, snapshot }: CertificateRow) {
    const { kind, provider } = JSON.parse(snapshot) as CertificateSnapshot;
    const dispensations = await this.dispensations.inForce([answer.enrolment.id], this.clock.today());
    return takeSnapshot(answer, { ...(kind && { kind }), name: holderName, title, provider }, dispensations);
  }

  private async settled(actor: Actor, id: string): Promise<CertificateRow> {
    const [certificate] = await this.certificates.find([id]);
    if (certificate === undefined) throw notFound('certificate');
    await this.settlement.settle(actor, [certificate.enrolmentId]);
    const [after] = await this.certificates.find([id]);
    return after ?? certificate;
  }

  private async answerOf(enrolmentId: string): Promise<ProgressAnswer> {
    const answers = await this.progress.answers([enrolmentId], asOf(null, this.clock));
    const answer = answers.get(enrolmentId);
    if (answer === undefined) throw notFound('enrolment');
    return answer;
  }

  /** A limit of time does not count here: also one that is over can be decided on, reissued, reinstated and renewed. */
  private requireStatus(certificate: CertificateRow, ...allowed: readonly CertificateStatus[]): void {
    if (allowed.includes(certificate.status)) return;
    const { status } = standingOf(certificate, this.clock.today());
    throw invalidState(`From ${status} this is not possible.`, status, allowed);
  }
}
