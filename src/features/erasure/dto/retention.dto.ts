import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { connectionType } from '../../../graphql/connection.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';

export enum RetentionRule {
  CERTIFICATE = 'CERTIFICATE',
  DETAIL = 'DETAIL',
  CONTACT = 'CONTACT',
}
registerEnumType(RetentionRule, {
  name: 'RetentionRule',
  description: 'The period that kept something of a person longest.',
  valuesMap: {
    CERTIFICATE: { description: 'What a certificate says: ten years from its issue, unless set otherwise.' },
    DETAIL: {
      description: 'Attendance and minutes: 24 months from the end of the engagement, unless set otherwise.',
    },
    CONTACT: { description: 'Somebody who never got a seat: 12 months, unless set otherwise.' },
  },
});

@ObjectType({ description: 'A person of whom nothing is kept for a reason any more.' })
export class RetentionProposal {
  personId!: string;
  @Field(() => ID, { description: 'To name when it is approved.' }) id!: string;
  @Field(() => [String], { description: 'What would go.' }) goes!: string[];
}
export const RetentionProposalConnection = connectionType(() => RetentionProposal, 'RetentionProposal');

@ObjectType({ description: 'One proposal of a run, and what came of it.' })
export class RetentionOutcome {
  @Field(() => ID) proposalId!: string;
  @Field(() => ID, { nullable: true, description: 'Null where the person was not erased.' })
  erasureId!: string | null;
  @Field(() => String, { nullable: true, description: 'Why not; null where the person was erased.' })
  refusal!: string | null;
}

@ObjectType({ description: 'What somebody approved, and what came of it. It stays.' })
export class RetentionRun {
  @Field(() => ID) id!: string;
  @Field(() => DateTimeScalar) approvedAt!: string;
  @Field(() => String, { nullable: true, description: 'Null where no name was kept.' })
  approvedBy!: string | null;
  @Field(() => String) reason!: string;
  @Field(() => Int, { description: 'How many people were erased.' }) erased!: number;
  @Field(() => [RetentionOutcome]) outcomes!: RetentionOutcome[];
}
export const RetentionRunConnection = connectionType(() => RetentionRun, 'RetentionRun');

@InputType()
export class RetentionApproveInput {
  @Field(() => [ID]) @ArrayMinSize(1) @ArrayMaxSize(100) proposalIds!: string[];
  @Field(() => String, { description: 'Why. It stays, so it must not name anybody.' })
  @FreeText(1_000)
  reason!: string;
}

@ObjectType()
export class RetentionApprovePayload {
  @Field(() => RetentionRun) run!: RetentionRun;
}
export const RetentionApproveResult = resultUnion('RetentionApproveResult', RetentionApprovePayload);
