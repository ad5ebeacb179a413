import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { SeatsHeld } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { Engagement, SeatUsage } from '../../engagement/index.js';
import { Enrolment } from '../../enrolment/index.js';

@InputType()
export class EngagementPartnerWithdrawInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => String) municipalityCode!: string;
  @Field(() => LocalDateScalar, { description: 'First day on which it takes no part.' }) on!: LocalDate;
  @Field(() => String) @FreeText(1_000) reason!: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Withdraw the people who hold its seats. Left out: refused while anybody does.',
  })
  @IsOptional()
  releaseHeld?: boolean | null;
}

@ObjectType()
export class EngagementPartnerWithdrawPayload {
  @Field(() => Engagement) engagement!: Engagement;
  @Field(() => [SeatUsage], { description: 'Of the municipality that left, after it.' })
  seats!: SeatUsage[];
  @Field(() => [Enrolment], {
    description: 'Those who held its seats and were withdrawn. Completed ones keep theirs.',
  })
  withdrawn!: Enrolment[];
  @Field(() => [Enrolment], { description: 'Those who waited for its seats; they wait no longer.' })
  notWaiting!: Enrolment[];
}
export const EngagementPartnerWithdrawResult = resultUnion(
  'EngagementPartnerWithdrawResult',
  EngagementPartnerWithdrawPayload,
  SeatsHeld,
);
