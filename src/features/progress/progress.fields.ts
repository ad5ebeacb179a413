import { Args, Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../../graphql/context.js';
import { RequirementsUnmet } from '../../graphql/errors.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { AsOfInput } from '../../graphql/as-of.js';
import { asksOnlyFor } from '../../graphql/selection.js';
import { CourseHalfDay } from '../cohort/index.js';
import { Enrolment } from '../enrolment/index.js';
import { ComingHalfDaysLoader, isSamePlace } from './make-up-options.js';
import { AnswerLoader, FiguresLoader } from './progress.loader.js';
import { FIGURES, toCourseHalfDay, toFigures, toProgress, toRequirement } from './progress.mapper.js';
import { AttendanceProgress, MakeUpChoice, MakeUpOption, Progress, Requirement } from './progress.model.js';

const asksOnlyForFigures = asksOnlyFor(...FIGURES);

@Resolver(() => Enrolment)
export class EnrolmentProgressFields {
  constructor(
    private readonly answers: AnswerLoader,
    private readonly figures: FiguresLoader,
  ) {}

  @ResolveField(() => Progress)
  async progress(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
    @Args('asOf', { type: () => AsOfInput, nullable: true }) at: AsOfInput | null,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Progress | null> {
    if (at == null && asksOnlyForFigures(info)) {
      const counted = await this.figures.load(context, enrolment.id);
      if (counted !== null) return toFigures(counted);
    }
    const answer = await this.answers.of(context, enrolment.id, at);
    return answer === null ? null : toProgress(answer);
  }
}

@Resolver(() => AttendanceProgress)
export class AttendanceProgressFields {
  constructor(private readonly coming: ComingHalfDaysLoader) {}

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

  @ResolveField(() => [MakeUpChoice], {
    description:
      'For each missed half-day: where it can be made up, by what is planned now. Half-days ahead of the same seminar or course day in other cohorts of the track (L1).',
  })
  async makeUpOptions(
    @Parent() progress: AttendanceProgress,
    @Context() context: RequestContext,
  ): Promise<MakeUpChoice[]> {
    return Promise.all(
      progress.missedHalfDays.map(async (missed) => {
        const coming = await this.coming.optionsFor(context, progress.makeUpBasis, missed);
        return Object.assign(new MakeUpChoice(), {
          missed: toCourseHalfDay(missed),
          options: coming.map((halfDay) =>
            Object.assign(new MakeUpOption(), {
              halfDay: toCourseHalfDay(halfDay),
              samePlace: isSamePlace(halfDay, missed),
            }),
          ),
        });
      }),
    );
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
