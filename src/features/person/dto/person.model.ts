import { Field, ID, ObjectType } from '@nestjs/graphql';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { connectionType } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';

@ObjectType({
  implements: () => [Node],
  description: 'A person, once, however many courses they take (V28).',
})
export class Person extends Node {
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true, description: 'Work address; null when none was given.' })
  email!: string | null;
  @Field(() => String, { nullable: true, description: 'Work phone; null when none was given.' })
  phone!: string | null;
}

@ObjectType({ description: 'Where a person works; several may overlap (V36).' })
export class Affiliation {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true, description: 'Null for staff of other organisations.' })
  municipalityCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Null when not given.' }) organisation!: string | null;
  @Field(() => String, { nullable: true, description: 'Department; null when not given.' }) unit!:
    string | null;
  @Field(() => String, { nullable: true, description: 'Job title; null when not given.' }) role!:
    string | null;
  @Field(() => LocalDateScalar, { nullable: true, description: 'Null when not known.' }) validFrom!:
    string | null;
  @Field(() => LocalDateScalar, { nullable: true, description: 'Null while it lasts.' }) validTo!:
    string | null;
}

export const PersonConnection = connectionType(() => Person, 'Person');
