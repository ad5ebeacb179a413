import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { connectionType } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { TellsOf } from '../../../graphql/tells-of.js';

export enum OrganisationType {
  MUNICIPALITY = 'MUNICIPALITY',
  AUTHORITY = 'AUTHORITY',
  JOB_CENTRE = 'JOB_CENTRE',
  PSYCHIATRY = 'PSYCHIATRY',
  REGION = 'REGION',
  OTHER = 'OTHER',
}
registerEnumType(OrganisationType, {
  name: 'OrganisationType',
  description: 'What kind of organisation somebody works for (L19).',
  valuesMap: {
    MUNICIPALITY: { description: 'Kommune.' },
    AUTHORITY: { description: 'Myndighed, in the municipality.' },
    JOB_CENTRE: { description: 'Jobcenter, in the municipality.' },
    PSYCHIATRY: { description: 'Psykiatri; normally the region’s.' },
    REGION: { description: 'Region.' },
    OTHER: { description: 'Anything else: associations, private organisations, housing.' },
  },
});

@ObjectType({
  implements: () => [Node],
  description: 'A person, once, however many courses they take (V28).',
})
export class Person extends Node {
  @TellsOf('id') @Field(() => String) name!: string;
  @TellsOf('id')
  @Field(() => String, { nullable: true, description: 'Work address; null when none was given.' })
  email!: string | null;
  @TellsOf('id')
  @Field(() => String, { nullable: true, description: 'Work phone; null when none was given.' })
  phone!: string | null;
}

@ObjectType({ description: 'Where a person works; several may overlap (V36).' })
export class Affiliation {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true, description: 'Null for staff of other organisations.' })
  municipalityCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Null when not given.' }) organisation!: string | null;
  @Field(() => OrganisationType, { nullable: true, description: 'Null when not given.' })
  organisationType!: `${OrganisationType}` | null;
  @Field(() => String, { nullable: true, description: 'Department; null when not given.' }) unit!:
    string | null;
  @Field(() => String, { nullable: true, description: 'Job title; null when not given.' }) role!:
    string | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'First day there. Null when not known: counts as always.',
  })
  validFrom!: string | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'First day no longer there, also when it lies ahead. Null while it lasts.',
  })
  validTo!: string | null;
}

export const PersonConnection = connectionType(() => Person, 'Person');
