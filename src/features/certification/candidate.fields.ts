import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import { Cohort, CourseDay, KnownCourseDayLoader } from '../cohort/index.js';
import { CandidatesLoader, CohortCertificationLoader } from './candidate.loader.js';
import { CertificationCandidate, CertificationResult, CohortCertification } from './dto/candidate.model.js';

@Resolver(() => CourseDay)
export class CourseDayCandidatesFields {
  constructor(private readonly candidatesLoader: CandidatesLoader) {}

  @ResolveField(() => [CertificationCandidate], {
    description:
      'On a certification day: everybody of the cohort who has not passed before, and guests who were assessed; by name, as far as you may see them. Empty for other days and for cancelled ones.',
  })
  async candidates(
    @Parent() day: CourseDay,
    @Context() context: RequestContext,
  ): Promise<CertificationCandidate[]> {
    return this.candidatesLoader.load(context, day.id);
  }
}

@Resolver(() => Cohort)
export class CohortCertificationFields {
  constructor(private readonly loader: CohortCertificationLoader) {}

  @ResolveField(() => CohortCertification, {
    description: 'Attempts at certification: passed, failed, retry booked.',
  })
  async certification(
    @Parent() cohort: Cohort,
    @Context() context: RequestContext,
  ): Promise<CohortCertification> {
    return this.loader.load(context, cohort.id);
  }
}

@Resolver(() => CertificationResult)
export class CertificationResultFields {
  constructor(private readonly days: KnownCourseDayLoader) {}

  @ResolveField(() => CourseDay, {
    nullable: true,
    description:
      'After a failed last attempt: the next certification day in the calendar of the person’s cohort. Null while none is planned, and for everybody else.',
  })
  async retryOn(
    @Parent() result: CertificationResult,
    @Context() context: RequestContext,
  ): Promise<CourseDay | null> {
    return result.retryDayId === null ? null : this.days.load(context, result.retryDayId);
  }
}
