import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { holds } from '../../domain/certificate.js';
import { BatchLoader, grouped, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { AttemptLog } from './attempt.log.js';
import { standingOf, toAttempt, toCertificate, toDispensation } from './certification.mapper.js';
import { CertificateRepository } from './certificate.repository.js';
import { DispensationRepository } from './dispensation.repository.js';
import { CertificationAttempt } from './dto/attempt.dto.js';
import { Certificate } from './dto/certificate.model.js';
import { Dispensation } from './dto/dispensation.dto.js';

/** Null for certificates that the actor may not see. */
@Injectable()
export class CertificateLoader extends BatchLoader<Certificate | null> {
  constructor(
    private readonly certificates: CertificateRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.certificates.findVisible(reachOf(actorOf(context), 'certificate'), ids);
    const today = this.clock.today();
    return inOrder(
      ids,
      rows,
      (row) => row.id,
      (row) => toCertificate(row, today),
    );
  }
}

/** By enrolment: the latest that holds, else the latest. Load it only for enrolments that are visible. */
@Injectable()
export class CertificateOfEnrolmentLoader extends BatchLoader<Certificate | null> {
  constructor(
    private readonly certificates: CertificateRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, enrolmentIds: readonly string[]) {
    const rows = await this.certificates.findOfEnrolments(enrolmentIds);
    const today = this.clock.today();
    return grouped(enrolmentIds, rows, (row) => row.enrolmentId).map((own) => {
      const row = own.findLast((each) => holds(standingOf(each, today).status)) ?? own.at(-1);
      return row === undefined ? null : toCertificate(row, today);
    });
  }
}

/** By enrolment, in order. Load it only for enrolments that are visible. */
@Injectable()
export class AttemptsLoader extends BatchLoader<CertificationAttempt[]> {
  constructor(private readonly attempts: AttemptLog) {
    super();
  }

  protected async batch(_context: RequestContext, enrolmentIds: readonly string[]) {
    const rows = await this.attempts.findOfEnrolments(enrolmentIds);
    return grouped(enrolmentIds, rows, (row) => row.enrolmentId).map((own) => own.map(toAttempt));
  }
}

/** By enrolment: all that were ever granted. Load it only for enrolments that are visible. */
@Injectable()
export class DispensationsLoader extends BatchLoader<Dispensation[]> {
  constructor(private readonly dispensations: DispensationRepository) {
    super();
  }

  protected async batch(_context: RequestContext, enrolmentIds: readonly string[]) {
    const rows = await this.dispensations.findOfEnrolments(enrolmentIds);
    return grouped(enrolmentIds, rows, (row) => row.enrolmentId).map((own) => own.map(toDispensation));
  }
}
