import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Clock } from '../../config/clock.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { PageArgs } from '../../graphql/connection.js';
import { CohortLoader, CourseDayLoader, toCohort, toCourseDay } from './cohort.loader.js';
import { CohortService } from './cohort.service.js';
import { CourseDayService } from './course-day.service.js';
import {
  CohortOpenInput,
  CohortOpenPayload,
  CohortOpenResult,
  CourseDayScheduleInput,
  CourseDaySchedulePayload,
  CourseDayScheduleResult,
} from './dto/cohort.inputs.js';
import { Cohort, CohortConnection, CohortFilter, CourseDay } from './dto/cohort.model.js';

@Resolver()
export class CohortResolver {
  constructor(
    private readonly cohorts: CohortService,
    private readonly days: CourseDayService,
    private readonly cohortLoader: CohortLoader,
    private readonly dayLoader: CourseDayLoader,
    private readonly clock: Clock,
  ) {}

  @Access('cohort')
  @Query(() => Cohort, { nullable: true, description: 'Null when there is none, or none for you to see.' })
  async cohort(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.cohortLoader.load(context, id);
  }

  @Access('cohorts')
  @Query(() => CohortConnection, { name: 'cohorts', description: 'By name.' })
  async list(
    @Context() context: RequestContext,
    @Args('filter', { type: () => CohortFilter, nullable: true }) filter: CohortFilter | null,
    @Args() page: PageArgs,
  ) {
    return this.cohorts.list(actorOf(context), filter ?? {}, page);
  }

  @Access('courseDay')
  @Query(() => CourseDay, { nullable: true, description: 'Null when there is none, or none for you to see.' })
  async courseDay(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.dayLoader.load(context, id);
  }

  @Access('cohortOpen')
  @Mutation(() => CohortOpenResult, {
    description:
      'Opened by the provider itself, or by the agency for one; a cohort without an engagement takes people from several.',
  })
  async cohortOpen(@Context() context: RequestContext, @Args('input') input: CohortOpenInput) {
    const cohort = await this.cohorts.open(actorOf(context), input);
    return Object.assign(new CohortOpenPayload(), { cohort: toCohort(cohort) });
  }

  @Access('courseDaySchedule')
  @Mutation(() => CourseDayScheduleResult, {
    description:
      'Lay the course days of one unit into the calendar; half-days default to 09.00-12.00 and 13.00-16.00 in Copenhagen.',
  })
  async courseDaySchedule(@Context() context: RequestContext, @Args('input') input: CourseDayScheduleInput) {
    const rows = await this.days.schedule(actorOf(context), input);
    const now = this.clock.now();
    return Object.assign(new CourseDaySchedulePayload(), {
      courseDays: rows.map((row) => toCourseDay(row, now)),
    });
  }
}
