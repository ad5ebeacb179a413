import { Args, Context, ID, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Clock } from '../../config/clock.js';
import { halfDayKey } from '../../domain/attendance.js';
import type { LocalDate } from '../../domain/calendar.js';
import { invalidInput } from '../../domain/refusal.js';
import type { RequestContext } from '../../graphql/context.js';
import { LocalDateScalar } from '../../graphql/scalars.js';
import { CourseHalfDay, readHalfDayId } from '../cohort/index.js';
import { Enrolment } from '../enrolment/index.js';
import { fallsBelow, forecastOf } from './forecast.js';
import { Forecast, IfMissed, OpenRequirement } from './forecast.model.js';
import { ComingHalfDaysLoader } from './make-up-options.js';
import { OpenRequirementsLoader } from './open-since.js';
import { AnswerLoader } from './progress.loader.js';
import { makeUpBasisOf, toCourseHalfDay, toRequirement } from './progress.mapper.js';

@Resolver(() => Enrolment)
export class EnrolmentForecastFields {
  constructor(
    private readonly answers: AnswerLoader,
    private readonly open: OpenRequirementsLoader,
    private readonly coming: ComingHalfDaysLoader,
    private readonly clock: Clock,
  ) {}

  @ResolveField(() => Forecast, {
    description: 'With everything planned attended; with `on`, by the beginning of that day (Q14).',
  })
  async forecast(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
    @Args('on', { type: () => LocalDateScalar, nullable: true }) on: LocalDate | null,
  ): Promise<Forecast | null> {
    const answer = await this.answers.of(context, enrolment.id);
    return answer === null ? null : forecastOf(answer, { from: on }, this.clock.now());
  }

  @ResolveField(() => [OpenRequirement], {
    description:
      'What is neither met nor lifted today, and since when it has been as it is. Looks back over the whole course: ask it of a group, not of everybody.',
  })
  async openRequirements(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<OpenRequirement[]> {
    const open = await this.open.load(context, enrolment.id);
    return open.map(({ requirement, since }) =>
      Object.assign(new OpenRequirement(), { requirement: toRequirement(requirement), since }),
    );
  }

  @ResolveField(() => IfMissed, {
    description:
      'If this coming half-day or supervision meeting is missed, what then (Q13)? Name one of the two. Refused for a date that is not ahead of this person.',
  })
  async ifMissed(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
    @Args('halfDayId', { type: () => ID, nullable: true }) halfDayId: string | null,
    @Args('meetingId', { type: () => ID, nullable: true }) meetingId: string | null,
  ): Promise<IfMissed | null> {
    const answer = await this.answers.of(context, enrolment.id);
    if (answer === null) return null;
    if ((halfDayId == null) === (meetingId == null))
      throw invalidInput({ path: 'halfDayId', message: 'or meetingId is needed, and not both' });
    const ref = halfDayId == null ? null : readHalfDayId(halfDayId);
    const halfDay =
      ref === null
        ? undefined
        : answer.attendance.coming.find((each) => halfDayKey(each) === halfDayKey(ref));
    if (halfDayId != null && halfDay === undefined)
      throw invalidInput({ path: 'halfDayId', message: 'is not a coming half-day of this person' });
    if (meetingId != null && !answer.supervisionFacts.ahead.some((each) => each.meetingId === meetingId))
      throw invalidInput({ path: 'meetingId', message: 'is not a coming meeting of this person' });
    const now = this.clock.now();
    const before = forecastOf(answer, {}, now);
    const after = forecastOf(answer, { halfDay: halfDay ?? null, meetingId }, now);
    const options =
      halfDay === undefined ? [] : await this.coming.optionsFor(context, makeUpBasisOf(answer), halfDay);
    return Object.assign(new IfMissed(), {
      before,
      after,
      fallsBelow: fallsBelow(answer, before, after),
      makeUpOptions: options.map(toCourseHalfDay),
    });
  }
}

@Resolver(() => Forecast)
export class ForecastFields {
  @ResolveField(() => [CourseHalfDay], { description: 'Ahead, in course order.' })
  comingHalfDays(@Parent() forecast: Forecast): CourseHalfDay[] {
    return forecast.coming.map(toCourseHalfDay);
  }

  @ResolveField(() => [CourseHalfDay], {
    description:
      'Missed, or held before the person joined (L8): out of reach unless made up. See `progress { attendance { makeUpOptions } }`.',
  })
  outOfReach(@Parent() forecast: Forecast): CourseHalfDay[] {
    return forecast.missed.map(toCourseHalfDay);
  }
}
