import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { Node } from '../../../graphql/node.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { TellsOf } from '../../../graphql/tells-of.js';
import { FreeText } from '../../../graphql/validation.js';
import { Person } from '../../person/index.js';

@ObjectType({
  implements: () => [Node],
  description:
    'Two registrations of one person, made one: both histories stay, and it can be taken back (L25).',
})
export class PersonMerge extends Node {
  keptId!: string;
  @TellsOf('keptId')
  @Field(() => String, { description: 'The name that the other registration had.' })
  mergedName!: string;
  @TellsOf('keptId')
  @Field(() => String, {
    nullable: true,
    description: 'Its address, which still signs its owner in; null when it had none.',
  })
  mergedEmail!: string | null;
  @Field(() => String) reason!: string;
  @Field(() => DateTimeScalar) mergedAt!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was taken back; null while it stands.',
  })
  undoneAt!: string | null;
}

export enum DuplicateSign {
  SAME_NAME = 'SAME_NAME',
  SAME_MAILBOX = 'SAME_MAILBOX',
  SAME_PHONE = 'SAME_PHONE',
}
registerEnumType(DuplicateSign, {
  name: 'DuplicateSign',
  description: 'Why two registrations look like one person.',
  valuesMap: {
    SAME_NAME: { description: 'Written alike, whatever the case and the accents.' },
    SAME_MAILBOX: { description: 'The same before the @, as when somebody has moved to another employer.' },
    SAME_PHONE: { description: 'The same digits.' },
  },
});

@ObjectType({ description: 'Perhaps the same person. Only people can say.' })
export class PersonDuplicate {
  @Field(() => Person) person!: Person;
  @Field(() => [DuplicateSign]) signs!: DuplicateSign[];
}

@InputType()
export class PersonMergeInput {
  @Field(() => ID, { description: 'The registration that stays.' }) keepId!: string;
  @Field(() => ID, { description: 'The registration that goes into it.' }) mergeId!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class PersonMergePayload {
  @Field(() => Person) person!: Person;
  @Field(() => PersonMerge) merge!: PersonMerge;
}
export const PersonMergeResult = resultUnion('PersonMergeResult', PersonMergePayload);

@InputType({ description: 'Names the merge, or the registration that was merged.' })
export class PersonUnmergeInput {
  @Field(() => ID, { nullable: true }) @IsOptional() mergeId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The registration that had gone.' })
  @IsOptional()
  personId?: string | null;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class PersonUnmergePayload {
  @Field(() => Person, { description: 'The person that had been kept.' }) kept!: Person;
  @Field(() => Person, { description: 'The person that is there again.' }) restored!: Person;
  @Field(() => PersonMerge) merge!: PersonMerge;
}
export const PersonUnmergeResult = resultUnion('PersonUnmergeResult', PersonUnmergePayload);
