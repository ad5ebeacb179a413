import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { Instant } from '../../../domain/calendar.js';
import { connectionType } from '../../../graphql/connection.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';

export enum CorrectionDecision {
  CARRIED_OUT = 'CARRIED_OUT',
  REFUSED = 'REFUSED',
}
registerEnumType(CorrectionDecision, {
  name: 'CorrectionDecision',
  valuesMap: {
    CARRIED_OUT: { description: 'It was wrong, and has been corrected.' },
    REFUSED: { description: 'It stands; the answer says why.' },
  },
});

@ObjectType({
  description:
    'Somebody asks for a correction of what is stored about them (GDPR art. 16), and what was decided. Both stay. A half-day or a supervision meeting is disputed with `attendanceDispute` instead.',
})
export class CorrectionRequest {
  personId!: string;
  municipalityCode!: string | null;
  providerId!: string | null;
  @Field(() => ID) id!: string;
  @Field(() => ID, {
    description: 'What is wrong: the id of a record, or that of the person for name, address and phone.',
  })
  recordId!: string;
  @Field(() => String, { description: 'In their own words.' }) text!: string;
  @Field(() => DateTimeScalar) requestedAt!: Instant;
  @Field(() => Boolean, { description: 'Until it is answered.' }) open!: boolean;
  @Field(() => CorrectionDecision, { nullable: true, description: 'Null while it is open.' })
  decision!: CorrectionDecision | null;
  @Field(() => String, { nullable: true, description: 'What was done, or why not. Null while it is open.' })
  answer!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while it is open.' })
  answeredAt!: Instant | null;
}

@InputType()
export class CorrectionFilter {
  @Field(() => Boolean, { nullable: true, description: 'Left out: open and answered ones.' })
  @IsOptional()
  open?: boolean | null;
}

export const CorrectionRequestConnection = connectionType(() => CorrectionRequest, 'CorrectionRequest');

@InputType()
export class CorrectionRequestInput {
  @Field(() => ID, { description: 'About whom: whoever asks, or on whose behalf.' }) personId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'What is wrong: a workplace, an enrolment, a certificate, an attempt, a make-up, a dispensation, a supervision group or a membership of a team. Left out: name, address or phone.',
  })
  @IsOptional()
  recordId?: string | null;
  @Field(() => String, {
    description: 'What is wrong, and what would be right; never a reason of health (L10).',
  })
  @FreeText(1_000)
  text!: string;
}

@ObjectType()
export class CorrectionRequestPayload {
  @Field(() => CorrectionRequest) correctionRequest!: CorrectionRequest;
}
export const CorrectionRequestResult = resultUnion('CorrectionRequestResult', CorrectionRequestPayload);

@InputType()
export class CorrectionAnswerInput {
  @Field(() => ID) correctionRequestId!: string;
  @Field(() => CorrectionDecision) decision!: CorrectionDecision;
  @Field(() => String, { description: 'What was done, or why not.' }) @FreeText(1_000) text!: string;
}

@ObjectType()
export class CorrectionAnswerPayload {
  @Field(() => CorrectionRequest) correctionRequest!: CorrectionRequest;
}
export const CorrectionAnswerResult = resultUnion('CorrectionAnswerResult', CorrectionAnswerPayload);
