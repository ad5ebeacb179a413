import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText, OptionalFreeText } from '../../../graphql/validation.js';
import { TrackUnitType } from '../../programme/index.js';
import { Cohort, CourseDay } from './cohort.model.js';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const TIME_MESSAGE = { message: 'must be a time of day like 09:00' };

@InputType()
export class CohortOpenInput {
  @Field(() => String) programmeKey!: string;
  @Field(() => String) trackKey!: string;
  @Field(() => String) @FreeText(200) name!: string;
  @Field(() => ID, { nullable: true, description: 'Default for a provider: itself.' })
  @IsOptional()
  providerId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'Left out, the cohort takes people from several engagements.',
  })
  @IsOptional()
  engagementId?: string | null;
}

@ObjectType()
export class CohortOpenPayload {
  @Field(() => Cohort) cohort!: Cohort;
}
export const CohortOpenResult = resultUnion('CohortOpenResult', CohortOpenPayload);

@InputType({ description: 'Times of day in Copenhagen, like 09:00.' })
export class HalfDayTimesInput {
  @Field(() => String) @Matches(TIME, TIME_MESSAGE) amStart!: string;
  @Field(() => String) @Matches(TIME, TIME_MESSAGE) amEnd!: string;
  @Field(() => String) @Matches(TIME, TIME_MESSAGE) pmStart!: string;
  @Field(() => String) @Matches(TIME, TIME_MESSAGE) pmEnd!: string;
}

@InputType()
export class CourseDayScheduleInput {
  @Field(() => ID) cohortId!: string;
  @Field(() => TrackUnitType) type!: TrackUnitType;

  @Field(() => Int, {
    description: 'From 1. A certification day for a repeated attempt is unit 2, 3 and so on.',
  })
  @IsInt()
  @Min(1)
  @Max(1_000)
  unit!: number;

  @Field(() => [LocalDateScalar], { description: 'One date for each day of the unit that has none yet.' })
  @ArrayMinSize(1, { message: 'must name at least one date' })
  @ArrayMaxSize(100, { message: 'must name at most 100 dates' })
  @ArrayUnique({ message: 'must name each date once' })
  dates!: LocalDate[];

  @Field(() => String, { nullable: true }) @OptionalFreeText(200) venue?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The code of the municipality that it takes place in: who comes from elsewhere travels there (Q25).',
  })
  @IsOptional()
  hostMunicipalityCode?: string | null;

  @Field(() => HalfDayTimesInput, { nullable: true, description: 'Default 09:00-12:00 and 13:00-16:00.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => HalfDayTimesInput)
  times?: HalfDayTimesInput | null;
}

@ObjectType()
export class CourseDaySchedulePayload {
  @Field(() => [CourseDay]) courseDays!: CourseDay[];
}
export const CourseDayScheduleResult = resultUnion('CourseDayScheduleResult', CourseDaySchedulePayload);

@InputType()
export class CourseDayRescheduleInput {
  @Field(() => ID) courseDayId!: string;
  @Field(() => LocalDateScalar) date!: LocalDate;
  @Field(() => String, { nullable: true, description: 'Left out or null, it stays.' })
  @OptionalFreeText(200)
  venue?: string | null;
  @Field(() => String, { nullable: true, description: 'Left out or null, it stays.' })
  @IsOptional()
  hostMunicipalityCode?: string | null;
}

@ObjectType()
export class CourseDayReschedulePayload {
  @Field(() => CourseDay) courseDay!: CourseDay;
}
export const CourseDayRescheduleResult = resultUnion('CourseDayRescheduleResult', CourseDayReschedulePayload);

@InputType()
export class CourseDayCancelInput {
  @Field(() => ID) courseDayId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class CourseDayCancelPayload {
  @Field(() => CourseDay) courseDay!: CourseDay;
}
export const CourseDayCancelResult = resultUnion('CourseDayCancelResult', CourseDayCancelPayload);
