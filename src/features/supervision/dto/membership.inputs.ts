import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import type { LocalDate } from '../../../domain/calendar.js';
import { NotAMember } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { SupervisionGroupWarning } from './supervision.inputs.js';
import { SupervisionGroup } from './supervision.model.js';

const WARNINGS = { description: 'About the group on the day of the change.' } as const;
const REASON = { description: 'Why; never a reason of health (L10).' } as const;
const FIRST_DAY_OUT = {
  description:
    'First day no longer in the group, past or coming; the first day of the membership says that it never came to be. Never on or before a day when they were there as a member (V16).',
} as const;

@InputType()
export class SupervisionGroupJoinInput {
  @Field(() => ID) groupId!: string;
  @Field(() => ID, { description: 'Somebody with a seat on the track of the group.' }) enrolmentId!: string;
  @Field(() => LocalDateScalar, { description: 'First day in the group, past or coming.' }) from!: LocalDate;
}

@ObjectType()
export class SupervisionGroupJoinPayload {
  @Field(() => SupervisionGroup) group!: SupervisionGroup;
  @Field(() => [SupervisionGroupWarning], WARNINGS) warnings!: SupervisionGroupWarning[];
}
export const SupervisionGroupJoinResult = resultUnion(
  'SupervisionGroupJoinResult',
  SupervisionGroupJoinPayload,
);

@InputType()
export class SupervisionGroupLeaveInput {
  @Field(() => ID) groupId!: string;
  @Field(() => ID) enrolmentId!: string;
  @Field(() => LocalDateScalar, FIRST_DAY_OUT) on!: LocalDate;
  @Field(() => String, REASON) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class SupervisionGroupLeavePayload {
  @Field(() => SupervisionGroup) group!: SupervisionGroup;
  @Field(() => [SupervisionGroupWarning], WARNINGS) warnings!: SupervisionGroupWarning[];
}
export const SupervisionGroupLeaveResult = resultUnion(
  'SupervisionGroupLeaveResult',
  SupervisionGroupLeavePayload,
  NotAMember,
);

@InputType()
export class SupervisionGroupMoveInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID) fromGroupId!: string;
  @Field(() => ID, { description: 'Another group of the same track.' }) toGroupId!: string;
  @Field(() => LocalDateScalar, {
    description:
      'First day in the new group and no longer in the old one, past or coming. Never on or before a day when they were in the old one as a member (V16).',
  })
  on!: LocalDate;
  @Field(() => String, REASON) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class SupervisionGroupMovePayload {
  @Field(() => SupervisionGroup) fromGroup!: SupervisionGroup;
  @Field(() => SupervisionGroup) toGroup!: SupervisionGroup;
  @Field(() => [SupervisionGroupWarning], { description: 'About the group that was left.' })
  fromWarnings!: SupervisionGroupWarning[];
  @Field(() => [SupervisionGroupWarning], { description: 'About the group that was joined.' })
  toWarnings!: SupervisionGroupWarning[];
}
export const SupervisionGroupMoveResult = resultUnion(
  'SupervisionGroupMoveResult',
  SupervisionGroupMovePayload,
  NotAMember,
);
