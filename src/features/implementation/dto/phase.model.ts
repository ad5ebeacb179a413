import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import type { Milestone as MilestoneAnswer } from '../../../domain/milestones.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { OptionalFreeText } from '../../../graphql/validation.js';
import { Engagement } from '../../engagement/index.js';
import type { EngagementMeeting } from './meeting.model.js';
import { PlanDocumentType } from './plan-document.model.js';

export enum PhaseStatus {
  PAST = 'PAST',
  CURRENT = 'CURRENT',
  COMING = 'COMING',
}
registerEnumType(PhaseStatus, { name: 'PhaseStatus' });

export enum PhaseHoldUp {
  NO_TEAM = 'NO_TEAM',
  NO_APPROVED_ANCHORING_PLAN = 'NO_APPROVED_ANCHORING_PLAN',
  NOT_CLOSED = 'NOT_CLOSED',
}
registerEnumType(PhaseHoldUp, {
  name: 'PhaseHoldUp',
  description: 'Why a phase goes on after its planned end.',
  valuesMap: {
    NO_TEAM: { description: 'The preparation is not left without an implementation team (R30).' },
    NO_APPROVED_ANCHORING_PLAN: { description: 'The newest anchoring plan is missing or not approved.' },
    NOT_CLOSED: { description: 'The anchoring plan is approved; the engagement can be closed.' },
  },
});

@ObjectType({ description: 'A phase of an engagement: as the programme plans it, and as it went.' })
export class EngagementPhase {
  @Field(() => String, { description: 'PREPARATION, CHANGE, ANCHORING, as the programme says.' })
  key!: string;
  @Field(() => LocalDateScalar, { description: 'Planned first day.' }) startsOn!: LocalDate;
  @Field(() => LocalDateScalar, { description: 'Planned last day.' }) endsOn!: LocalDate;
  @Field(() => Boolean, { description: 'True where the source gives the length as about so many months.' })
  approximate!: boolean;
  @Field(() => Boolean, { description: 'True where the length is worked out and not stated (R18).' })
  derived!: boolean;
  @Field(() => PhaseStatus) status!: PhaseStatus;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'First day as it was; null until it has begun.',
  })
  beganOn!: LocalDate | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'Last day as it was; null until it has ended.',
  })
  endedOn!: LocalDate | null;
  @Field(() => [PhaseHoldUp], { description: 'Why it goes on after its planned end; else none.' })
  holdUps!: PhaseHoldUp[];
}

export enum MilestoneKind {
  MEETING = 'MEETING',
  KICK_OFF_NOT_PLANNED = 'KICK_OFF_NOT_PLANNED',
  PHASE_END = 'PHASE_END',
  PLAN_DOCUMENT_MISSING = 'PLAN_DOCUMENT_MISSING',
  PLAN_APPROVAL_MISSING = 'PLAN_APPROVAL_MISSING',
}
registerEnumType(MilestoneKind, {
  name: 'MilestoneKind',
  valuesMap: {
    MEETING: { description: 'A meeting that is planned and not recorded yet.' },
    KICK_OFF_NOT_PLANNED: {
      description: 'No kick-off was held or is planned; due at the end of the preparation.',
    },
    PHASE_END: { description: 'The planned end of a phase that has not ended.' },
    PLAN_DOCUMENT_MISSING: { description: 'A plan document that is to be there before its phase ends.' },
    PLAN_APPROVAL_MISSING: { description: 'The anchoring plan is there, and not approved.' },
  },
});

@ObjectType({ description: 'Something that is due in an engagement, or overdue.' })
export class Milestone {
  answer!: MilestoneAnswer;
  meetingModel!: EngagementMeeting | null;
  @Field(() => MilestoneKind) kind!: MilestoneKind;
  @Field(() => LocalDateScalar, { description: 'The last day on which it is in time.' }) dueOn!: LocalDate;
  @Field(() => Boolean) overdue!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'The phase at whose end it is due; null for a meeting.',
  })
  phaseKey!: string | null;
  @Field(() => PlanDocumentType, { nullable: true, description: 'Null unless it is about a plan document.' })
  documentType!: PlanDocumentType | null;
}

@InputType()
export class EngagementCloseInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => LocalDateScalar, { nullable: true, description: 'Its last day. Default: today.' })
  @IsOptional()
  on?: LocalDate | null;
  @Field(() => String, { nullable: true, description: 'Needed to correct the day of one that is closed.' })
  @OptionalFreeText(1_000)
  reason?: string | null;
}

@ObjectType()
export class EngagementClosePayload {
  @Field(() => Engagement) engagement!: Engagement;
}

export const EngagementCloseResult = resultUnion('EngagementCloseResult', EngagementClosePayload);
