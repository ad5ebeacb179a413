import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { FreeText } from '../../../graphql/validation.js';
import { Enrolment } from './enrolment.model.js';

export enum LeaversSeat {
  HELD = 'HELD',
  KEPT = 'KEPT',
  RELEASED = 'RELEASED',
  PASSED_ON = 'PASSED_ON',
  NONE = 'NONE',
}
registerEnumType(LeaversSeat, {
  name: 'LeaversSeat',
  valuesMap: {
    HELD: { description: 'The person is still on it.' },
    KEPT: { description: 'The person has left, and the seat was not released: nobody else can have it yet.' },
    RELEASED: { description: 'The person has left, and the seat went to whoever waits or asks next.' },
    PASSED_ON: { description: 'Somebody has replaced the person on it.' },
    NONE: { description: 'The person never had one.' },
  },
});

@ObjectType({
  description: 'Whether the seat of somebody who leaves or has left can be used again (L7), as of today.',
})
export class SeatReuse {
  @Field(() => LeaversSeat, { description: 'What has become of the seat.' }) seat!: LeaversSeat;
  @Field(() => Boolean, {
    description:
      'Whether somebody else can have the seat without further approval: always once it is released, never while it is another’s, was completed on or has closed.',
  })
  reusable!: boolean;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description:
      'The last day on which nobody needs to be asked. Null where that has no end: the rules set none, or the person’s cohort has no date for it yet.',
  })
  until!: string | null;
  @Field(() => Boolean, { description: 'Whether the provider’s approval is needed now.' })
  needsApproval!: boolean;
  @Field(() => Boolean, {
    description:
      'Whether it has been approved with `seatReuseApprove`, in a cohort of the provider that the person is with now.',
  })
  approved!: boolean;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'First day on which the person is no longer there; null while they are.',
  })
  leftOn!: string | null;
}

@InputType()
export class SeatReuseApproveInput {
  @Field(() => ID, { description: 'Of the person who leaves or has left.' }) enrolmentId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class SeatReuseApprovePayload {
  @Field(() => Enrolment) enrolment!: Enrolment;
}
export const SeatReuseApproveResult = resultUnion('SeatReuseApproveResult', SeatReuseApprovePayload);
