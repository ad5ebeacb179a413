import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { HalfDay } from '../../domain/attendance.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';
import { CourseHalfDay } from '../cohort/index.js';
import { Outlook, Requirement } from './progress.model.js';

@ObjectType({ description: 'A planned meeting of one of the own groups, and what it would add.' })
export class ForecastMeeting {
  @Field(() => ID) meetingId!: string;
  @Field(() => DateTimeScalar) startsAt!: Instant;
  @Field(() => DateTimeScalar) endsAt!: Instant;
  @Field(() => Int, {
    description: 'Minutes, attended from beginning to end; shared time counts once (V12).',
  })
  minutes!: number;
}

@ObjectType({
  description:
    'What one enrolment can come to with what is planned, if everything is attended. Nothing of it is credited yet.',
})
export class Forecast {
  coming!: readonly HalfDay[];
  missed!: readonly HalfDay[];
  @Field(() => Int, { nullable: true, description: 'Null where the programme states no days.' })
  requiredHalfDays!: number | null;
  @Field(() => Int, { description: 'Attended, made up, held but not recorded yet, and ahead.' })
  attainableHalfDays!: number;
  @Field(() => Int, { nullable: true, description: 'Null where no hours are stated (V42).' })
  targetMinutes!: number | null;
  @Field(() => Int, { description: 'Credited, and of the meetings ahead.' }) supervisionMinutes!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Missing even so; null where no hours are stated.',
  })
  missingMinutes!: number | null;
  @Field(() => Outlook) outlook!: Outlook;
  @Field(() => [ForecastMeeting], {
    description: 'In time order; those that count (inside the period, not during leave).',
  })
  meetings!: ForecastMeeting[];
  @Field(() => ForecastMeeting, {
    nullable: true,
    description:
      'After which nothing remains. Null when nothing remains now, or when the meetings do not suffice.',
  })
  closingMeeting!: ForecastMeeting | null;
}

@ObjectType({ description: 'A requirement that is neither met nor lifted.' })
export class OpenRequirement {
  @Field(() => Requirement) requirement!: Requirement;
  @Field(() => LocalDateScalar, {
    description:
      'The first day of the time that it has been in this state without a break, by what is known now. A day is looked at as it was when it was over.',
  })
  since!: LocalDate;
}

@ObjectType({ description: 'If one coming date is missed, and nothing else changes (Q13).' })
export class IfMissed {
  @Field(() => Forecast, { description: 'With everything attended.' }) before!: Forecast;
  @Field(() => Forecast, { description: 'Without this date.' }) after!: Forecast;
  @Field(() => Boolean, {
    description:
      'Whether a requirement that everything planned would meet is then not met without making up.',
  })
  fallsBelow!: boolean;
  @Field(() => [CourseHalfDay], {
    description:
      'Where a half-day could be made up, by what is planned now, the same place in the course first; empty for a meeting.',
  })
  makeUpOptions!: CourseHalfDay[];
}
