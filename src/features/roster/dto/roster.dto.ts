import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { Texts } from '../../../domain/programme.js';
import { DomainErrorCode } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { Base64Scalar } from '../../../graphql/scalars.js';

export enum RosterOutcome {
  ACCEPTED = 'ACCEPTED',
  UNCHANGED = 'UNCHANGED',
  DUPLICATE = 'DUPLICATE',
  REFUSED = 'REFUSED',
  NEEDS_ACKNOWLEDGEMENT = 'NEEDS_ACKNOWLEDGEMENT',
}
registerEnumType(RosterOutcome, {
  name: 'RosterOutcome',
  valuesMap: {
    ACCEPTED: { description: 'Has a seat now (or would have).' },
    UNCHANGED: { description: 'Had one already; nothing to do.' },
    DUPLICATE: { description: 'The same person stands further up in the file.' },
    REFUSED: { description: 'See `problems`.' },
    NEEDS_ACKNOWLEDGEMENT: { description: 'Above a soft limit: the agency can grant a further seat (V4).' },
  },
});

@InputType()
export class RosterImportInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Needed where several municipalities take part together.',
  })
  @IsOptional()
  municipalityCode?: string | null;
  @Field(() => String) trackKey!: string;
  @Field(() => ID, { nullable: true }) @IsOptional() cohortId?: string | null;
  @Field(() => Base64Scalar, { description: 'CSV as spreadsheets write it; at most 5,000 rows.' })
  file!: Buffer;
  @Field(() => Boolean, { description: 'Say what would happen, and write nothing.' }) dryRun!: boolean;
}

@ObjectType()
export class RosterProblem {
  @Field(() => String, {
    nullable: true,
    description: 'Heading in the file; null when it is about the whole row.',
  })
  column!: string | null;
  @Field(() => DomainErrorCode) code!: DomainErrorCode;
  texts!: Texts;
}

@ObjectType({
  description:
    'One row of the file: its line number there, what happened (or would happen), and every problem with its column.',
})
export class RosterRow {
  personId!: string | null;
  enrolmentId!: string | null;
  @Field(() => Int) line!: number;
  @Field(() => RosterOutcome) outcome!: RosterOutcome;
  @Field(() => [RosterProblem]) problems!: RosterProblem[];
}

@ObjectType()
export class RosterImportPayload {
  @Field(() => [RosterRow], { description: 'In the order of the file.' }) rows!: RosterRow[];
}

export const RosterImportResult = resultUnion('RosterImportResult', RosterImportPayload);
