import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { LAST_PRIORITY, FIRST_PRIORITY } from '../../../domain/waiting-list.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { Enrolment, EnrolmentWarning, WaitingPriority } from '../../enrolment/index.js';
import { NeedsAcknowledgement, QuotaExceeded } from '../../../graphql/errors.js';

export enum SeatOfferOutcome {
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  EXPIRED = 'EXPIRED',
  WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(SeatOfferOutcome, {
  name: 'SeatOfferOutcome',
  valuesMap: {
    ACCEPTED: { description: 'The person has the seat.' },
    DECLINED: { description: 'The person said no; they keep waiting, and the seat went to the next.' },
    EXPIRED: { description: 'The time ran out; the person keeps waiting, and the seat went to the next.' },
    WITHDRAWN: {
      description: 'It became pointless: the person waits no longer, or the municipality has left.',
    },
  },
});

@ObjectType({
  description:
    'A seat that became free and is kept for somebody on the waiting list while they think it over.',
})
export class SeatOffer {
  enrolmentId!: string;
  @Field(() => ID, { description: 'Opaque.' }) id!: string;
  @Field(() => DateTimeScalar) offeredAt!: string;
  @Field(() => DateTimeScalar, { description: 'The end of a day in Copenhagen.' }) expiresAt!: string;
  @Field(() => SeatOfferOutcome, { nullable: true, description: 'Null while the offer stands.' })
  outcome!: SeatOfferOutcome | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When that was recorded; null while the offer stands.',
  })
  endedAt!: string | null;
}

@ObjectType({ description: 'A place on the waiting list.' })
export class WaitingPlace {
  enrolmentId!: string;
  @Field(() => Int, {
    description:
      'From 1. Where the limit is shared by several municipalities, everybody who waits for it counts.',
  })
  place!: number;
  @Field(() => Int, { description: `${FIRST_PRIORITY} comes first, ${LAST_PRIORITY} last.` })
  priority!: number;
  @Field(() => DateTimeScalar, { description: 'It stays, whatever becomes of offers and priorities.' })
  waitingSince!: string;
  @Field(() => SeatOffer, { nullable: true, description: 'The offer that stands; null when there is none.' })
  offer!: SeatOffer | null;
}

@InputType()
export class WaitingPrioritySetInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => Int, { description: `${FIRST_PRIORITY} comes first, ${LAST_PRIORITY} last.` })
  @WaitingPriority()
  priority!: number;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class WaitingPrioritySetPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
}
export const WaitingPrioritySetResult = resultUnion('WaitingPrioritySetResult', WaitingPrioritySetPayload);

@InputType()
export class SeatOfferAcceptInput {
  @Field(() => ID) offerId!: string;
}

@ObjectType()
export class SeatOfferAcceptPayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => [EnrolmentWarning]) warnings!: EnrolmentWarning[];
}
export const SeatOfferAcceptResult = resultUnion(
  'SeatOfferAcceptResult',
  SeatOfferAcceptPayload,
  QuotaExceeded,
  NeedsAcknowledgement,
);

@InputType()
export class SeatOfferDeclineInput {
  @Field(() => ID) offerId!: string;
}

@ObjectType()
export class SeatOfferDeclinePayload {
  @Field(() => Enrolment, { description: 'Still waiting; `enrolmentWithdraw` takes it off the list.' })
  enrolment!: Enrolment;
  @Field(() => SeatOffer) offer!: SeatOffer;
}
export const SeatOfferDeclineResult = resultUnion('SeatOfferDeclineResult', SeatOfferDeclinePayload);
