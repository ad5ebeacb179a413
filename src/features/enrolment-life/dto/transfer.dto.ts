import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { NeedsAcknowledgement, QuotaExceeded } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { OptionalFreeText } from '../../../graphql/validation.js';
import { Enrolment } from '../../enrolment/index.js';

export enum TransferChoice {
  CONTINUES_AS_GUEST = 'CONTINUES_AS_GUEST',
  TRANSFERRED = 'TRANSFERRED',
  WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(TransferChoice, {
  name: 'TransferChoice',
  valuesMap: {
    CONTINUES_AS_GUEST: { description: 'Goes on upon the seat of the old municipality, which stays used.' },
    TRANSFERRED: {
      description:
        'Goes on upon a free seat of the new municipality, which takes part in the programme; the old seat is free.',
    },
    WITHDRAWN: { description: 'Stops; the old seat is released.' },
  },
});

@InputType()
export class EnrolmentTransferInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => TransferChoice) choice!: TransferChoice;
  @Field(() => LocalDateScalar, { description: 'First day in the new municipality.' }) on!: LocalDate;
  @Field(() => ID, { nullable: true, description: 'TRANSFERRED: the engagement of the new municipality.' })
  @IsOptional()
  engagementId?: string | null;
  @Field(() => String, { nullable: true, description: 'TRANSFERRED: whose seat it is from then on.' })
  @IsOptional()
  municipalityCode?: string | null;
  @Field(() => String, { nullable: true, description: 'Not a reason of health: those are not stored (L10).' })
  @OptionalFreeText(1_000)
  reason?: string | null;
}

@ObjectType()
export class EnrolmentTransferPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
}
export const EnrolmentTransferResult = resultUnion(
  'EnrolmentTransferResult',
  EnrolmentTransferPayload,
  QuotaExceeded,
  NeedsAcknowledgement,
);
