import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsInt, IsOptional, Min, ValidateNested } from 'class-validator';
import type { Instant } from '../../../domain/calendar.js';
import { NotAMember, Overlap } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { FreeText, IdempotencyKey } from '../../../graphql/validation.js';
import { CorrectionEffect } from '../../certification/index.js';
import { MAX_SUPERVISORS, SupervisionMeetingWarning } from './supervision.inputs.js';
import { SupervisionMeeting } from './supervision.model.js';

const MAX_PRESENCES = 200;
const FROM = { nullable: true, description: 'Left out: from the beginning of the meeting.' } as const;
const TO = { nullable: true, description: 'Left out: to the end of the meeting.' } as const;
const ABSENT = {
  nullable: true,
  description: 'Was not there; goes without times. Never why (L10).',
} as const;
const ACCEPT_OVERLAP = {
  nullable: true,
  description: 'Record it although somebody was at another meeting then; the time is credited once (V12).',
} as const;

const WHY = { description: 'Why the record was wrong; never a reason of health (L10).' } as const;
const DRY_RUN = {
  nullable: true,
  description: 'Say what would change, in `effects`, and write nothing. Default false.',
} as const;
const BREAK = {
  nullable: true,
  description: 'Taken off everybody’s time in proportion to how long they were there (V8).',
} as const;
const NOT_NEGATIVE = { message: 'must not be negative' } as const;
const TOO_MANY_SUPERVISORS = { message: `must name at most ${MAX_SUPERVISORS} supervisors` } as const;

@InputType({ description: 'One person at the meeting. Time outside the meeting is ignored (V9).' })
export class SupervisionPresenceInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => DateTimeScalar, FROM) @IsOptional() from?: Instant | null;
  @Field(() => DateTimeScalar, TO) @IsOptional() to?: Instant | null;
  @Field(() => Boolean, ABSENT) @IsOptional() absent?: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Needed for somebody who is no member of the group; they must be on the same track (L12, V16).',
  })
  @IsOptional()
  guest?: boolean | null;
}

@InputType()
export class SupervisionMeetingHoldInput {
  @Field(() => ID) meetingId!: string;
  @Field(() => DateTimeScalar) startedAt!: Instant;
  @Field(() => DateTimeScalar, { description: 'At most 24 hours later, and not in the future.' })
  endedAt!: Instant;

  @Field(() => Int, { ...BREAK, description: `Default 0. ${BREAK.description}` })
  @IsOptional()
  @IsInt()
  @Min(0, NOT_NEGATIVE)
  breakMinutes?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Every member who is not named was there all the time; people on leave and those who sent an apology are left out (see `warnings`). Default false: nothing is recorded about those who are not named.',
  })
  @IsOptional()
  allPresent?: boolean | null;

  @Field(() => [SupervisionPresenceInput], { nullable: true, description: 'Each person once, at most 200.' })
  @IsOptional()
  @ArrayMaxSize(MAX_PRESENCES, { message: `must have at most ${MAX_PRESENCES} entries` })
  @ValidateNested({ each: true })
  @Type(() => SupervisionPresenceInput)
  presences?: SupervisionPresenceInput[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Who led it, each once, at most 20. Left out: those who were planned to.',
  })
  @IsOptional()
  @ArrayMaxSize(MAX_SUPERVISORS, TOO_MANY_SUPERVISORS)
  supervisorIds?: string[] | null;

  @Field(() => Boolean, ACCEPT_OVERLAP) @IsOptional() acceptOverlap?: boolean | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@ObjectType()
export class SupervisionMeetingHoldPayload {
  @Field(() => SupervisionMeeting) meeting!: SupervisionMeeting;
  @Field(() => [SupervisionMeetingWarning], { description: 'About everybody at the meeting, as it is now.' })
  warnings!: SupervisionMeetingWarning[];
}
export const SupervisionMeetingHoldResult = resultUnion(
  'SupervisionMeetingHoldResult',
  SupervisionMeetingHoldPayload,
  Overlap,
  NotAMember,
);

@InputType({ description: 'What was recorded wrongly of a held meeting; what is left out stays as it is.' })
export class SupervisionMeetingCorrectInput {
  @Field(() => ID) meetingId!: string;
  @Field(() => DateTimeScalar, { nullable: true }) @IsOptional() startedAt?: Instant | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'At most 24 hours after the beginning, and not in the future.',
  })
  @IsOptional()
  endedAt?: Instant | null;
  @Field(() => Int, BREAK) @IsOptional() @IsInt() @Min(0, NOT_NEGATIVE) breakMinutes?: number | null;
  @Field(() => [ID], { nullable: true, description: 'Everybody who led it, each once, at most 20.' })
  @IsOptional()
  @ArrayMaxSize(MAX_SUPERVISORS, TOO_MANY_SUPERVISORS)
  supervisorIds?: string[] | null;
  @Field(() => Boolean, ACCEPT_OVERLAP) @IsOptional() acceptOverlap?: boolean | null;
  @Field(() => String, WHY) @FreeText(1_000) reason!: string;
  @Field(() => Boolean, DRY_RUN) @IsOptional() dryRun?: boolean | null;
}

@InputType()
export class SupervisionCorrectInput {
  @Field(() => ID) meetingId!: string;
  @Field(() => ID) enrolmentId!: string;
  @Field(() => DateTimeScalar, FROM) @IsOptional() from?: Instant | null;
  @Field(() => DateTimeScalar, TO) @IsOptional() to?: Instant | null;
  @Field(() => Boolean, ABSENT) @IsOptional() absent?: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Needed only to add a guest who was forgotten; one who is recorded stays a guest.',
  })
  @IsOptional()
  guest?: boolean | null;
  @Field(() => Boolean, ACCEPT_OVERLAP) @IsOptional() acceptOverlap?: boolean | null;
  @Field(() => String, WHY) @FreeText(1_000) reason!: string;
  @Field(() => Boolean, DRY_RUN) @IsOptional() dryRun?: boolean | null;
}

@ObjectType()
export class SupervisionCorrectPayload {
  @Field(() => [CorrectionEffect], {
    description:
      'Everybody whose answers this moves, or would move, also on other tracks: before and after, as far as you may see them.',
  })
  effects!: CorrectionEffect[];
  @Field(() => Int, { description: 'How many more enrolments it moves that are not for you to see.' })
  othersAffected!: number;
  @Field(() => SupervisionMeeting) meeting!: SupervisionMeeting;
  @Field(() => [SupervisionMeetingWarning], { description: 'About everybody at the meeting, as it is now.' })
  warnings!: SupervisionMeetingWarning[];
}
export const SupervisionCorrectResult = resultUnion(
  'SupervisionCorrectResult',
  SupervisionCorrectPayload,
  Overlap,
  NotAMember,
);

@ObjectType()
export class SupervisionMeetingCorrectPayload extends SupervisionCorrectPayload {}
export const SupervisionMeetingCorrectResult = resultUnion(
  'SupervisionMeetingCorrectResult',
  SupervisionMeetingCorrectPayload,
  Overlap,
  NotAMember,
);
