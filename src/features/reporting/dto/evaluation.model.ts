import { Field, Int, ObjectType } from '@nestjs/graphql';
import { connectionType } from '../../../graphql/connection.js';

@ObjectType({
  description:
    'One enrolment of a participant without a name (Q39): nothing here says who it is, and no cell has fewer than five persons.',
})
export class EvaluationRow {
  municipalityCode!: string | null;
  @Field(() => String, {
    description:
      'The same for a person in every row of the programme, another one in other programmes, and turned back by nobody outside the installation.',
  })
  pseudonym!: string;
  @Field(() => String) programmeKey!: string;
  @Field(() => String) trackKey!: string;
  @Field(() => String, { nullable: true, description: 'Null where too few people would be left with it.' })
  region!: string | null;
  @Field(() => Boolean, { description: 'Withdrawn or replaced.' }) left!: boolean;
  @Field(() => Int) attendedHalfDays!: number;
  @Field(() => Int, { description: 'Missed and made up; not part of `attendedHalfDays`.' })
  madeUpHalfDays!: number;
  @Field(() => Int, { nullable: true, description: 'Null where the programme states no days.' })
  requiredHalfDays!: number | null;
  @Field(() => Int) supervisionMinutes!: number;
  @Field(() => Int, { nullable: true, description: 'Null where no hours are stated (V42).' })
  supervisionTargetMinutes!: number | null;
  @Field(() => Boolean) certified!: boolean;
  @Field(() => Boolean) completed!: boolean;
}

export const EvaluationRowConnection = connectionType(() => EvaluationRow, 'EvaluationRow');
