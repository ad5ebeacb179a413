import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import type { LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { Enrolment } from '../../enrolment/index.js';
import { AlternativeMakeUp } from './attendance.model.js';

@InputType()
export class MakeUpApproveInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID, { description: 'The half-day that was missed.' }) halfDayId!: string;
  @Field(() => LocalDateScalar, { description: 'The day that the task was done; not a day to come.' })
  on!: LocalDate;
  @Field(() => String, { description: 'What the person did instead; never why they were away (L10).' })
  @FreeText(1_000)
  description!: string;
}

@ObjectType()
export class MakeUpApprovePayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => AlternativeMakeUp) makeUp!: AlternativeMakeUp;
}
export const MakeUpApproveResult = resultUnion('MakeUpApproveResult', MakeUpApprovePayload);

@InputType()
export class MakeUpWithdrawInput {
  @Field(() => ID) makeUpId!: string;
  @Field(() => String, { description: 'Why the task does not make up for the half-day after all.' })
  @FreeText(1_000)
  reason!: string;
}

@ObjectType()
export class MakeUpWithdrawPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => AlternativeMakeUp) makeUp!: AlternativeMakeUp;
}
export const MakeUpWithdrawResult = resultUnion('MakeUpWithdrawResult', MakeUpWithdrawPayload);
