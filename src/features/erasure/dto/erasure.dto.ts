import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional } from 'class-validator';
import { resultUnion } from '../../../graphql/result-union.js';
import { FreeText } from '../../../graphql/validation.js';
import { Person } from '../../person/index.js';

export enum ErasureCandidateKind {
  SIGN_IN = 'SIGN_IN',
  SUPERVISOR = 'SUPERVISOR',
  ASSESSOR = 'ASSESSOR',
  DOCUMENT_OWNER = 'DOCUMENT_OWNER',
}
registerEnumType(ErasureCandidateKind, {
  name: 'ErasureCandidateKind',
  description: 'Where the name of the person stands once more, and only people can say whether it is theirs.',
  valuesMap: {
    SIGN_IN: { description: 'Somebody of that name who has signed in.' },
    SUPERVISOR: { description: 'A supervisor of that name.' },
    ASSESSOR: { description: 'The assessor of somebody else’s attempt.' },
    DOCUMENT_OWNER: { description: 'The owner of a plan document, named in words.' },
  },
});

@ObjectType({ description: 'Perhaps the same person, perhaps another of the same name.' })
export class ErasureCandidate {
  @Field(() => ID, { description: 'To name in `alsoErase`.' }) id!: string;
  @Field(() => ErasureCandidateKind) kind!: ErasureCandidateKind;
}

@ObjectType({ description: 'Rows of one table of the database.' })
export class ErasureTable {
  @Field(() => String) table!: string;
  @Field(() => Int) rows!: number;
}

@InputType()
export class PersonEraseInput {
  @Field(() => ID, { description: 'Any registration of the person: those that were merged go with it.' })
  personId!: string;
  @Field(() => String, { description: 'Why. It stays, so it must not name the person.' })
  @FreeText(1_000)
  reason!: string;
  @Field(() => Boolean, { description: 'Say what would go and what would stay, and erase nothing.' })
  dryRun!: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'The person has objected, and it was upheld: also what a certificate says, within its period.',
  })
  @IsOptional()
  objectionUpheld?: boolean | null;
  @Field(() => [ID], {
    nullable: true,
    description: 'Of the `undecided` of a dry run, those that are this person.',
  })
  @IsOptional()
  @ArrayMaxSize(100)
  alsoErase?: string[] | null;
}

@ObjectType()
export class PersonErasePayload {
  @Field(() => Boolean) dryRun!: boolean;
  @Field(() => Person, { description: 'As it is called now; of a dry run, as it is still called.' })
  person!: Person;
  @Field(() => ID, { nullable: true, description: 'Of the erasure; null of a dry run.' })
  erasureId!: string | null;
  @Field(() => [ErasureTable], { description: 'Where something of them is emptied or removed.' })
  goes!: ErasureTable[];
  @Field(() => [ErasureTable], {
    description: 'What stays of them, under a number instead of a name: what was counted is still counted.',
  })
  stays!: ErasureTable[];
  @Field(() => [ErasureCandidate], { description: 'Left alone, because only people can say.' })
  undecided!: ErasureCandidate[];
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the database took it out of its files at once; where not, it does so later. Null of a dry run.',
  })
  filesCleaned!: boolean | null;
}
export const PersonEraseResult = resultUnion('PersonEraseResult', PersonErasePayload);
