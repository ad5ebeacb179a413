import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { Node } from '../../../graphql/node.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { OptionalFreeText } from '../../../graphql/validation.js';

export enum TeamRole {
  LEADER = 'LEADER',
  PROJECT_LEADER = 'PROJECT_LEADER',
  PROJECT_OWNER = 'PROJECT_OWNER',
  KEY_EMPLOYEE = 'KEY_EMPLOYEE',
  EMPLOYEE = 'EMPLOYEE',
  STAFF_REP = 'STAFF_REP',
  STAKEHOLDER = 'STAKEHOLDER',
}
registerEnumType(TeamRole, {
  name: 'TeamRole',
  description: 'What somebody is in the implementation team, or came to a meeting as.',
  valuesMap: {
    LEADER: { description: 'The responsible leader (personaleleder).' },
    PROJECT_LEADER: { description: 'Projektleder: the coordinator.' },
    PROJECT_OWNER: { description: 'Projektejer.' },
    KEY_EMPLOYEE: { description: 'Nøglemedarbejder.' },
    EMPLOYEE: { description: 'Medarbejder, whether or not they take a course.' },
    STAFF_REP: { description: 'Medarbejderrepræsentant.' },
    STAKEHOLDER: { description: 'Interessent, such as the authority unit or the job centre.' },
  },
});

@ObjectType({
  implements: () => [Node],
  description:
    'One person in one role of the implementation team. The team is never made from the participants of the courses.',
})
export class TeamMember extends Node {
  engagementId!: string;
  personId!: string;
  municipalityCode!: string;
  @Field(() => TeamRole) role!: TeamRole;
  @Field(() => LocalDateScalar, { description: 'First day in the team.' }) from!: LocalDate;
  @Field(() => LocalDateScalar, { nullable: true, description: 'Last day in the team; null while it lasts.' })
  to!: LocalDate | null;
}

@InputType()
export class TeamMemberAddInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => ID) personId!: string;
  @Field(() => TeamRole) role!: TeamRole;

  @Field(() => String, {
    nullable: true,
    description:
      'Which of the engagement’s municipalities the person stands for; needed where several take part and the choice is not yours alone.',
  })
  @IsOptional()
  municipalityCode?: string | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'First day in the team. Default: today.' })
  @IsOptional()
  from?: LocalDate | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'Last day in the team, where it is known.' })
  @IsOptional()
  to?: LocalDate | null;
}

@ObjectType()
export class TeamMemberAddPayload {
  @Field(() => TeamMember) member!: TeamMember;
}

export const TeamMemberAddResult = resultUnion('TeamMemberAddResult', TeamMemberAddPayload);

@InputType()
export class TeamMemberEndInput {
  @Field(() => ID) memberId!: string;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'Last day in the team. Default: today. Given again, it corrects the day.',
  })
  @IsOptional()
  on?: LocalDate | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True when the person never was in the team in this role; needs the reason.',
  })
  @IsOptional()
  addedByMistake?: boolean | null;

  @Field(() => String, { nullable: true }) @OptionalFreeText(1_000) reason?: string | null;
}

@ObjectType()
export class TeamMemberEndPayload {
  @Field(() => TeamMember, { description: 'As it was recorded last.' }) member!: TeamMember;
}

export const TeamMemberEndResult = resultUnion('TeamMemberEndResult', TeamMemberEndPayload);
