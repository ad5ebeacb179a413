import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Clock } from '../../config/clock.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import {
  CourseDayCancelInput,
  CourseDayCancelPayload,
  CourseDayCancelResult,
  CourseDayRescheduleInput,
  CourseDayReschedulePayload,
  CourseDayRescheduleResult,
  toCourseDay,
} from '../cohort/index.js';
import { CourseDayChanges } from './course-day-changes.service.js';

@Resolver()
export class CourseDayResolver {
  constructor(
    private readonly changes: CourseDayChanges,
    private readonly clock: Clock,
  ) {}

  @Access('courseDayReschedule')
  @Mutation(() => CourseDayRescheduleResult, {
    description:
      'A new date for a planned or cancelled day, same times of day, perhaps in another place. Not once attendance is recorded.',
  })
  async courseDayReschedule(
    @Context() context: RequestContext,
    @Args('input') input: CourseDayRescheduleInput,
  ) {
    const row = await this.changes.reschedule(actorOf(context), input);
    return Object.assign(new CourseDayReschedulePayload(), { courseDay: toCourseDay(row, this.clock.now()) });
  }

  @Access('courseDayCancel')
  @Mutation(() => CourseDayCancelResult, {
    description: 'A cancelled day counts for nobody, as neither absence nor presence (V18).',
  })
  async courseDayCancel(@Context() context: RequestContext, @Args('input') input: CourseDayCancelInput) {
    const row = await this.changes.cancel(actorOf(context), input.courseDayId, input.reason);
    return Object.assign(new CourseDayCancelPayload(), { courseDay: toCourseDay(row, this.clock.now()) });
  }
}
