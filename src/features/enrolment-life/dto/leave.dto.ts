import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { Instant, LocalDate } from '../../../domain/calendar.js';
import { Overlap } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { Enrolment } from '../../enrolment/index.js';

@ObjectType({ description: 'Orlov: the seat is held, nothing is at risk, and what is due moves (L9).' })
export class LeavePeriod {
  @Field(() => ID) id!: string;
  @Field(() => LocalDateScalar) from!: LocalDate;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'First day back; null while it is not known.',
  })
  to!: LocalDate | null;
  @Field(() => DateTimeScalar) recordedAt!: Instant;
}

export enum LeaveWarning {
  PRESENT_AT_COURSE = 'PRESENT_AT_COURSE',
  PRESENT_AT_SUPERVISION = 'PRESENT_AT_SUPERVISION',
}
registerEnumType(LeaveWarning, {
  name: 'LeaveWarning',
  valuesMap: {
    PRESENT_AT_COURSE: { description: 'Recorded as present at a half-day during this leave.' },
    PRESENT_AT_SUPERVISION: { description: 'Recorded as present at supervision during this leave.' },
  },
});

@InputType()
export class LeaveBeginInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => LocalDateScalar, { description: 'First day of leave; also a coming or a past one.' })
  from!: LocalDate;
  @Field(() => LocalDateScalar, { nullable: true, description: 'First day back, when it is known.' })
  @IsOptional()
  to?: LocalDate | null;
}

@InputType()
export class LeaveAdjustInput {
  @Field(() => ID) leaveId!: string;
  @Field(() => LocalDateScalar) from!: LocalDate;
  @Field(() => LocalDateScalar, { nullable: true, description: 'First day back; left out: not known.' })
  @IsOptional()
  to?: LocalDate | null;
}

@InputType()
export class LeaveCancelInput {
  @Field(() => ID) leaveId!: string;
  @Field(() => String, { description: 'Not a reason of health: those are not stored (L10).' })
  @FreeText(1_000)
  reason!: string;
}

@ObjectType()
export class LeaveBeginPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => LeavePeriod) leave!: LeavePeriod;
  @Field(() => [LeaveWarning]) warnings!: LeaveWarning[];
}
export const LeaveBeginResult = resultUnion('LeaveBeginResult', LeaveBeginPayload, Overlap);

@ObjectType()
export class LeaveAdjustPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => LeavePeriod) leave!: LeavePeriod;
  @Field(() => [LeaveWarning]) warnings!: LeaveWarning[];
}
export const LeaveAdjustResult = resultUnion('LeaveAdjustResult', LeaveAdjustPayload, Overlap);

@ObjectType()
export class LeaveCancelPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
}
export const LeaveCancelResult = resultUnion('LeaveCancelResult', LeaveCancelPayload);
