import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText, OptionalFreeText } from '../../../graphql/validation.js';
import { Enrolment } from '../../enrolment/index.js';
import { Affiliation, OrganisationType, Person } from '../../person/index.js';

const NOT_HEALTH = 'Not a reason of health: those are not stored (L10).';

@InputType()
export class AffiliationAddInput {
  @Field(() => ID) personId!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Left out: a coordinator’s own municipality, and none for staff of region and psychiatry (L19). Null: none.',
  })
  @IsOptional()
  @Matches(/^\d{3}$/, { message: 'must be a municipality code of three digits' })
  municipalityCode?: string | null;
  @Field(() => String, { nullable: true }) @OptionalFreeText(200) organisation?: string | null;
  @Field(() => OrganisationType, { nullable: true }) @IsOptional() organisationType?: OrganisationType | null;
  @Field(() => String, { nullable: true, description: 'Department.' })
  @OptionalFreeText(200)
  unit?: string | null;
  @Field(() => String, { nullable: true, description: 'Job title.' })
  @OptionalFreeText(200)
  role?: string | null;
  @Field(() => LocalDateScalar, { nullable: true, description: 'First day there. Left out: always.' })
  @IsOptional()
  from?: LocalDate | null;
}

@ObjectType()
export class AffiliationAddPayload {
  @Field(() => Affiliation) affiliation!: Affiliation;
  @Field(() => Person, { nullable: true, description: 'Null when they are not for you to see.' })
  person!: Person | null;
}
export const AffiliationAddResult = resultUnion('AffiliationAddResult', AffiliationAddPayload);

@InputType()
export class AffiliationEndInput {
  @Field(() => ID) affiliationId!: string;
  @Field(() => LocalDateScalar, {
    description: 'First day no longer there. It may lie ahead: a known leaver (Q21).',
  })
  on!: LocalDate;
  @Field(() => String, { nullable: true, description: NOT_HEALTH })
  @OptionalFreeText(1_000)
  reason?: string | null;
}

@ObjectType()
export class AffiliationEndPayload {
  @Field(() => Affiliation) affiliation!: Affiliation;
}
export const AffiliationEndResult = resultUnion('AffiliationEndResult', AffiliationEndPayload);

@InputType()
export class AffiliationCorrectInput {
  @Field(() => ID) affiliationId!: string;
  @Field(() => LocalDateScalar, { nullable: true, description: 'First day there. Null: always.' })
  @IsOptional()
  from?: LocalDate | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'First day no longer there. Null: it lasts, whatever was recorded before.',
  })
  @IsOptional()
  to?: LocalDate | null;
  @Field(() => String, { description: NOT_HEALTH }) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class AffiliationCorrectPayload {
  @Field(() => Affiliation) affiliation!: Affiliation;
}
export const AffiliationCorrectResult = resultUnion('AffiliationCorrectResult', AffiliationCorrectPayload);

@InputType({ description: 'What is left out stays as it was; null empties it.' })
export class AffiliationChangeInput {
  @Field(() => ID) affiliationId!: string;
  @Field(() => LocalDateScalar, {
    description: 'First day in the new job, and first day no longer in the old.',
  })
  on!: LocalDate;
  @Field(() => String, { nullable: true }) @OptionalFreeText(200) organisation?: string | null;
  @Field(() => OrganisationType, { nullable: true }) @IsOptional() organisationType?: OrganisationType | null;
  @Field(() => String, { nullable: true, description: 'Department.' })
  @OptionalFreeText(200)
  unit?: string | null;
  @Field(() => String, { nullable: true, description: 'Job title.' })
  @OptionalFreeText(200)
  role?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether seats that belong to the old job belong to the new one from now on. Default false: they stay where they were given (L4).',
  })
  @IsOptional()
  moveSeats?: boolean | null;
  @Field(() => String, { nullable: true, description: NOT_HEALTH })
  @OptionalFreeText(1_000)
  reason?: string | null;
}

@ObjectType()
export class AffiliationChangePayload {
  @Field(() => Affiliation) ended!: Affiliation;
  @Field(() => Affiliation) begun!: Affiliation;
  @Field(() => [Enrolment], { description: 'Those whose seat went along.' }) moved!: Enrolment[];
}
export const AffiliationChangeResult = resultUnion('AffiliationChangeResult', AffiliationChangePayload);

@InputType()
export class EnrolmentSeatAffiliationSetInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID, { description: 'One of the person’s own.' }) affiliationId!: string;
  @Field(() => String, { nullable: true, description: NOT_HEALTH })
  @OptionalFreeText(1_000)
  reason?: string | null;
}

@ObjectType()
export class EnrolmentSeatAffiliationSetPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
}
export const EnrolmentSeatAffiliationSetResult = resultUnion(
  'EnrolmentSeatAffiliationSetResult',
  EnrolmentSeatAffiliationSetPayload,
);
