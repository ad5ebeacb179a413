import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { resultUnion } from '../../../graphql/result-union.js';
import { FreeText } from '../../../graphql/validation.js';
import { Person } from './person.model.js';

@InputType()
export class PersonRenameInput {
  @Field(() => ID) personId!: string;
  @Field(() => String) @FreeText(200) name!: string;
  @Field(() => String, { description: 'E.g. marriage, or a name that was misspelt.' })
  @FreeText(1_000)
  reason!: string;
}

@ObjectType()
export class PersonRenamePayload {
  @Field(() => Person) person!: Person;
}

export const PersonRenameResult = resultUnion('PersonRenameResult', PersonRenamePayload);
