import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsOptional } from 'class-validator';
import { resultUnion } from '../../../graphql/result-union.js';
import { Base64Scalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { Programme } from '../../programme/index.js';
import { Progress } from '../../progress/index.js';

/** How many people one decision may move, and how many effects an answer lists. */
export const MOST = 500;

@ObjectType({ description: 'What other rules would say about one enrolment (A28).' })
export class RuleEffect {
  enrolmentId!: string;
  @Field(() => Progress, { description: 'By the rules it goes by.' }) before!: Progress;
  @Field(() => Progress, { description: 'By the other rules.' }) after!: Progress;
}

@ObjectType({ description: 'What other rules would change, for whom.' })
export class RuleSimulation {
  @Field(() => Int, { description: 'Enrolments looked at: those that are not over.' }) examined!: number;
  @Field(() => Int, { description: 'Of those, with another state of a requirement or of completion.' })
  affected!: number;
  @Field(() => Int, { description: 'Completed by the rules they go by, and not by the others.' })
  reopened!: number;
  @Field(() => Int, { description: 'Not completed by the rules they go by, and completed by the others.' })
  completed!: number;
  @Field(() => [RuleEffect], { description: `Of the affected; the first ${MOST}, oldest enrolment first.` })
  effects!: RuleEffect[];
}

@InputType()
export class RuleSetPublishInput {
  @Field(() => Base64Scalar, {
    description: 'A programme file, as those in src/programmes/files: JSON with comments.',
  })
  file!: Buffer;
  @Field(() => Boolean, { description: 'Say what it would change, and publish nothing.' }) dryRun!: boolean;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class RuleSetPublishPayload {
  @Field(() => Programme, { description: 'As published, or as it would be.' }) programme!: Programme;
  @Field(() => RuleSimulation, {
    description: 'If everybody were moved to it. Publishing moves nobody: see `enrolmentRulesMove` (V40).',
  })
  simulation!: RuleSimulation;
}
export const RuleSetPublishResult = resultUnion('RuleSetPublishResult', RuleSetPublishPayload);

@InputType()
export class EnrolmentRulesMoveInput {
  @Field(() => [ID])
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @ArrayUnique()
  enrolmentIds!: string[];
  @Field(() => Int, { description: 'Of the programme’s published rule sets, the one to go by from today.' })
  version!: number;
  @Field(() => String) @FreeText(1_000) reason!: string;
  @Field(() => Boolean, { nullable: true, description: 'Say what it would change, and move nobody.' })
  @IsOptional()
  dryRun?: boolean | null;
}

@ObjectType()
export class EnrolmentRulesMovePayload {
  @Field(() => RuleSimulation, { description: 'What it changes, or would change.' })
  simulation!: RuleSimulation;
}
export const EnrolmentRulesMoveResult = resultUnion('EnrolmentRulesMoveResult', EnrolmentRulesMovePayload);
