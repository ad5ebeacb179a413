import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { DEFAULT_PRIORITY, FIRST_PRIORITY, LAST_PRIORITY } from '../../../domain/waiting-list.js';
import { NeedsAcknowledgement, QuotaExceeded } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText, OptionalFreeText } from '../../../graphql/validation.js';
import { Capacity, Enrolment } from './enrolment.model.js';
import { WaitingPriority } from './waiting-priority.js';

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

export enum SeatKeptBecause {
  ASKED = 'ASKED',
  NEEDS_APPROVAL = 'NEEDS_APPROVAL',
  NO_SEAT = 'NO_SEAT',
}
registerEnumType(SeatKeptBecause, {
  name: 'SeatKeptBecause',
  valuesMap: {
    ASKED: { description: 'It was asked for.' },
    NEEDS_APPROVAL: {
      description:
        'It is too late for the seat to be used again unless the provider approves: `seatReuseApprove` (L7).',
    },
    NO_SEAT: { description: 'There was none to release.' },
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
  @Field(() => Int, {
    nullable: true,
    description: `Place on the waiting list before age: ${FIRST_PRIORITY} comes first, ${LAST_PRIORITY} last; what the numbers mean is the municipality’s own. Default ${DEFAULT_PRIORITY}. Without effect where a seat is free.`,
  })
  @IsOptional()
  @WaitingPriority()
  priority?: number | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description:
      'First day on the seat, where nobody else had it any more (V2). Default today. With a cohort: earlier days of the cohort count as missed; so they do, without it, for whoever waited.',
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
    description:
      'Whether others may have the seat at once. Left out: yes, as long as it passes on without the provider’s approval (L7); after that it stays held. `true` is then refused.',
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
  @Field(() => Boolean) seatReleased!: boolean;
  @Field(() => SeatKeptBecause, { nullable: true, description: 'Null when the seat was released.' })
  seatKeptBecause!: SeatKeptBecause | null;
}
export const EnrolmentWithdrawResult = resultUnion('EnrolmentWithdrawResult', EnrolmentWithdrawPayload);

@InputType()
export class EnrolmentReplaceInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID) personId!: string;
  @Field(() => LocalDateScalar, {
    description:
      'First day of the newcomer, and first day without the leaver; not before the one before the leaver had left (V2).',
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
