import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsOptional, ValidateNested } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText, IdempotencyKey, OptionalFreeText } from '../../../graphql/validation.js';
import {
  DatePrecision,
  EngagementMeeting,
  EngagementMeetingKind,
  EngagementMeetingPresence,
} from './meeting.model.js';
import { TeamRole } from './team.model.js';

const MOST_ATTENDEES = 200;
const PRECISION = { nullable: true, description: 'Default: DAY.' } as const;

@InputType()
export class EngagementMeetingPlanInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => EngagementMeetingKind) kind!: EngagementMeetingKind;
  @Field(() => LocalDateScalar, { description: 'Any day of the period that `datePrecision` says.' })
  date!: LocalDate;
  @Field(() => DatePrecision, PRECISION) @IsOptional() datePrecision?: DatePrecision | null;
  @Field(() => String, { nullable: true }) @OptionalFreeText(200) venue?: string | null;
}

@ObjectType()
export class EngagementMeetingPlanPayload {
  @Field(() => EngagementMeeting) meeting!: EngagementMeeting;
}

export const EngagementMeetingPlanResult = resultUnion(
  'EngagementMeetingPlanResult',
  EngagementMeetingPlanPayload,
);

@InputType()
export class EngagementMeetingRescheduleInput {
  @Field(() => ID) meetingId!: string;
  @Field(() => LocalDateScalar) date!: LocalDate;
  @Field(() => DatePrecision, PRECISION) @IsOptional() datePrecision?: DatePrecision | null;
  @Field(() => String, { nullable: true, description: 'Left out = as before.' })
  @OptionalFreeText(200)
  venue?: string | null;
  @Field(() => String, { nullable: true }) @OptionalFreeText(1_000) reason?: string | null;
}

@ObjectType()
export class EngagementMeetingReschedulePayload {
  @Field(() => EngagementMeeting) meeting!: EngagementMeeting;
}

export const EngagementMeetingRescheduleResult = resultUnion(
  'EngagementMeetingRescheduleResult',
  EngagementMeetingReschedulePayload,
);

@InputType({ description: 'Name the person, or the membership in the team; never both.' })
export class EngagementMeetingAttendeeInput {
  @Field(() => ID, { nullable: true }) @IsOptional() personId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'A member of the team, also one whose name is not for you to see.',
  })
  @IsOptional()
  memberId?: string | null;

  @Field(() => EngagementMeetingPresence) state!: EngagementMeetingPresence;

  @Field(() => TeamRole, { nullable: true, description: 'For people outside the team: what they came as.' })
  @IsOptional()
  role?: TeamRole | null;
}

@InputType()
export class EngagementMeetingHoldInput {
  @Field(() => ID) meetingId!: string;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'When it took place. Default: as planned, which is then to be a day.',
  })
  @IsOptional()
  date?: LocalDate | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: everybody in the team on the day of whom nothing else is said was present.',
  })
  @IsOptional()
  allPresent?: boolean | null;

  @Field(() => [EngagementMeetingAttendeeInput], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(MOST_ATTENDEES, { message: `must name at most ${MOST_ATTENDEES} people` })
  @ValidateNested({ each: true })
  @Type(() => EngagementMeetingAttendeeInput)
  attendees?: EngagementMeetingAttendeeInput[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Correction: people of whom nothing should have been recorded.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_ATTENDEES, { message: `must name at most ${MOST_ATTENDEES} people` })
  removedPersonIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Status meeting: where things stand against the plan.',
  })
  @OptionalFreeText(4_000)
  planStatus?: string | null;

  @Field(() => String, { nullable: true, description: 'Status meeting: adjustments of the plan.' })
  @OptionalFreeText(4_000)
  adjustments?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Status meeting: organisational and professional challenges.',
  })
  @OptionalFreeText(4_000)
  challenges?: string | null;

  @Field(() => String, { nullable: true, description: 'Status meeting: ongoing sparring and supervision.' })
  @OptionalFreeText(4_000)
  sparring?: string | null;

  @Field(() => String, { nullable: true, description: 'Status meeting: how the staff keep the method up.' })
  @OptionalFreeText(4_000)
  maintenance?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Needed when the meeting was recorded already: this is then a correction.',
  })
  @OptionalFreeText(1_000)
  reason?: string | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@ObjectType()
export class EngagementMeetingHoldPayload {
  @Field(() => EngagementMeeting) meeting!: EngagementMeeting;
}

export const EngagementMeetingHoldResult = resultUnion(
  'EngagementMeetingHoldResult',
  EngagementMeetingHoldPayload,
);

@InputType()
export class EngagementMeetingCancelInput {
  @Field(() => ID) meetingId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class EngagementMeetingCancelPayload {
  @Field(() => EngagementMeeting) meeting!: EngagementMeeting;
}

export const EngagementMeetingCancelResult = resultUnion(
  'EngagementMeetingCancelResult',
  EngagementMeetingCancelPayload,
);
