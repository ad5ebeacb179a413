/** Decisions about certificates that were issued (L15, L16, L22). */
import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { resultUnion } from '../../../graphql/result-union.js';
import { FreeText, IdempotencyKey, OptionalFreeText } from '../../../graphql/validation.js';
import { Certificate } from './certificate.model.js';

const NUMBER = {
  description: 'As printed, in any spelling: capitals, spaces and hyphens do not matter.',
} as const;

export enum ReviewDecision {
  UPHOLD = 'UPHOLD',
  CORRECT = 'CORRECT',
  REVOKE = 'REVOKE',
}
registerEnumType(ReviewDecision, {
  name: 'ReviewDecision',
  valuesMap: {
    UPHOLD: {
      description: 'It holds as it is, although this is open. Something else that opens is a new review.',
    },
    CORRECT: {
      description:
        'It holds, but what it said about days and hours was wrong: a new version says how it is; the old one is REPLACED.',
    },
    REVOKE: { description: 'It holds no longer, from today.' },
  },
});

@InputType()
export class CertificateReviewDecideInput {
  @Field(() => String, NUMBER) number!: string;
  @Field(() => ReviewDecision) decision!: ReviewDecision;
  @Field(() => String, { description: 'Kept with who decided; never a reason of health (L10).' })
  @FreeText(1_000)
  reason!: string;
}

@ObjectType()
export class CertificateReviewDecidePayload {
  @Field(() => Certificate, { description: 'The latest version.' }) certificate!: Certificate;
}
export const CertificateReviewDecideResult = resultUnion(
  'CertificateReviewDecideResult',
  CertificateReviewDecidePayload,
);

@InputType()
export class CertificateReissueInput {
  @Field(() => String, NUMBER) number!: string;
  @Field(() => String, { description: 'E.g. that the name has changed; see `personRename`.' })
  @FreeText(1_000)
  reason!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@ObjectType()
export class CertificateReissuePayload {
  @Field(() => Certificate, { description: 'The new version.' }) certificate!: Certificate;
}
export const CertificateReissueResult = resultUnion('CertificateReissueResult', CertificateReissuePayload);

@InputType()
export class CertificateReinstateInput {
  @Field(() => String, NUMBER) number!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class CertificateReinstatePayload {
  @Field(() => Certificate) certificate!: Certificate;
}
export const CertificateReinstateResult = resultUnion(
  'CertificateReinstateResult',
  CertificateReinstatePayload,
);

@InputType()
export class CertificateRenewInput {
  @Field(() => String, NUMBER) number!: string;
  @Field(() => String, { nullable: true, description: 'Where there is something to say about it.' })
  @OptionalFreeText(1_000)
  reason?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@ObjectType()
export class CertificateRenewPayload {
  @Field(() => Certificate, { description: 'The new version, with its new last day.' })
  certificate!: Certificate;
}
export const CertificateRenewResult = resultUnion('CertificateRenewResult', CertificateRenewPayload);
