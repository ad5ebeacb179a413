import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Capacity } from '../../enrolment/index.js';
import { OrganisationType } from '../../person/index.js';

export enum BreakdownGrouping {
  UNIT = 'UNIT',
  ORGANISATION_TYPE = 'ORGANISATION_TYPE',
  ROLE = 'ROLE',
  CAPACITY = 'CAPACITY',
}
registerEnumType(BreakdownGrouping, {
  name: 'BreakdownGrouping',
  description: 'Of the one job that each seat belongs to (V36).',
  valuesMap: {
    UNIT: { description: 'Afdeling, however it is written: case and accents do not matter.' },
    ORGANISATION_TYPE: { description: 'Municipality, job centre, psychiatry and so on.' },
    ROLE: { description: 'Job title, however it is written.' },
    CAPACITY: { description: 'Employee, leader or partner on the seat.' },
  },
});

@ObjectType()
export class ParticipantBreakdownRow {
  @Field(() => String, { nullable: true, description: 'Null when not given, and unless grouped by it.' })
  unit!: string | null;
  @Field(() => OrganisationType, {
    nullable: true,
    description: 'Null when not given, and unless grouped by it.',
  })
  organisationType!: `${OrganisationType}` | null;
  @Field(() => String, { nullable: true, description: 'Null when not given, and unless grouped by it.' })
  role!: string | null;
  @Field(() => Capacity, { nullable: true, description: 'Null unless grouped by it.' })
  capacity!: `${Capacity}` | null;
  @Field(() => Int, { description: 'People holding a seat; each counted once in the row (V28).' })
  persons!: number;
}

@ObjectType({
  description: 'Who holds the seats of one municipality on one track (Q19). The rows add up to `persons`.',
})
export class ParticipantBreakdown {
  @Field(() => Int, { description: 'People holding a seat.' }) persons!: number;
  @Field(() => Int, { description: 'Of those, partner staff: the 5 in “5 of 24” (R14).' }) partners!: number;
  @Field(() => Int, { description: 'Of those, on a seat that counts against the limit.' }) counted!: number;
  @Field(() => Int, { nullable: true, description: 'The 24 in “5 of 24”; null where there is no limit.' })
  limit!: number | null;
  @Field(() => [ParticipantBreakdownRow], { description: 'Most people first, then in Danish order.' })
  rows!: ParticipantBreakdownRow[];
}
