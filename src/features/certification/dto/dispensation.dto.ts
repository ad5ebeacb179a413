import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { RequirementKind } from '../../progress/index.js';

const NO_HEALTH = 'Not a reason of health: those are not stored (L10).';

@ObjectType({ description: 'One requirement lifted for one enrolment, with the reason (Decision 5).' })
export class Dispensation {
  @Field(() => ID, { description: 'Opaque.' }) id!: string;
  @Field(() => RequirementKind) requirement!: RequirementKind;
  @Field(() => String, { description: 'Why it was granted.' }) reason!: string;
  @Field(() => LocalDateScalar, {
    description: 'The day it was granted; the requirement is lifted from then on.',
  })
  grantedOn!: string;
  @Field(() => DateTimeScalar) grantedAt!: string;
  @Field(() => String, { description: 'Who granted it, as the sign-in names them.' }) grantedBy!: string;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description:
      'The last day on which it holds; null while it has no end. Before `grantedOn` where it was taken back from its first day.',
  })
  until!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Who ended it with `dispensationEnd`; null where nobody did.',
  })
  endedBy!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was ended; null where nobody did.' })
  endReason!: string | null;
}

@InputType()
export class DispensationGrantInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => RequirementKind) requirement!: RequirementKind;
  @Field(() => String, { description: NO_HEALTH }) @FreeText(1_000) reason!: string;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day on which it holds. Left out: until it is ended.',
  })
  @IsOptional()
  until?: LocalDate | null;
}

@ObjectType()
export class DispensationGrantPayload {
  @Field(() => Dispensation) dispensation!: Dispensation;
}
export const DispensationGrantResult = resultUnion('DispensationGrantResult', DispensationGrantPayload);

@InputType()
export class DispensationEndInput {
  @Field(() => ID) dispensationId!: string;
  @Field(() => LocalDateScalar, {
    description: 'The first day on which it no longer holds; also a day that is over or lies ahead.',
  })
  on!: LocalDate;
  @Field(() => String, { description: NO_HEALTH }) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class DispensationEndPayload {
  @Field(() => Dispensation) dispensation!: Dispensation;
}
export const DispensationEndResult = resultUnion('DispensationEndResult', DispensationEndPayload);
