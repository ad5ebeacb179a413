import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';
import type { Instant, LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';

export enum CoordinatorChangeKind {
  ENDED = 'ENDED',
  REINSTATED = 'REINSTATED',
}
registerEnumType(CoordinatorChangeKind, { name: 'CoordinatorChangeKind' });

@ObjectType({
  description:
    'That a coordinator’s role ends on a day, or goes on after all. Never changed, only followed by another.',
})
export class CoordinatorChange {
  municipalityCode!: string;
  @Field(() => String, { description: 'Whose role: the subject of the sign-in, or the e-mail address.' })
  coordinator!: string;
  @Field(() => CoordinatorChangeKind) kind!: CoordinatorChangeKind;
  @Field(() => LocalDateScalar, { description: 'The first day without access, or with access again.' })
  on!: LocalDate;
  @Field(() => String) reason!: string;
  @Field(() => DateTimeScalar) recordedAt!: Instant;
  @Field(() => String, { description: 'Who recorded it, by name.' }) recordedBy!: string;
}

const CODE = /^\d{3}$/;
const CODE_MESSAGE = { message: 'must be a municipality code of three digits' };
const COORDINATOR = {
  description:
    'Whose role: the subject of the sign-in, as records name it, or the e-mail address. Case does not matter.',
} as const;

@InputType()
export class CoordinatorEndInput {
  @Field(() => String, COORDINATOR) @FreeText(320) coordinator!: string;
  @Field(() => String) @Matches(CODE, CODE_MESSAGE) municipalityCode!: string;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description:
      'The first day without access, from midnight in Copenhagen. Default: today, that is at once.',
  })
  @IsOptional()
  on?: LocalDate | null;

  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class CoordinatorEndPayload {
  @Field(() => CoordinatorChange) change!: CoordinatorChange;
}

export const CoordinatorEndResult = resultUnion('CoordinatorEndResult', CoordinatorEndPayload);

@InputType()
export class CoordinatorReinstateInput {
  @Field(() => String, COORDINATOR) @FreeText(320) coordinator!: string;
  @Field(() => String) @Matches(CODE, CODE_MESSAGE) municipalityCode!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class CoordinatorReinstatePayload {
  @Field(() => CoordinatorChange) change!: CoordinatorChange;
}

export const CoordinatorReinstateResult = resultUnion(
  'CoordinatorReinstateResult',
  CoordinatorReinstatePayload,
);
