import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { RequirementsUnmet } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { OptionalFreeText, IdempotencyKey } from '../../../graphql/validation.js';
import { Requirement } from '../../progress/index.js';

export enum AttemptOutcome {
  PASSED = 'PASSED',
  FAILED = 'FAILED',
}
registerEnumType(AttemptOutcome, {
  name: 'AttemptOutcome',
  valuesMap: { PASSED: { description: 'Bestået.' }, FAILED: { description: 'Ikke bestået.' } },
});

export enum VideoStatus {
  SHOWN = 'SHOWN',
  NOT_POSSIBLE = 'NOT_POSSIBLE',
  NOT_SHOWN = 'NOT_SHOWN',
}
registerEnumType(VideoStatus, {
  name: 'VideoStatus',
  description: 'Whether a recording of a meeting was shown (R07). The recording itself is never stored.',
  valuesMap: {
    SHOWN: { description: 'A recording was shown.' },
    NOT_POSSIBLE: { description: 'There could be none; see the alternative basis (L14).' },
    NOT_SHOWN: { description: 'There was none, for no stated reason. It blocks nothing (V21).' },
  },
});

@ObjectType({
  description: 'One attempt at certification. Attempts are numbered from 1 and never deleted (V27).',
})
export class CertificationAttempt {
  courseDayId!: string;
  @Field(() => ID, { description: 'Opaque.' }) id!: string;
  @Field(() => Int) number!: number;
  @Field(() => AttemptOutcome) outcome!: AttemptOutcome;
  @Field(() => VideoStatus, { nullable: true, description: 'Null where it was not recorded.' })
  video!: VideoStatus | null;
  @Field(() => String, { nullable: true, description: 'Who assessed; null where it was not recorded.' })
  assessor!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What was assessed instead of a recording (L14); null where nothing was stated.',
  })
  alternativeBasis!: string | null;
  @Field(() => LocalDateScalar) date!: string;
}

@InputType()
export class CertificationAttemptRecordInput {
  @Field(() => ID, {
    description:
      'A certification day of the track, in the person’s own cohort or another one. A retry may be on the same day.',
  })
  courseDayId!: string;
  @Field(() => ID) enrolmentId!: string;
  @Field(() => AttemptOutcome) outcome!: AttemptOutcome;
  @Field(() => VideoStatus) video!: VideoStatus;
  @Field(() => String, { nullable: true }) @OptionalFreeText(200) assessor?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What was assessed instead of a recording, e.g. observation, role play, written reflection.',
  })
  @OptionalFreeText(1_000)
  alternativeBasis?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@ObjectType()
export class CertificationAttemptRecordPayload {
  @Field(() => CertificationAttempt) attempt!: CertificationAttempt;
  @Field(() => [Requirement], {
    description: 'Open requirements that the rules point out at this step without holding it up.',
  })
  warnings!: Requirement[];
}
export const CertificationAttemptRecordResult = resultUnion(
  'CertificationAttemptRecordResult',
  CertificationAttemptRecordPayload,
  RequirementsUnmet,
);
