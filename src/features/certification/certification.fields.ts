import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Clock } from '../../config/clock.js';
import type { RequestContext } from '../../graphql/context.js';
import { CourseDay, KnownCourseDayLoader } from '../cohort/index.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { CertificateVersionsLoader, EventsOfCertificateLoader } from './certificate-event.loader.js';
import { AttemptsLoader, CertificateOfEnrolmentLoader, DispensationsLoader } from './certification.loader.js';
import { toCheck } from './certification.mapper.js';
import { CertificationAttempt } from './dto/attempt.dto.js';
import { CertificateEvent } from './dto/certificate-event.dto.js';
import { Certificate, CertificateVerification } from './dto/certificate.model.js';
import { Dispensation } from './dto/dispensation.dto.js';

@Resolver(() => Enrolment)
export class EnrolmentCertificationFields {
  constructor(
    private readonly certificates: CertificateOfEnrolmentLoader,
    private readonly attemptsLoader: AttemptsLoader,
    private readonly dispensationsLoader: DispensationsLoader,
    private readonly clock: Clock,
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

  @ResolveField(() => [Dispensation], { description: 'Those in force today, oldest first.' })
  async dispensations(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
    @Args('includeEnded', {
      type: () => Boolean,
      nullable: true,
      description: 'Also those that are over. Default false.',
    })
    includeEnded: boolean | null,
  ): Promise<Dispensation[]> {
    const all = await this.dispensationsLoader.load(context, enrolment.id);
    const today = this.clock.today();
    const inForce = (each: Dispensation) =>
      each.grantedOn <= today && (each.until === null || today <= each.until);
    return includeEnded ? all : all.filter(inForce);
  }
}

@Resolver(() => Certificate)
export class CertificateFields {
  constructor(
    private readonly enrolments: EnrolmentLoader,
    private readonly versionsLoader: CertificateVersionsLoader,
    private readonly eventsLoader: EventsOfCertificateLoader,
  ) {}

  @ResolveField(() => [Certificate], {
    description: 'Every version under this number, this one included, the first one first (V26).',
  })
  async versions(
    @Parent() certificate: Certificate,
    @Context() context: RequestContext,
  ): Promise<Certificate[]> {
    return this.versionsLoader.load(context, certificate.number);
  }

  @ResolveField(() => [CertificateEvent], { description: 'What happened to this version, in order.' })
  async events(
    @Parent() certificate: Certificate,
    @Context() context: RequestContext,
  ): Promise<CertificateEvent[]> {
    return this.eventsLoader.load(context, certificate.id);
  }

  @ResolveField(() => CertificateVerification, {
    description:
      'What anybody who looks the number up is told today: see `certificateVerify`, which needs no sign-in.',
  })
  async check(
    @Parent() certificate: Certificate,
    @Context() context: RequestContext,
  ): Promise<CertificateVerification> {
    const versions = await this.versionsLoader.load(context, certificate.number);
    return toCheck(versions.at(-1) ?? certificate);
  }

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
