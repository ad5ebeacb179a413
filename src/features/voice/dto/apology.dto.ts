import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { DayPart } from '../../../domain/attendance.js';
import type { Texts } from '../../../domain/programme.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { OptionalFreeText } from '../../../graphql/validation.js';

@ObjectType({ description: 'That somebody will not come to something ahead (afbud); never why (L10).' })
export class Apology {
  enrolmentId!: string;
  courseDayId!: string | null;
  part!: DayPart | null;
  meetingId!: string | null;
  @Field(() => ID) id!: string;
  @Field(() => DateTimeScalar) sentAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while it holds.' })
  withdrawnAt!: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the provider said that it was seen; null until then.',
  })
  acknowledgedAt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What the provider answered; null where nothing was said.',
  })
  answer!: string | null;
}

@ObjectType({ description: 'Something that an apology can still be sent for.' })
export class ApologyTarget {
  @Field(() => ID, { nullable: true, description: 'For `apologySend`. Null for a supervision meeting.' })
  halfDayId!: string | null;
  @Field(() => ID, { nullable: true, description: 'For `apologySend`. Null for a half-day.' })
  meetingId!: string | null;
  @Field(() => DateTimeScalar, { description: 'When it begins: an apology is sent before.' }) until!: string;
}

@ObjectType({ description: 'How to send an apology.' })
export class ApologyGuide {
  texts!: Texts;
  @Field(() => [ApologyTarget], { description: 'Without those that one was sent for already.' })
  targets!: ApologyTarget[];
}

@InputType()
export class ApologySendInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID, { nullable: true, description: 'A half-day ahead. Either this or `meetingId`.' })
  @IsOptional()
  halfDayId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'A supervision meeting ahead. Either this or `halfDayId`.',
  })
  @IsOptional()
  meetingId?: string | null;
}

@ObjectType()
export class ApologySendPayload {
  @Field(() => Apology) apology!: Apology;
}
export const ApologySendResult = resultUnion('ApologySendResult', ApologySendPayload);

@InputType()
export class ApologyWithdrawInput {
  @Field(() => ID) apologyId!: string;
}

@ObjectType()
export class ApologyWithdrawPayload {
  @Field(() => Apology) apology!: Apology;
}
export const ApologyWithdrawResult = resultUnion('ApologyWithdrawResult', ApologyWithdrawPayload);

@InputType()
export class ApologyAcknowledgeInput {
  @Field(() => ID) apologyId!: string;
  @Field(() => String, { nullable: true, description: 'An answer, if there is one to give.' })
  @OptionalFreeText(1_000)
  text?: string | null;
}

@ObjectType()
export class ApologyAcknowledgePayload {
  @Field(() => Apology) apology!: Apology;
}
export const ApologyAcknowledgeResult = resultUnion('ApologyAcknowledgeResult', ApologyAcknowledgePayload);
