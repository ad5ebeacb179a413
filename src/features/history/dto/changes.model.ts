import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Instant, LocalDate } from '../../../domain/calendar.js';
import { connectionType } from '../../../graphql/connection.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { EnrolmentStatus } from '../../enrolment/index.js';
import { Requirement } from '../../progress/index.js';
import { CertificationStatusRow, type StatusFilter } from '../../reporting/index.js';

@ObjectType({ description: 'What was answered about one enrolment at one state of knowledge.' })
export class KnownAnswer {
  municipalityCode!: string;
  @Field(() => EnrolmentStatus) status!: EnrolmentStatus;
  @Field(() => Boolean) holdsSeat!: boolean;
  @Field(() => Int) attendedHalfDays!: number;
  @Field(() => Int, { description: 'Missed ones that were made up.' }) madeUpHalfDays!: number;
  @Field(() => Int, { description: 'Of supervision, in whole minutes (V10).' }) creditedMinutes!: number;
  @Field(() => [Requirement]) requirements!: Requirement[];
  @Field(() => Boolean) certified!: boolean;
  @Field(() => Boolean) completed!: boolean;
}

@ObjectType({ description: 'An enrolment about which another answer is given now.' })
export class MovedAnswer {
  enrolmentId!: string;
  @Field(() => KnownAnswer, { nullable: true, description: 'Null where it had not been recorded then.' })
  before!: KnownAnswer | null;
  @Field(() => KnownAnswer) after!: KnownAnswer;
}

@ObjectType({
  description: 'A row of the report by programme, track and municipality that reads otherwise now.',
})
export class MovedStatusRow {
  @Field(() => CertificationStatusRow, { nullable: true, description: 'Null where there was no such row.' })
  before!: CertificationStatusRow | null;
  @Field(() => CertificationStatusRow, {
    nullable: true,
    description: 'Null where there is no such row any more.',
  })
  after!: CertificationStatusRow | null;
}

@ObjectType({
  description: 'What a report of an earlier day says otherwise now, and the records it comes from (Q36).',
})
export class ChangesSince {
  @Field(() => DateTimeScalar) knownAt!: Instant;
  @Field(() => DateTimeScalar) until!: Instant;
  @Field(() => LocalDateScalar, { description: 'The day that both reports are about.' }) validOn!: LocalDate;
  filter!: StatusFilter;
  /** Worked out once, when the first field asks for it. */
  moved!: () => Promise<Moved>;
}

export interface Moved {
  readonly answers: readonly MovedAnswer[];
  readonly rows: readonly MovedStatusRow[];
}

export const MovedAnswerConnection = connectionType(() => MovedAnswer, 'MovedAnswer');
