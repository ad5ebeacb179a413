import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsOptional } from 'class-validator';
import type { Instant } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { FreeText, OptionalFreeText } from '../../../graphql/validation.js';
import { SupervisionGroup, SupervisionMeeting } from './supervision.model.js';

const MAX_MEMBERS = 100;
export const MAX_SUPERVISORS = 20;

export enum SupervisionGroupWarning {
  FEWER_THAN_TWO_MUNICIPALITIES = 'FEWER_THAN_TWO_MUNICIPALITIES',
}
registerEnumType(SupervisionGroupWarning, {
  name: 'SupervisionGroupWarning',
  valuesMap: {
    FEWER_THAN_TWO_MUNICIPALITIES: {
      description:
        'Those who are to be certified are supervised “i grupper sammen med mødeledere fra andre kommuner” [S4:142] (R09).',
    },
  },
});

export enum SupervisionMeetingWarning {
  HOST_OUTSIDE_GROUP = 'HOST_OUTSIDE_GROUP',
  OVERLAPS_COURSE_DAY = 'OVERLAPS_COURSE_DAY',
  OVERLAPS_MEETING = 'OVERLAPS_MEETING',
  DURING_LEAVE = 'DURING_LEAVE',
  APOLOGISED = 'APOLOGISED',
}
registerEnumType(SupervisionMeetingWarning, {
  name: 'SupervisionMeetingWarning',
  valuesMap: {
    HOST_OUTSIDE_GROUP: { description: 'No member of the group comes from the host municipality (R10).' },
    OVERLAPS_COURSE_DAY: {
      description: 'Somebody has, or was present at, a half-day of a course at the same time (V13).',
    },
    OVERLAPS_MEETING: { description: 'A member has another supervision meeting at the same time.' },
    DURING_LEAVE: { description: 'Somebody who is on leave is recorded as present (L9).' },
    APOLOGISED: {
      description:
        'Somebody sent an apology and has no record yet: “all present” leaves them out, so say whether they came. See `apologies`.',
    },
  },
});

@InputType()
export class SupervisionGroupFormInput {
  @Field(() => String) programmeKey!: string;
  @Field(() => String) trackKey!: string;
  @Field(() => String) @FreeText(200) name!: string;

  @Field(() => [ID], { description: '1 to 100 people with a seat on the track, each once.' })
  @ArrayMinSize(1, { message: 'must name at least one member' })
  @ArrayMaxSize(MAX_MEMBERS, { message: `must name at most ${MAX_MEMBERS} members` })
  enrolmentIds!: string[];

  @Field(() => ID, {
    nullable: true,
    description:
      'Default for a provider: itself; for the agency: the one whose cohorts the members are in, if it is one alone.',
  })
  @IsOptional()
  providerId?: string | null;
}

@ObjectType()
export class SupervisionGroupFormPayload {
  @Field(() => SupervisionGroup) group!: SupervisionGroup;
  @Field(() => [SupervisionGroupWarning]) warnings!: SupervisionGroupWarning[];
}
export const SupervisionGroupFormResult = resultUnion(
  'SupervisionGroupFormResult',
  SupervisionGroupFormPayload,
);

@InputType()
export class SupervisionMeetingPlanInput {
  @Field(() => ID) groupId!: string;
  @Field(() => DateTimeScalar) startsAt!: Instant;
  @Field(() => DateTimeScalar, { description: 'At most 24 hours later.' }) endsAt!: Instant;
  @Field(() => String, {
    nullable: true,
    description: 'Whose house it is in. Never affects anybody’s minutes (V14).',
  })
  @IsOptional()
  hostMunicipalityCode?: string | null;
  @Field(() => String, { nullable: true }) @OptionalFreeText(200) venue?: string | null;
  @Field(() => [ID], { nullable: true, description: 'Who is to lead it, each once, at most 20.' })
  @IsOptional()
  @ArrayMaxSize(MAX_SUPERVISORS, { message: `must name at most ${MAX_SUPERVISORS} supervisors` })
  supervisorIds?: string[] | null;
}

@ObjectType()
export class SupervisionMeetingPlanPayload {
  @Field(() => SupervisionMeeting) meeting!: SupervisionMeeting;
  @Field(() => [SupervisionMeetingWarning]) warnings!: SupervisionMeetingWarning[];
}
export const SupervisionMeetingPlanResult = resultUnion(
  'SupervisionMeetingPlanResult',
  SupervisionMeetingPlanPayload,
);

@InputType({ description: 'What is left out stays as it is; something must change.' })
export class SupervisionMeetingRescheduleInput {
  @Field(() => ID) meetingId!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Only while the meeting is planned.' })
  @IsOptional()
  startsAt?: Instant | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'At most 24 hours after the beginning. Only while the meeting is planned.',
  })
  @IsOptional()
  endsAt?: Instant | null;
  @Field(() => String, {
    nullable: true,
    description: 'Whose house it is in, or was. Never affects anybody’s minutes (V14).',
  })
  @IsOptional()
  hostMunicipalityCode?: string | null;
  @Field(() => String, { nullable: true }) @OptionalFreeText(200) venue?: string | null;
  @Field(() => [ID], {
    nullable: true,
    description: 'Who is to lead it, or led it, in place of those before; each once, at most 20.',
  })
  @IsOptional()
  @ArrayMaxSize(MAX_SUPERVISORS, { message: `must name at most ${MAX_SUPERVISORS} supervisors` })
  supervisorIds?: string[] | null;
  @Field(() => String, { description: 'Why; never a reason of health (L10).' })
  @FreeText(1_000)
  reason!: string;
}

@ObjectType()
export class SupervisionMeetingReschedulePayload {
  @Field(() => SupervisionMeeting) meeting!: SupervisionMeeting;
  @Field(() => [SupervisionMeetingWarning]) warnings!: SupervisionMeetingWarning[];
}
export const SupervisionMeetingRescheduleResult = resultUnion(
  'SupervisionMeetingRescheduleResult',
  SupervisionMeetingReschedulePayload,
);

@InputType()
export class SupervisionMeetingCancelInput {
  @Field(() => ID) meetingId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class SupervisionMeetingCancelPayload {
  @Field(() => SupervisionMeeting) meeting!: SupervisionMeeting;
}
export const SupervisionMeetingCancelResult = resultUnion(
  'SupervisionMeetingCancelResult',
  SupervisionMeetingCancelPayload,
);
