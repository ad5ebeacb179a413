import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { DayPart } from '../../../domain/attendance.js';
import { connectionType } from '../../../graphql/connection.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';

export enum DisputeDecision {
  CORRECTED = 'CORRECTED',
  UPHELD = 'UPHELD',
}
registerEnumType(DisputeDecision, {
  name: 'DisputeDecision',
  valuesMap: {
    CORRECTED: { description: 'The record was wrong, and has been corrected.' },
    UPHELD: { description: 'The record stands.' },
  },
});

@ObjectType({
  description:
    'A participant says that a record about them is wrong or missing (indsigelse), and what was answered.',
})
export class Dispute {
  enrolmentId!: string;
  courseDayId!: string | null;
  part!: DayPart | null;
  meetingId!: string | null;
  @Field(() => ID) id!: string;
  @Field(() => String, { description: 'What the participant says.' }) text!: string;
  @Field(() => DateTimeScalar) raisedAt!: string;
  @Field(() => Boolean, { description: 'Until it is answered.' }) open!: boolean;
  @Field(() => DisputeDecision, { nullable: true, description: 'Null while it is open.' })
  decision!: DisputeDecision | null;
  @Field(() => String, { nullable: true, description: 'What the provider says. Null while it is open.' })
  answer!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while it is open.' })
  answeredAt!: string | null;
}

@InputType()
export class DisputeFilter {
  @Field(() => Boolean, { nullable: true, description: 'Left out: open and answered ones.' })
  @IsOptional()
  open?: boolean | null;
  @Field(() => ID, { nullable: true, description: 'About half-days of this cohort.' })
  @IsOptional()
  cohortId?: string | null;
  @Field(() => ID, { nullable: true, description: 'About meetings of this supervision group.' })
  @IsOptional()
  groupId?: string | null;
}

export const DisputeConnection = connectionType(() => Dispute, 'Dispute');

@InputType()
export class AttendanceDisputeInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID, { nullable: true, description: 'Either this or `meetingId`.' })
  @IsOptional()
  halfDayId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Either this or `halfDayId`.' })
  @IsOptional()
  meetingId?: string | null;
  @Field(() => String, { description: 'What is wrong or missing; never a reason of health (L10).' })
  @FreeText(1_000)
  text!: string;
}

@ObjectType()
export class AttendanceDisputePayload {
  @Field(() => Dispute) dispute!: Dispute;
}
export const AttendanceDisputeResult = resultUnion('AttendanceDisputeResult', AttendanceDisputePayload);

@InputType()
export class DisputeAnswerInput {
  @Field(() => ID) disputeId!: string;
  @Field(() => DisputeDecision, { description: 'CORRECTED only once the record has been corrected.' })
  decision!: DisputeDecision;
  @Field(() => String) @FreeText(1_000) text!: string;
}

@ObjectType()
export class DisputeAnswerPayload {
  @Field(() => Dispute) dispute!: Dispute;
}
export const DisputeAnswerResult = resultUnion('DisputeAnswerResult', DisputeAnswerPayload);
