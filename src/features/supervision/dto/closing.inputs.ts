import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { MeetingsPlanned } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { SupervisionProgress } from '../../progress/index.js';
import { SupervisionGroup } from './supervision.model.js';

const REASON = { description: 'Why; never a reason of health (L10).' } as const;

@InputType()
export class SupervisionGroupCloseInput {
  @Field(() => ID) groupId!: string;
  @Field(() => LocalDateScalar, {
    description: 'Last day of the group, past or coming. Never before a day when it met.',
  })
  lastDay!: LocalDate;
  @Field(() => String, REASON) @FreeText(1_000) reason!: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Say what would follow, and write nothing. Default false.',
  })
  @IsOptional()
  dryRun?: boolean | null;
}

@ObjectType({
  description:
    'Somebody in a group that closes who does not reach the target, with everything that is still planned for them.',
})
export class SupervisionShortfall {
  enrolmentId!: string;
  @Field(() => SupervisionProgress, { description: 'Without the group.' }) supervision!: SupervisionProgress;
  @Field(() => Int, { description: 'What the forecast lacks of the target.' }) missingMinutes!: number;
}

@ObjectType()
export class SupervisionGroupClosePayload {
  @Field(() => SupervisionGroup) group!: SupervisionGroup;
  @Field(() => [SupervisionShortfall], {
    description:
      'Whom this leaves with hours missing and without a dispensation, by name: they need another group.',
  })
  short!: SupervisionShortfall[];
}
export const SupervisionGroupCloseResult = resultUnion(
  'SupervisionGroupCloseResult',
  SupervisionGroupClosePayload,
  MeetingsPlanned,
);

@InputType()
export class SupervisionGroupReopenInput {
  @Field(() => ID) groupId!: string;
  @Field(() => String, REASON) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class SupervisionGroupReopenPayload {
  @Field(() => SupervisionGroup) group!: SupervisionGroup;
}
export const SupervisionGroupReopenResult = resultUnion(
  'SupervisionGroupReopenResult',
  SupervisionGroupReopenPayload,
);
