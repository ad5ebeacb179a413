import { ArgsType, Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import type { Texts } from '../../../domain/programme.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { CourseDay, CourseHalfDay } from '../../cohort/index.js';

export enum AgendaItemKind {
  COURSE_DAY = 'COURSE_DAY',
  SUPERVISION_MEETING = 'SUPERVISION_MEETING',
}
registerEnumType(AgendaItemKind, { name: 'AgendaItemKind' });

@ObjectType({
  description:
    'Something that one person is expected at: a course day, or a meeting of their supervision group.',
})
export class AgendaItem {
  enrolmentId!: string;
  courseDayId!: string | null;
  meetingId!: string | null;
  hostMunicipalityCode!: string | null;
  ownMunicipalityCode!: string;
  providerId!: string | null;
  titleTexts!: Texts;
  @Field(() => AgendaItemKind) kind!: AgendaItemKind;
  @Field(() => LocalDateScalar) date!: LocalDate;
  @Field(() => DateTimeScalar) startsAt!: string;
  @Field(() => DateTimeScalar) endsAt!: string;
  @Field(() => [CourseHalfDay], {
    description: 'Of a course day, morning and afternoon; empty for a meeting.',
  })
  halfDays!: CourseHalfDay[];
  @Field(() => String, { nullable: true, description: 'The place; null until it is known.' })
  venue!: string | null;
}

@ObjectType({ description: 'One day on which somebody goes somewhere, however many things there are on it.' })
export class TravelDay {
  @Field(() => LocalDateScalar) date!: LocalDate;
  @Field(() => [AgendaItem], { description: 'What there is on it, in the order of time.' })
  items!: AgendaItem[];
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether anything on it is hosted outside the municipality whose seat the person has; null where nobody has said who the host is.',
  })
  outsideOwnMunicipality!: boolean | null;
}

@ObjectType({ description: 'The days that somebody travels, for transport planning (Q25).' })
export class Travel {
  @Field(() => Int) days!: number;
  @Field(() => Int, {
    description: 'Of these, hosted outside the own municipality, as far as the host is known.',
  })
  daysOutside!: number;
  @Field(() => Int, { description: 'Of these, where a host is not known.' }) daysUnknown!: number;
  @Field(() => [TravelDay], { description: 'By date.' }) dates!: TravelDay[];
}

@ArgsType()
export class AgendaArgs {
  @Field(() => LocalDateScalar, { nullable: true, description: 'First day; today when left out.' })
  @IsOptional()
  from?: LocalDate | null;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'Last day; everything that is planned when left out.',
  })
  @IsOptional()
  to?: LocalDate | null;
}

@ObjectType({
  description: 'A course day or a supervision meeting that is over, and whose record is still missing (Q6).',
})
export class OverdueRegistration {
  meetingId!: string | null;
  @Field(() => CourseDay, { nullable: true, description: 'Null for a supervision meeting.' })
  courseDay!: CourseDay | null;
  @Field(() => LocalDateScalar) date!: LocalDate;
  @Field(() => DateTimeScalar) endedAt!: string;
  @Field(() => Int, { description: 'How many working days have come since.' }) workingDays!: number;
  @Field(() => Int, {
    description:
      'People about whom something is missing: expected at a half-day that is not recorded, or members of the group on the day. Those on leave are left out.',
  })
  people!: number;
}
