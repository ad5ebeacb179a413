import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Clock } from '../../config/clock.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { toRequirement } from '../progress/index.js';
import { AttemptService } from './attempt.service.js';
import { toAttempt, toCertificate, toDispensation } from './certification.mapper.js';
import { CertificateChecks } from './certificate-check.service.js';
import { CertificateService } from './certificate.service.js';
import { DispensationService } from './dispensation.service.js';
import {
  CertificationAttemptRecordInput,
  CertificationAttemptRecordPayload,
  CertificationAttemptRecordResult,
} from './dto/attempt.dto.js';
import {
  CertificateIssueInput,
  CertificateIssuePayload,
  CertificateIssueResult,
  CertificateRevokeInput,
  CertificateRevokePayload,
  CertificateRevokeResult,
} from './dto/certificate.inputs.js';
import { Certificate, CertificateVerification } from './dto/certificate.model.js';
import {
  DispensationEndInput,
  DispensationEndPayload,
  DispensationEndResult,
  DispensationGrantInput,
  DispensationGrantPayload,
  DispensationGrantResult,
} from './dto/dispensation.dto.js';
import { IssueService } from './issue.service.js';

const NUMBER = {
  type: () => String,
  description: 'In any spelling: capitals, spaces and hyphens do not matter.',
} as const;

@Resolver()
export class CertificationResolver {
  constructor(
    private readonly certificates: CertificateService,
    private readonly checks: CertificateChecks,
    private readonly issuing: IssueService,
    private readonly attempts: AttemptService,
    private readonly dispensations: DispensationService,
    private readonly clock: Clock,
  ) {}

  @Access('certificate')
  @Query(() => Certificate, {
    nullable: true,
    description:
      'The latest version. Null when there is none, none for you to see, or the number has a slip.',
  })
  async certificate(@Context() context: RequestContext, @Args('number', NUMBER) number: string) {
    const row = await this.certificates.find(actorOf(context), number);
    return row === null ? null : toCertificate(row, this.clock.today());
  }

  @Access('public')
  @Query(() => CertificateVerification, {
    nullable: true,
    description:
      'Public, no sign-in: is this certificate genuine, and does it hold today? Never null for a number ever issued (V26). Counted by address, as are checks on the page.',
  })
  async certificateVerify(@Context() { http }: RequestContext, @Args('number', NUMBER) number: string) {
    const check = await this.checks.check(http?.network, number);
    return check.kind === 'ISSUED' ? check.verification : null;
  }

  @Access('certificationAttemptRecord')
  @Mutation(() => CertificationAttemptRecordResult, {
    description:
      'The outcome of one person’s attempt on a certification day. A failed attempt stays; a retry is the next number (V27).',
  })
  async certificationAttemptRecord(
    @Context() context: RequestContext,
    @Args('input') input: CertificationAttemptRecordInput,
  ) {
    const { attempt, warnings } = await this.attempts.record(actorOf(context), input);
    return Object.assign(new CertificationAttemptRecordPayload(), {
      attempt: toAttempt(attempt),
      warnings: warnings.map(toRequirement),
    });
  }

  @Access('certificateIssue')
  @Mutation(() => CertificateIssueResult, {
    description:
      'Needs a passed attempt and no open requirement that blocks, or a dispensation from it (V20). One that holds per person, programme and title (V22). On a track without certification: a course certificate, once the course is completed.',
  })
  async certificateIssue(@Context() context: RequestContext, @Args('input') input: CertificateIssueInput) {
    const { certificate, warnings } = await this.issuing.issue(actorOf(context), input);
    return Object.assign(new CertificateIssuePayload(), {
      certificate: toCertificate(certificate, this.clock.today()),
      warnings: warnings.map(toRequirement),
    });
  }

  @Access('certificateRevoke')
  @Mutation(() => CertificateRevokeResult, {
    description: 'From today on, with the reason. The number keeps answering, and is never used again (V26).',
  })
  async certificateRevoke(@Context() context: RequestContext, @Args('input') input: CertificateRevokeInput) {
    const certificate = await this.certificates.revoke(actorOf(context), input);
    return Object.assign(new CertificateRevokePayload(), {
      certificate: toCertificate(certificate, this.clock.today()),
    });
  }

  @Access('dispensationEnd')
  @Mutation(() => DispensationEndResult, {
    description:
      'Agency: a dispensation ends from a day, with the reason. A completion that hangs on it is reopened, a certificate is put under review (V25).',
  })
  async dispensationEnd(@Context() context: RequestContext, @Args('input') input: DispensationEndInput) {
    const dispensation = await this.dispensations.end(actorOf(context), input);
    return Object.assign(new DispensationEndPayload(), { dispensation: toDispensation(dispensation) });
  }

  @Access('dispensationGrant')
  @Mutation(() => DispensationGrantResult, {
    description:
      'Agency: one requirement lifted for one enrolment, from today, with the reason and perhaps a last day. Another one can follow when it is over.',
  })
  async dispensationGrant(@Context() context: RequestContext, @Args('input') input: DispensationGrantInput) {
    const dispensation = await this.dispensations.grant(actorOf(context), input);
    return Object.assign(new DispensationGrantPayload(), { dispensation: toDispensation(dispensation) });
  }
}
