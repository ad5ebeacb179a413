import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { connectionType } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { TrackUnitType } from '../../programme/index.js';

@ObjectType({ implements: () => [Node], description: 'People who take a track’s days together (hold).' })
export class Cohort extends Node {
  programmeKey!: string;
  ruleVersion!: number;
  providerId!: string | null;
  engagementId!: string | null;
  @Field(() => String) trackKey!: string;
  @Field(() => String) name!: string;
}

export enum CourseDayStatus {
  PLANNED = 'PLANNED',
  HELD = 'HELD',
  CANCELLED = 'CANCELLED',
}
registerEnumType(CourseDayStatus, {
  name: 'CourseDayStatus',
  valuesMap: {
    PLANNED: { description: 'Ahead.' },
    HELD: { description: 'Over, or its sheet has been begun.' },
    CANCELLED: { description: 'Counts for nobody, as neither absence nor presence (L23, V18).' },
  },
});

export enum DayPart {
  AM = 'AM',
  PM = 'PM',
}
registerEnumType(DayPart, { name: 'DayPart' });

@ObjectType({ implements: () => [Node], description: 'One day of a cohort, at its place in the course.' })
export class CourseDay extends Node {
  cohortId!: string;
  amStartsAt!: string;
  amEndsAt!: string;
  pmStartsAt!: string;
  pmEndsAt!: string;
  hostMunicipalityCode!: string | null;
  @Field(() => Int, { description: 'Number of the seminar, course day or certification day.' }) unit!: number;
  @Field(() => Int, { description: 'Day within the unit.' }) day!: number;
  @Field(() => TrackUnitType) type!: TrackUnitType;
  @Field(() => LocalDateScalar) date!: string;
  @Field(() => String, { nullable: true, description: 'Null until it is known.' }) venue!: string | null;
  @Field(() => CourseDayStatus) status!: CourseDayStatus;
}

@ObjectType({ description: 'A morning or an afternoon: what attendance is recorded for.' })
export class CourseHalfDay {
  @Field(() => ID, { description: 'Opaque; stays the same when the day is moved.' }) id!: string;
  courseDayId!: string;
  @Field(() => DayPart) part!: DayPart;
  @Field(() => DateTimeScalar) startsAt!: string;
  @Field(() => DateTimeScalar) endsAt!: string;
}

@InputType()
export class CohortFilter {
  @Field(() => String, { nullable: true }) @IsOptional() programmeKey?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() trackKey?: string | null;
  @Field(() => ID, { nullable: true }) @IsOptional() engagementId?: string | null;
  @Field(() => ID, { nullable: true }) @IsOptional() providerId?: string | null;
}

export const CohortConnection = connectionType(() => Cohort, 'Cohort');
