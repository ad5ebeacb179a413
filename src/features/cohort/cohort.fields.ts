import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import { Engagement, EngagementLoader } from '../engagement/index.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Programme, programmeModel, Rulebook, trackModel } from '../programme/index.js';
import { Provider, ProviderLoader } from '../provider/index.js';
import { CourseDaysLoader, KnownCohortLoader, KnownCourseDayLoader, toHalfDay } from './cohort.loader.js';
import { Cohort, CourseDay, CourseHalfDay } from './dto/cohort.model.js';

@Resolver(() => Cohort)
export class CohortFields {
  constructor(
    private readonly rulebook: Rulebook,
    private readonly providers: ProviderLoader,
    private readonly engagements: EngagementLoader,
    private readonly days: CourseDaysLoader,
  ) {}

  @ResolveField(() => Programme)
  programme(@Parent() cohort: Cohort): Programme {
    return programmeModel(this.rulebook.version(cohort.programmeKey, cohort.ruleVersion), trackModel);
  }

  @ResolveField(() => Provider, { nullable: true, description: 'Null until one is named.' })
  async provider(@Parent() cohort: Cohort, @Context() context: RequestContext): Promise<Provider | null> {
    return cohort.providerId === null ? null : this.providers.load(context, cohort.providerId);
  }

  @ResolveField(() => Engagement, {
    nullable: true,
    description:
      'Null for a cohort that takes people from several engagements, and for one that is not for you to see.',
  })
  async engagement(@Parent() cohort: Cohort, @Context() context: RequestContext): Promise<Engagement | null> {
    return cohort.engagementId === null ? null : this.engagements.load(context, cohort.engagementId);
  }

  @ResolveField(() => [CourseDay], { description: 'In the order of the calendar, cancelled ones included.' })
  async courseDays(@Parent() cohort: Cohort, @Context() context: RequestContext): Promise<CourseDay[]> {
    return this.days.load(context, cohort.id);
  }
}

@Resolver(() => CourseDay)
export class CourseDayFields {
  constructor(
    private readonly cohorts: KnownCohortLoader,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  @ResolveField(() => Municipality, {
    nullable: true,
    description: 'Where it takes place; null where nobody has said.',
  })
  host(@Parent() day: CourseDay): Municipality | null {
    const { hostMunicipalityCode: code } = day;
    return code === null ? null : this.municipalities.model(code);
  }

  @ResolveField(() => Cohort)
  async cohort(@Parent() day: CourseDay, @Context() context: RequestContext): Promise<Cohort | null> {
    return this.cohorts.load(context, day.cohortId);
  }

  @ResolveField(() => [CourseHalfDay], { description: 'Morning and afternoon.' })
  halfDays(@Parent() day: CourseDay): CourseHalfDay[] {
    return [toHalfDay(day, 'AM'), toHalfDay(day, 'PM')];
  }
}

@Resolver(() => CourseHalfDay)
export class CourseHalfDayFields {
  constructor(private readonly days: KnownCourseDayLoader) {}

  @ResolveField(() => CourseDay)
  async courseDay(
    @Parent() halfDay: CourseHalfDay,
    @Context() context: RequestContext,
  ): Promise<CourseDay | null> {
    return this.days.load(context, halfDay.courseDayId);
  }
}
