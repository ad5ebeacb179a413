import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Actor } from '../../access/actor.js';
import { reachOf } from '../../access/policy.js';
import { LOGGER } from '../../core.module.js';
import { invalidInput, Refused, type Refusal } from '../../domain/refusal.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';
import {
  CandidateRepository,
  CertificateRepository,
  IssueService,
  type CertificateRow,
} from '../certification/index.js';
import { CourseDayService } from '../cohort/index.js';

const ACTION = 'certificatesIssue';

/** What became of one person: `refusal` is null where it could not be done for a reason that is not theirs. */
export type BatchResult =
  | {
      readonly outcome: 'ISSUED' | 'ALREADY';
      readonly enrolmentId: string;
      readonly certificate: CertificateRow;
    }
  | { readonly outcome: 'REFUSED'; readonly enrolmentId: string; readonly refusal: Refusal }
  | { readonly outcome: 'FAILED'; readonly enrolmentId: string };

/**
 * The certificates of a whole certification day. Everybody’s is issued by itself, as if it were asked for alone: what
 * goes wrong with one leaves those before it issued, and those after it are tried all the same.
 */
@Injectable()
export class BatchService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly days: CourseDayService,
    private readonly candidates: CandidateRepository,
    private readonly certificates: CertificateRepository,
    private readonly issuing: IssueService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * By name. Asked for again, it issues to those who were not ready before and answers ALREADY for the others. A rehearsal
   * does the same and takes each of them back, so that it answers what would happen.
   */
  async issue(actor: Actor, courseDayId: string, dryRun: boolean): Promise<BatchResult[]> {
    const day = await this.days.requireOwn(actor, ACTION, courseDayId);
    if (day.type !== 'CERTIFICATION_DAY')
      throw invalidInput({ path: 'courseDayId', message: 'is not a certification day' });
    const rows = await this.candidates.ofDays(reachOf(actor, ACTION), [day.id]);
    const results: BatchResult[] = [];
    for (const { enrolmentId } of rows) results.push(await this.issueOne(actor, enrolmentId, dryRun));
    return results;
  }

  private async issueOne(actor: Actor, enrolmentId: string, dryRun: boolean): Promise<BatchResult> {
    try {
      // Also one that was revoked: a new one in its place is for somebody to decide, not for a list.
      const existing = (await this.certificates.findOfEnrolments([enrolmentId])).at(-1);
      if (existing !== undefined) return { outcome: 'ALREADY', enrolmentId, certificate: existing };
      const issue = async () => (await this.issuing.issue(actor, { enrolmentId })).certificate;
      const certificate = dryRun ? await this.unitOfWork.preview(issue) : await issue();
      return { outcome: 'ISSUED', enrolmentId, certificate };
    } catch (error) {
      if (error instanceof Refused) return { outcome: 'REFUSED', enrolmentId, refusal: error.refusal };
      this.logger.error({ err: error }, 'one certificate of a day could not be issued');
      return { outcome: 'FAILED', enrolmentId };
    }
  }
}
