/** Who is ready for a certification day, and how a cohort's attempts went (Q4, Q5, Q7). */
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Enrolment } from '../../enrolment/index.js';
import { Requirement } from '../../progress/index.js';
import { CertificationAttempt, VideoStatus } from './attempt.dto.js';

@ObjectType({ description: 'Somebody who is to be assessed on a certification day, as things stand now.' })
export class CertificationCandidate {
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => Boolean, {
    description: 'Nothing holds the attempt up; the rules may still point something out.',
  })
  ready!: boolean;
  @Field(() => [Requirement], {
    description:
      'What holds the attempt up: open requirements that block this step, and an assessment whose attempts are all used.',
  })
  blocked!: Requirement[];
  @Field(() => [Requirement], {
    description: 'Open requirements that the rules only point out at this step.',
  })
  warned!: Requirement[];
  @Field(() => [CertificationAttempt], {
    description: 'On this day, in order; a retry may be on the same day.',
  })
  attempts!: CertificationAttempt[];
  @Field(() => VideoStatus, {
    nullable: true,
    description: 'Of the last attempt on this day; null while none is recorded. It never blocks (V21).',
  })
  video!: VideoStatus | null;
}

@ObjectType({ description: 'How far one person of a cohort is with the assessment.' })
export class CertificationResult {
  retryDayId!: string | null;
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => [CertificationAttempt], {
    description: 'All of them, in order (V27); empty where there is none yet.',
  })
  attempts!: CertificationAttempt[];
  @Field(() => Boolean) passed!: boolean;
}

@ObjectType({ description: 'Of the people of a cohort that you may see; each counts once.' })
export class CohortCertification {
  @Field(() => Int, { description: 'People who have passed.' }) passed!: number;
  @Field(() => Int, { description: 'People whose last attempt failed.' }) failed!: number;
  @Field(() => Int, {
    description: 'Of those: people with a coming certification day in their cohort’s calendar.',
  })
  retryBooked!: number;
  @Field(() => Int, { description: 'People without an attempt yet.' }) notAttempted!: number;
  @Field(() => Int, {
    description: 'Attempts that failed, also those of people who have passed since (L13).',
  })
  failedAttempts!: number;
  @Field(() => [CertificationResult], { description: 'By name.' }) results!: CertificationResult[];
}
