import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { Instant, LocalDate } from '../../../domain/calendar.js';
import { connectionType } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { Municipality } from '../../municipality/index.js';
import { SupervisionProgress } from '../../progress/index.js';

export enum SupervisionMeetingStatus {
  PLANNED = 'PLANNED',
  HELD = 'HELD',
  CANCELLED = 'CANCELLED',
}
registerEnumType(SupervisionMeetingStatus, {
  name: 'SupervisionMeetingStatus',
  valuesMap: {
    PLANNED: {
      description: 'Ahead, or over and not recorded yet: that counts as nothing, not as zero (L3).',
    },
    HELD: { description: 'Took place, with its actual times.' },
    CANCELLED: { description: 'Counts for nobody, as neither absence nor presence (V18).' },
  },
});

@ObjectType({
  implements: () => [Node],
  description:
    'People of one track who are supervised together (supervisionsgruppe), often from several municipalities (R09).',
})
export class SupervisionGroup extends Node {
  programmeKey!: string;
  providerId!: string | null;
  @Field(() => String) trackKey!: string;
  @Field(() => String) name!: string;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'Last day of a group that is closed, or is to close; null while it is open.',
  })
  closedAfter!: LocalDate | null;
}

@ObjectType({
  description:
    'That somebody is, was or will be in a group, as it is recorded now. Leaving the course ends it too.',
})
export class SupervisionMembership {
  groupId!: string;
  enrolmentId!: string;
  @Field(() => LocalDateScalar, { nullable: true, description: 'First day; null = from the beginning.' })
  from!: LocalDate | null;
  @Field(() => LocalDateScalar, { nullable: true, description: 'First day no longer in it; null = still.' })
  to!: LocalDate | null;
  @Field(() => String, { nullable: true, description: 'Why it ended; null while it has no end.' })
  reason!: string | null;
  @Field(() => DateTimeScalar, { description: 'When it was recorded like this.' }) recordedAt!: Instant;
}

@ObjectType({ description: 'How a meeting was planned before, and why that changed.' })
export class SupervisionEarlierPlan {
  hostMunicipalityCode!: string | null;
  @Field(() => DateTimeScalar) startsAt!: Instant;
  @Field(() => DateTimeScalar) endsAt!: Instant;
  @Field(() => String, { nullable: true, description: 'Null when it was not known.' }) venue!: string | null;
  @Field(() => String, { description: 'Why the plan was given up.' }) reason!: string;
  @Field(() => DateTimeScalar, { description: 'When it was planned like this.' }) recordedAt!: Instant;
  @Field(() => DateTimeScalar, { description: 'When it was planned anew.' }) supersededAt!: Instant;
}

@ObjectType({ description: 'How often a municipality was the host of a group; no turn is prescribed (R10).' })
export class SupervisionHosting {
  @Field(() => Municipality) municipality!: Municipality;
  @Field(() => Int, { description: 'Held there.' }) meetings!: number;
  @Field(() => Int, { description: 'Of those meetings, breaks taken off.' }) minutes!: number;
}

@ObjectType({ implements: () => [Node], description: 'One meeting of a supervision group.' })
export class SupervisionMeeting extends Node {
  groupId!: string;
  hostMunicipalityCode!: string | null;
  @Field(() => SupervisionMeetingStatus) status!: SupervisionMeetingStatus;
  @Field(() => DateTimeScalar, {
    description: 'The actual time once it is held (L3); until then the planned one.',
  })
  startsAt!: Instant;
  @Field(() => DateTimeScalar, {
    description: 'The actual time once it is held (L3); until then the planned one.',
  })
  endsAt!: Instant;
  @Field(() => DateTimeScalar) plannedStartsAt!: Instant;
  @Field(() => DateTimeScalar) plannedEndsAt!: Instant;
  @Field(() => Int, { nullable: true, description: 'Null until it is held.' }) breakMinutes!: number | null;
  @Field(() => String, { nullable: true, description: 'Null until it is known.' }) venue!: string | null;
}

@ObjectType({
  description: 'What is recorded about one person at one held meeting. No record means: not recorded yet.',
})
export class SupervisionPresence {
  id!: string;
  enrolmentId!: string;
  personId!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As recorded; null = from the beginning of the meeting.',
  })
  from!: Instant | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As recorded; null = to the end of the meeting.',
  })
  to!: Instant | null;
  @Field(() => Boolean) absent!: boolean;
  @Field(() => Boolean, { description: 'Was no member of the group on the day (L12).' }) guest!: boolean;
}

@ObjectType({
  description: 'What one person would have if some of the meetings ahead were left out. Nothing is written.',
})
export class SupervisionConsequence {
  enrolmentId!: string;
  @Field(() => SupervisionProgress, { description: 'With everything that is planned now.' })
  before!: SupervisionProgress;
  @Field(() => SupervisionProgress, { description: 'Without the meetings that are left out.' })
  after!: SupervisionProgress;
  @Field(() => Boolean, {
    description: 'Reaches the target with everything that is planned now, and then no longer would.',
  })
  fallsBelow!: boolean;
}

@InputType()
export class SupervisionGroupFilter {
  @Field(() => String, { nullable: true }) @IsOptional() programmeKey?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() trackKey?: string | null;
  @Field(() => ID, { nullable: true, description: 'With a member from this engagement.' })
  @IsOptional()
  engagementId?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only groups with a last day, past or coming. False: only the others.',
  })
  @IsOptional()
  closed?: boolean | null;
}

export const SupervisionGroupConnection = connectionType(() => SupervisionGroup, 'SupervisionGroup');
