import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Clock } from '../../config/clock.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { DomainErrorCode } from '../../graphql/errors.js';
import { toCertificate } from '../certification/index.js';
import { KnownCourseDayLoader } from '../cohort/index.js';
import { EnrolmentLoader } from '../enrolment/index.js';
import { toRequirement } from '../progress/index.js';
import {
  CertificatesIssueInput,
  CertificatesIssueOutcome,
  CertificatesIssuePayload,
  CertificatesIssueResult,
  CertificatesIssueRow,
} from './batch.dto.js';
import { BatchService, type BatchResult } from './batch.service.js';

@Resolver()
export class BatchResolver {
  constructor(
    private readonly batch: BatchService,
    private readonly enrolments: EnrolmentLoader,
    private readonly days: KnownCourseDayLoader,
    private readonly clock: Clock,
  ) {}

  @Access('certificatesIssue')
  @Mutation(() => CertificatesIssueResult, {
    description:
      'The certificates of a whole certification day: each is issued by itself, so that those who are ready get theirs, and the answer says what the others lack. Repeated, it goes on where it stopped. `dryRun: true` first is a preview.',
  })
  async certificatesIssue(@Context() context: RequestContext, @Args('input') input: CertificatesIssueInput) {
    const { courseDayId, dryRun } = input;
    const results = await this.batch.issue(actorOf(context), courseDayId, dryRun ?? false);
    const enrolments = new Map(
      (
        await this.enrolments.loadVisible(
          context,
          results.map((each) => each.enrolmentId),
        )
      ).map((each) => [each.id, each]),
    );
    const count = (outcome: BatchResult['outcome']) =>
      results.filter((each) => each.outcome === outcome).length;
    return Object.assign(new CertificatesIssuePayload(), {
      courseDay: await this.days.load(context, courseDayId),
      issued: count('ISSUED'),
      already: count('ALREADY'),
      refused: count('REFUSED'),
      failed: count('FAILED'),
      rows: results.flatMap((result) => {
        const enrolment = enrolments.get(result.enrolmentId);
        return enrolment === undefined ? [] : [this.row(result, { enrolment }, dryRun ?? false)];
      }),
    });
  }

  private row(
    result: BatchResult,
    own: Pick<CertificatesIssueRow, 'enrolment'>,
    dryRun: boolean,
  ): CertificatesIssueRow {
    const refusal = result.outcome === 'REFUSED' ? result.refusal : null;
    const kept = result.outcome === 'ALREADY' || (result.outcome === 'ISSUED' && !dryRun);
    return Object.assign(new CertificatesIssueRow(), own, {
      outcome: CertificatesIssueOutcome[result.outcome],
      certificate: kept ? toCertificate(result.certificate, this.clock.today()) : null,
      code: refusal === null ? null : DomainErrorCode[refusal.code],
      message: refusal?.message ?? null,
      unmet: refusal?.code === 'REQUIREMENTS_UNMET' ? refusal.unmet.map(toRequirement) : [],
    });
  }
}
