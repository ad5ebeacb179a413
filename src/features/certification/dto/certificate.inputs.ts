import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { RequirementsUnmet } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText, IdempotencyKey } from '../../../graphql/validation.js';
import { Requirement } from '../../progress/index.js';
import { Certificate } from './certificate.model.js';

@InputType()
export class CertificateIssueInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description:
      'Not before the attempt that was passed, and not in the future (V23). Default: the day of that attempt, of ' +
      'the last half-day attended, or from which a dispensation lifts what would have held it up, whichever is latest; ' +
      'today where the assessment was lifted by dispensation. Where the rules limit how long a certificate holds, a day from ' +
      'which it would be over already is refused.',
  })
  @IsOptional()
  issuedOn?: LocalDate | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@ObjectType()
export class CertificateIssuePayload {
  @Field(() => Certificate) certificate!: Certificate;
  @Field(() => [Requirement], {
    description: 'Open requirements that the rules point out at this step without holding it up.',
  })
  warnings!: Requirement[];
}
export const CertificateIssueResult = resultUnion(
  'CertificateIssueResult',
  CertificateIssuePayload,
  RequirementsUnmet,
);

@InputType()
export class CertificateRevokeInput {
  @Field(() => String, {
    description: 'As printed, in any spelling: capitals, spaces and hyphens do not matter.',
  })
  number!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class CertificateRevokePayload {
  @Field(() => Certificate) certificate!: Certificate;
}
export const CertificateRevokeResult = resultUnion('CertificateRevokeResult', CertificateRevokePayload);
