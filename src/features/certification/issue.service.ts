import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Clock } from '../../config/clock.js';
import type { LocalDate } from '../../domain/calendar.js';
import { lastDay } from '../../domain/certificate.js';
import { duplicate, invalidInput, invalidState, notFound, Refused } from '../../domain/refusal.js';
import type { RequirementAnswer } from '../../domain/requirements.js';
import { issueGate } from '../../domain/shortfall.js';
import { Idempotency } from '../../storage/idempotency.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import { EnrolmentService, type EnrolmentRow } from '../enrolment/index.js';
import { asOf, ProgressService, type ProgressAnswer } from '../progress/index.js';
import { CertificateEvents } from './certificate.events.js';
import { CertificateNumbers } from './certificate.numbers.js';
import { CertificateRepository, type CertificateRow } from './certificate.repository.js';
import { DispensationRepository } from './dispensation.repository.js';
import type { CertificateIssueInput } from './dto/certificate.inputs.js';
import { Settlement } from './settlement.service.js';
import { passedAttempt, takeSnapshot } from './snapshot.js';

const ACTION = 'certificateIssue';

export interface IssuedCertificate {
  readonly certificate: CertificateRow;
  /** Open requirements that are only pointed out at this step. */
  readonly warnings: readonly RequirementAnswer[];
}

/** Issuing certificates: V20 to V24; and course certificates, where a completed course has no certification. The database itself refuses a second one that holds, and any change of what it said. */
@Injectable()
export class IssueService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly idempotency: Idempotency,
    private readonly enrolments: EnrolmentService,
    private readonly progress: ProgressService,
    private readonly certificates: CertificateRepository,
    private readonly dispensations: DispensationRepository,
    private readonly numbers: CertificateNumbers,
    private readonly events: CertificateEvents,
    private readonly settlement: Settlement,
  ) {}

  async issue(actor: Actor, input: CertificateIssueInput): Promise<IssuedCertificate> {
    return this.unitOfWork.run(async () => {
      const enrolment = await this.enrolments.require(actor, ACTION, input.enrolmentId);
      const answers = await this.progress.answers([enrolment.id], asOf(null, this.clock));
      const answer = answers.get(enrolment.id);
      if (answer === undefined) throw notFound('enrolment');
      const gate = issueGate(answer);
      const key = input.idempotencyKey;
      const { before, id } = await this.idempotency.answeredWith(actor, ACTION, key, input, 'certificate');
      if (before) return { certificate: await this.sameCertificate(enrolment, id), warnings: gate.warned };

      const rule = answer.track.certification;
      const title = rule?.title.da ?? `Kursusbevis: ${answer.track.name.da}`;
      await this.refuseSecond(enrolment, title);
      if (gate.blocked.length > 0)
        throw new Refused({
          code: 'REQUIREMENTS_UNMET',
          message: 'A requirement for the certificate is open.',
          unmet: gate.blocked,
        });
      if (rule === null && enrolment.status !== 'COMPLETED')
        throw invalidState('The course is not completed yet.', enrolment.status, ['COMPLETED']);
      const issuedOn = this.issueDate(answer, input.issuedOn ?? null);
      const validUntil = this.lastDayOf(issuedOn, rule?.validMonths ?? null);
      const name = await this.certificates.holderName(enrolment.personId);
      const provider = (await this.certificates.providerName(enrolment.id)) ?? undefined;
      const face = { ...(rule === null && { kind: 'COURSE' as const }), name, title, provider };
      const dispensations = await this.dispensations.inForce([enrolment.id], this.clock.today());
      await this.events.begin(
        actor,
        id,
        {
          number: await this.numbers.draw(),
          version: 1,
          enrolmentId: enrolment.id,
          personId: enrolment.personId,
          programmeKey: enrolment.programmeKey,
          title,
          holderName: name,
          issuedOn,
          validUntil,
          snapshot: JSON.stringify(takeSnapshot(answer, face, dispensations)),
        },
        { kind: 'ISSUED', validOn: issuedOn, reason: null },
        ACTION,
      );
      await this.settlement.settle(actor, [enrolment.id]);
      const [certificate] = await this.certificates.find([id]);
      if (certificate === undefined) throw notFound('certificate');
      return { certificate, warnings: gate.warned };
    });
  }

  /**
   * What the same request issued when it came the first time, as it stands now. Under a key of an earlier release, when no
   * id followed from it: the latest.
   */
  private async sameCertificate(enrolment: EnrolmentRow, id: string): Promise<CertificateRow> {
    const all = await this.certificates.findOfEnrolments([enrolment.id]);
    const issued = all.find((each) => each.id === id) ?? all.at(-1);
    const latestVersion = all.findLast((each) => each.number === issued?.number);
    if (latestVersion === undefined) throw new Error('An idempotency key without its certificate');
    return latestVersion;
  }

  /** V22; revoked and replaced ones do not stand in the way. */
  private async refuseSecond(enrolment: EnrolmentRow, title: string): Promise<void> {
    const existing = await this.certificates.findStanding(enrolment.personId, enrolment.programmeKey, title);
    if (existing.length > 0) throw duplicate('This person has this certificate already.', existing);
  }

  /** V23; by default the day on which everything was there. Where the assessment was lifted there is no attempt to date it by. */
  private issueDate(answer: ProgressAnswer, asked: LocalDate | null): LocalDate {
    const today = this.clock.today();
    const passedOn = passedAttempt(answer)?.date ?? null;
    if (asked === null)
      return passedOn === null ? today : latest(passedOn, answer.lastAttendedOn, ...liftedOn(answer));
    if (asked > today) throw invalidInput({ path: 'issuedOn', message: 'must not be in the future' });
    if (passedOn !== null && asked < passedOn)
      throw invalidInput({ path: 'issuedOn', message: 'must not be before the attempt that was passed' });
    const attendedOn = answer.track.certification === null ? answer.lastAttendedOn : null;
    if (attendedOn !== null && asked < attendedOn)
      throw invalidInput({ path: 'issuedOn', message: 'must not be before the last half-day attended' });
    return asked;
  }

  /** Nobody is given a certificate that is over already: whoever issues so late says from which day it is to hold. */
  private lastDayOf(issuedOn: LocalDate, validMonths: number | null): LocalDate | null {
    const last = lastDay(issuedOn, validMonths);
    if (last === null || last >= this.clock.today()) return last;
    const message = `must be a later day: one of ${issuedOn} would have ended on ${last}`;
    throw invalidInput({ path: 'issuedOn', message });
  }
}

/** The first day of every dispensation without which the issue would be held up (V20). */
function liftedOn({ track, requirements }: ProgressAnswer): LocalDate[] {
  const lifted = requirements.filter((each) => each.state === 'DISPENSED');
  const { blocked } = issueGate({
    track,
    requirements: lifted.map((each) => ({ ...each, state: 'PENDING' as const })),
  });
  return blocked.flatMap(({ dispensation }) => dispensation?.validOn ?? []);
}

function latest(one: LocalDate, ...others: readonly (LocalDate | null)[]): LocalDate {
  return others.reduce<LocalDate>((last, each) => (each === null || each < last ? last : each), one);
}
