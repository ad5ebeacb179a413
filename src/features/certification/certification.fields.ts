import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import { CourseDay, KnownCourseDayLoader } from '../cohort/index.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { AttemptsLoader, CertificateOfEnrolmentLoader, DispensationsLoader } from './certification.loader.js';
import { CertificationAttempt } from './dto/attempt.dto.js';
import { Certificate } from './dto/certificate.model.js';
import { Dispensation } from './dto/dispensation.dto.js';

@Resolver(() => Enrolment)
export class EnrolmentCertificationFields {
  constructor(
    private readonly certificates: CertificateOfEnrolmentLoader,
    private readonly attemptsLoader: AttemptsLoader,
    private readonly dispensationsLoader: DispensationsLoader,
  ) {}

  @ResolveField(() => Certificate, {
    nullable: true,
    description:
      'The latest one issued for this enrolment that holds, else the latest; null when none was issued.',
  })
  async certificate(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<Certificate | null> {
    return this.certificates.load(context, enrolment.id);
  }

  @ResolveField(() => [CertificationAttempt], { description: 'Every attempt, the first one first (V27).' })
  async attempts(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<CertificationAttempt[]> {
    return this.attemptsLoader.load(context, enrolment.id);
  }

  @ResolveField(() => [Dispensation], { description: 'Those in force, oldest first.' })
  async dispensations(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<Dispensation[]> {
    return this.dispensationsLoader.load(context, enrolment.id);
  }
}

@Resolver(() => Certificate)
export class CertificateFields {
  constructor(private readonly enrolments: EnrolmentLoader) {}

  @ResolveField(() => Enrolment)
  async enrolment(
    @Parent() certificate: Certificate,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, certificate.enrolmentId);
  }
}

@Resolver(() => CertificationAttempt)
export class CertificationAttemptFields {
  constructor(private readonly days: KnownCourseDayLoader) {}

  @ResolveField(() => CourseDay, {
    nullable: true,
    description: 'Null where the attempt was on a day of a cohort that is not for you to see.',
  })
  async courseDay(
    @Parent() attempt: CertificationAttempt,
    @Context() context: RequestContext,
  ): Promise<CourseDay | null> {
    return this.days.load(context, attempt.courseDayId);
  }
}
