import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { DomainErrorCode } from '../../graphql/errors.js';
import { resultUnion } from '../../graphql/result-union.js';
import { Certificate } from '../certification/index.js';
import { CourseDay } from '../cohort/index.js';
import { Enrolment } from '../enrolment/index.js';
import { Requirement } from '../progress/index.js';

export enum CertificatesIssueOutcome {
  ISSUED = 'ISSUED',
  ALREADY = 'ALREADY',
  REFUSED = 'REFUSED',
  FAILED = 'FAILED',
}
registerEnumType(CertificatesIssueOutcome, {
  name: 'CertificatesIssueOutcome',
  valuesMap: {
    ISSUED: { description: 'Udstedt; with `dryRun`: would be issued.' },
    ALREADY: {
      description:
        'There is a certificate for this enrolment already, perhaps one that was revoked since; nothing was done.',
    },
    REFUSED: { description: 'Not ready; `unmet` says what is open.' },
    FAILED: { description: 'Something went wrong here, and nothing was issued to this person. Ask again.' },
  },
});

@InputType()
export class CertificatesIssueInput {
  @Field(() => ID, { description: 'A certification day.' }) courseDayId!: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only say what would happen; nothing is kept, and numbers are drawn anew. Default false.',
  })
  @IsOptional()
  dryRun?: boolean | null;
}

@ObjectType({ description: 'What became of one person of the day.' })
export class CertificatesIssueRow {
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => CertificatesIssueOutcome) outcome!: CertificatesIssueOutcome;
  @Field(() => Certificate, {
    nullable: true,
    description:
      'The one issued now or before; null for everybody else, and in a dry run for those it would be issued to.',
  })
  certificate!: Certificate | null;
  @Field(() => DomainErrorCode, { nullable: true, description: 'Of a refusal; null otherwise.' })
  code!: DomainErrorCode | null;
  @Field(() => String, { nullable: true, description: 'Of a refusal, in English; null otherwise.' })
  message!: string | null;
  @Field(() => [Requirement], {
    description: 'The open requirements that hold it up; empty where none does.',
  })
  unmet!: Requirement[];
}

@ObjectType()
export class CertificatesIssuePayload {
  @Field(() => CourseDay) courseDay!: CourseDay;
  @Field(() => Int) issued!: number;
  @Field(() => Int, { description: 'Had one before.' }) already!: number;
  @Field(() => Int) refused!: number;
  @Field(() => Int, { description: 'Went wrong here: ask again, nobody gets two.' }) failed!: number;
  @Field(() => [CertificatesIssueRow], { description: 'Everybody of the day, by name.' })
  rows!: CertificatesIssueRow[];
}
export const CertificatesIssueResult = resultUnion('CertificatesIssueResult', CertificatesIssuePayload);
