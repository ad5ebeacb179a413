import { Field, Int, ObjectType } from '@nestjs/graphql';
import { EnrolmentStatus } from '../../enrolment/index.js';
import { Requirement, toRequirement } from '../../progress/index.js';
import type { EffectStanding, EnrolmentEffect } from '../correction-effects.service.js';
import { CertificateStatus } from './certificate.model.js';

@ObjectType({ description: 'One version of a certificate, and how it stands.' })
export class CertificateMark {
  @Field(() => String) number!: string;
  @Field(() => Int) version!: number;
  @Field(() => CertificateStatus) status!: CertificateStatus;
}

@ObjectType({ description: 'What is known about one enrolment before or after a correction.' })
export class CorrectionStanding {
  @Field(() => EnrolmentStatus) status!: EnrolmentStatus;
  @Field(() => Boolean) certified!: boolean;
  @Field(() => Boolean) completed!: boolean;
  @Field(() => Int) attendedHalfDays!: number;
  @Field(() => Int) madeUpHalfDays!: number;
  @Field(() => Int, { description: 'Made-up ones left out.' }) missedHalfDays!: number;
  @Field(() => Int) creditedMinutes!: number;
  @Field(() => Int, { nullable: true, description: 'Null where no hours are stated (V42).' })
  remainingMinutes!: number | null;
  @Field(() => [Requirement]) requirements!: Requirement[];
  @Field(() => [CertificateMark], { description: 'All that were issued for it.' })
  certificates!: CertificateMark[];
}

@ObjectType({ description: 'How a correction moves the answers of one enrolment (V25, L22).' })
export class CorrectionEffect {
  enrolmentId!: string;
  @Field(() => CorrectionStanding) before!: CorrectionStanding;
  @Field(() => CorrectionStanding) after!: CorrectionStanding;
  @Field(() => [String], { description: 'Numbers of the certificates that are put under review.' })
  reviewRequired!: string[];
}

export function toCorrectionEffect({ enrolmentId, before, after }: EnrolmentEffect): CorrectionEffect {
  const under = (standing: EffectStanding) =>
    standing.certificates.flatMap(({ number, status }) => (status === 'REVIEW_REQUIRED' ? [number] : []));
  const already = under(before);
  return Object.assign(new CorrectionEffect(), {
    enrolmentId,
    before: toStanding(before),
    after: toStanding(after),
    reviewRequired: under(after).filter((number) => !already.includes(number)),
  });
}

function toStanding({ status, requirements, certificates, ...figures }: EffectStanding): CorrectionStanding {
  return Object.assign(new CorrectionStanding(), figures, {
    status: EnrolmentStatus[status],
    requirements: requirements.map(toRequirement),
    certificates: certificates.map((mark) =>
      Object.assign(new CertificateMark(), mark, { status: CertificateStatus[mark.status] }),
    ),
  });
}
