import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import { RequirementsUnmet } from '../../graphql/errors.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { AsOfInput } from '../../graphql/as-of.js';
import { CourseHalfDay } from '../cohort/index.js';
import { Enrolment } from '../enrolment/index.js';
import { ProgressLoader } from './progress.loader.js';
import { toCourseHalfDay, toRequirement } from './progress.mapper.js';
import { AttendanceProgress, Progress, Requirement } from './progress.model.js';

@Resolver(() => Enrolment)
export class EnrolmentProgressFields {
  constructor(private readonly loader: ProgressLoader) {}

  @ResolveField(() => Progress)
  async progress(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
    @Args('asOf', { type: () => AsOfInput, nullable: true }) at: AsOfInput | null,
  ): Promise<Progress | null> {
    return this.loader.of(context, enrolment.id, at ?? null);
  }
}

@Resolver(() => AttendanceProgress)
export class AttendanceProgressFields {
  @ResolveField(() => [CourseHalfDay], {
    description: 'Among held half-days only, made-up ones left out (V19).',
  })
  missed(@Parent() progress: AttendanceProgress): CourseHalfDay[] {
    return progress.missedHalfDays.map(toCourseHalfDay);
  }

  @ResolveField(() => [CourseHalfDay], {
    description: 'Held, but the sheet is still empty; never counted as presence.',
  })
  notRecorded(@Parent() progress: AttendanceProgress): CourseHalfDay[] {
    return progress.notRecordedHalfDays.map(toCourseHalfDay);
  }
}

@Resolver(() => Requirement)
export class RequirementFields {
  @ResolveField(() => String, {
    description: 'E.g. `15 af 16 halve dage. Mangler: seminar 2, dag 1, eftermiddag.`',
  })
  explanation(@Parent() requirement: Requirement, @Args('locale', LOCALE) locale: string | null): string {
    return localized(requirement.texts, locale);
  }
}

@Resolver(() => RequirementsUnmet)
export class RequirementsUnmetFields {
  @ResolveField(() => [Requirement])
  unmet(@Parent() error: RequirementsUnmet): Requirement[] {
    return error.unmetAnswers.map(toRequirement);
  }
}
