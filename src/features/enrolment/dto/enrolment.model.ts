import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { connectionType } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import type { Person } from '../../person/index.js';

export enum Capacity {
  EMPLOYEE = 'EMPLOYEE',
  LEADER = 'LEADER',
  PARTNER = 'PARTNER',
}
registerEnumType(Capacity, {
  name: 'Capacity',
  valuesMap: {
    EMPLOYEE: { description: 'Medarbejder.' },
    LEADER: { description: 'Leder; the rules say whether leaders take one of the seats (R04, Y1).' },
    PARTNER: { description: 'Samarbejdspartner, on a seat of the hosting municipality (R14, L19).' },
  },
});

export enum EnrolmentStatus {
  WAITLISTED = 'WAITLISTED',
  NOMINATED = 'NOMINATED',
  CONFIRMED = 'CONFIRMED',
  ACTIVE = 'ACTIVE',
  ON_LEAVE = 'ON_LEAVE',
  COMPLETED = 'COMPLETED',
  WITHDRAWN = 'WITHDRAWN',
  REPLACED = 'REPLACED',
  CANCELLED = 'CANCELLED',
}
registerEnumType(EnrolmentStatus, {
  name: 'EnrolmentStatus',
  valuesMap: {
    WAITLISTED: { description: 'På venteliste.' },
    NOMINATED: { description: 'Indstillet.' },
    CONFIRMED: { description: 'Bekræftet: holds a seat, has not begun.' },
    ACTIVE: { description: 'I gang.' },
    ON_LEAVE: { description: 'Orlov: the seat is held, nothing is at risk (L9).' },
    COMPLETED: { description: 'Gennemført: nothing that blocks completion is open.' },
    WITHDRAWN: { description: 'Udgået after the first half-day.' },
    REPLACED: { description: 'Erstattet by somebody else on the same seat.' },
    CANCELLED: {
      description: 'Annulleret before the first half-day; leaves no trace in the drop-out rate (L6).',
    },
  },
});

export enum EnrolmentOrder {
  PERSON_NAME = 'PERSON_NAME',
  MUNICIPALITY = 'MUNICIPALITY',
  CREATED_AT = 'CREATED_AT',
  SUPERVISION_MINUTES = 'SUPERVISION_MINUTES',
  ATTENDED_HALF_DAYS = 'ATTENDED_HALF_DAYS',
}
registerEnumType(EnrolmentOrder, {
  name: 'EnrolmentOrder',
  valuesMap: {
    PERSON_NAME: { description: 'Danish alphabetical order.' },
    MUNICIPALITY: { description: 'Danish alphabetical order of the municipalities, then of the people.' },
    CREATED_AT: { description: 'Oldest first.' },
    SUPERVISION_MINUTES: { description: 'Fewest first: those who lack most.' },
    ATTENDED_HALF_DAYS: { description: 'Fewest first: those who lack most.' },
  },
});

@ObjectType({
  implements: () => [Node],
  description: 'One person on one track, on a seat of one municipality. Days and hours stay with it (V17).',
})
export class Enrolment extends Node {
  personId!: string;
  /** Read along with a list whose reader may see them; else they are to be loaded. */
  holder?: Person;
  engagementId!: string;
  municipalityCode!: string;
  programmeKey!: string;
  cohortId!: string | null;
  affiliationId!: string;
  replacesId!: string | null;
  @Field(() => String) trackKey!: string;
  @Field(() => Capacity) capacity!: Capacity;
  @Field(() => EnrolmentStatus) status!: EnrolmentStatus;
  @Field(() => Boolean, {
    description: 'Moved to another municipality and goes on upon this seat, which stays used (L5).',
  })
  continuesAsGuest!: boolean;
  @Field(() => Int, {
    description:
      'The rule set it goes by: the one it started under, unless moved by a logged decision (V40).',
  })
  ruleVersion!: number;
  @Field(() => Boolean, {
    description: 'Whether it holds a seat; also after leaving, until the seat is released or passed on.',
  })
  holdsSeat!: boolean;
}

@InputType()
export class EnrolmentFilter {
  @Field(() => String, { nullable: true }) @IsOptional() programmeKey?: string | null;
  @Field(() => ID, { nullable: true }) @IsOptional() engagementId?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() municipalityCode?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() trackKey?: string | null;
  @Field(() => ID, { nullable: true }) @IsOptional() cohortId?: string | null;
  @Field(() => ID, { nullable: true }) @IsOptional() personId?: string | null;
  @Field(() => [EnrolmentStatus], { nullable: true }) @IsOptional() status?: EnrolmentStatus[] | null;
}

export const EnrolmentConnection = connectionType(() => Enrolment, 'Enrolment');
