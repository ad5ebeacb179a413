import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsOptional, Matches } from 'class-validator';
import type { Instant, LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';

export enum MachineTokenStatus {
  VALID = 'VALID',
  EXPIRED = 'EXPIRED',
  REVOKED = 'REVOKED',
}
registerEnumType(MachineTokenStatus, { name: 'MachineTokenStatus' });

@ObjectType({
  description:
    'Lets a program of a municipality or a training provider read, for a time. Never changed, only revoked.',
})
export class MachineToken {
  municipalityCode!: string | null;
  providerId!: string | null;
  @Field(() => ID, { description: 'Opaque. What the program does is recorded under `machine:` and this.' })
  id!: string;
  @Field(() => String, { description: 'What it is for.' }) name!: string;
  @Field(() => [String], { description: 'The root fields that it may ask for.' }) operations!: string[];
  @Field(() => LocalDateScalar, { description: 'It works until the end of this day.' }) lastDay!: LocalDate;
  @Field(() => MachineTokenStatus) status!: MachineTokenStatus;
  @Field(() => LocalDateScalar, { nullable: true, description: 'Null until it is used.' })
  lastUsedOn!: LocalDate | null;
  @Field(() => DateTimeScalar) recordedAt!: Instant;
  @Field(() => String, { description: 'Who issued it, by name.' }) recordedBy!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null unless it was revoked.' })
  revokedAt!: Instant | null;
  @Field(() => String, { nullable: true, description: 'Null unless it was revoked.' })
  revokedReason!: string | null;
}

const CODE = /^\d{3}$/;

@InputType()
export class MachineTokenIssueInput {
  @Field(() => String, { description: 'What it is for, as in `HR-system`.' }) @FreeText(200) name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Whose records it reads: as a coordinator of this municipality. Or `providerId`.',
  })
  @IsOptional()
  @Matches(CODE, { message: 'must be a municipality code of three digits' })
  municipalityCode?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Agency: whose records it reads: as this training provider. Or `municipalityCode`.',
  })
  @IsOptional()
  providerId?: string | null;

  @Field(() => [String], {
    description:
      'The fields of `Query` that it may ask for, as in `["seatUsage"]`, with all that hangs below them. Name no more than the program needs.',
  })
  @ArrayMinSize(1, { message: 'must name at least one operation' })
  @ArrayMaxSize(50, { message: 'must name at most 50 operations' })
  @ArrayUnique({ message: 'must name each operation once' })
  operations!: string[];

  @Field(() => LocalDateScalar, { description: 'The last day on which it works, at most a year ahead.' })
  lastDay!: LocalDate;
}

@ObjectType()
export class MachineTokenIssuePayload {
  @Field(() => MachineToken) machineToken!: MachineToken;
  @Field(() => String, {
    description: 'The bearer token, shown this once: it is not kept. Lost, it is revoked and another issued.',
  })
  token!: string;
}

export const MachineTokenIssueResult = resultUnion('MachineTokenIssueResult', MachineTokenIssuePayload);

@InputType()
export class MachineTokenRevokeInput {
  @Field(() => ID) machineTokenId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class MachineTokenRevokePayload {
  @Field(() => MachineToken) machineToken!: MachineToken;
}

export const MachineTokenRevokeResult = resultUnion('MachineTokenRevokeResult', MachineTokenRevokePayload);
