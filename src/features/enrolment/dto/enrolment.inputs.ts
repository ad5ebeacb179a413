import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { NeedsAcknowledgement, QuotaExceeded } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText, OptionalFreeText } from '../../../graphql/validation.js';
import { Capacity, Enrolment } from './enrolment.model.js';

export enum EnrolmentWarning {
  ALSO_ON_OTHER_TRACK = 'ALSO_ON_OTHER_TRACK',
}
registerEnumType(EnrolmentWarning, {
  name: 'EnrolmentWarning',
  valuesMap: {
    ALSO_ON_OTHER_TRACK: {
      description:
        'The person also holds a seat on another track of this programme; “yderligere” [S2:8] says they are others (R03, L17).',
    },
  },
});

@InputType()
export class EnrolmentConfirmInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => String) municipalityCode!: string;
  @Field(() => String) trackKey!: string;
  @Field(() => ID) personId!: string;
  @Field(() => Capacity, { nullable: true, description: 'Default EMPLOYEE.' })
  @IsOptional()
  capacity?: Capacity | null;
  @Field(() => ID, { nullable: true }) @IsOptional() cohortId?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Where no seat is free: wait for one instead of being refused.',
  })
  @IsOptional()
  waitlist?: boolean | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description:
      'First day on the seat. Default today. With a cohort: earlier days of the cohort count as missed.',
  })
  @IsOptional()
  on?: LocalDate | null;
}

@ObjectType()
export class EnrolmentConfirmPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => [EnrolmentWarning]) warnings!: EnrolmentWarning[];
}
export const EnrolmentConfirmResult = resultUnion(
  'EnrolmentConfirmResult',
  EnrolmentConfirmPayload,
  QuotaExceeded,
  NeedsAcknowledgement,
);

@InputType()
export class EnrolmentAssignInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID) cohortId!: string;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'First day in the cohort; earlier days of it count as missed. Left out: from its beginning.',
  })
  @IsOptional()
  on?: LocalDate | null;
}

@ObjectType()
export class EnrolmentAssignPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
}
export const EnrolmentAssignResult = resultUnion('EnrolmentAssignResult', EnrolmentAssignPayload);

@InputType()
export class EnrolmentWithdrawInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => LocalDateScalar, { description: 'First day no longer there.' }) on!: LocalDate;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether others may have the seat at once. Default true.',
  })
  @IsOptional()
  releaseSeat?: boolean | null;
  @Field(() => String, { nullable: true, description: 'Not a reason of health: those are not stored (L10).' })
  @OptionalFreeText(1_000)
  reason?: string | null;
}

@ObjectType()
export class EnrolmentWithdrawPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
}
export const EnrolmentWithdrawResult = resultUnion('EnrolmentWithdrawResult', EnrolmentWithdrawPayload);

@InputType()
export class EnrolmentReplaceInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID) personId!: string;
  @Field(() => LocalDateScalar, {
    description: 'First day of the newcomer, and first day without the leaver.',
  })
  on!: LocalDate;
  @Field(() => Capacity, { nullable: true, description: 'Of the newcomer. Default: as the leaver.' })
  @IsOptional()
  capacity?: Capacity | null;
}

@ObjectType()
export class EnrolmentReplacePayload {
  @Field(() => Enrolment) left!: Enrolment;
  @Field(() => Enrolment) joined!: Enrolment;
}
export const EnrolmentReplaceResult = resultUnion(
  'EnrolmentReplaceResult',
  EnrolmentReplacePayload,
  QuotaExceeded,
  NeedsAcknowledgement,
);

@InputType()
export class EnrolmentCompleteInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => LocalDateScalar) on!: LocalDate;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class EnrolmentCompletePayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
}
export const EnrolmentCompleteResult = resultUnion('EnrolmentCompleteResult', EnrolmentCompletePayload);
