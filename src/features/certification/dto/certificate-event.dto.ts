import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { connectionType } from '../../../graphql/connection.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';

export enum CertificateEventKind {
  ISSUED = 'ISSUED',
  REISSUED = 'REISSUED',
  CORRECTED = 'CORRECTED',
  RENEWED = 'RENEWED',
  REVIEW_REQUIRED = 'REVIEW_REQUIRED',
  UPHELD = 'UPHELD',
  REVOKED = 'REVOKED',
  REINSTATED = 'REINSTATED',
  REPLACED = 'REPLACED',
}
registerEnumType(CertificateEventKind, {
  name: 'CertificateEventKind',
  valuesMap: {
    ISSUED: { description: 'Udstedt: the first version.' },
    REISSUED: { description: 'Genudstedt: a new version, e.g. after a change of name (L16).' },
    CORRECTED: { description: 'Rettet: a new version says how it is, after a review (L22).' },
    RENEWED: { description: 'Fornyet: a new version for a further period (L15).' },
    REVIEW_REQUIRED: { description: 'Under vurdering: something is open that would have blocked it (V25).' },
    UPHELD: { description: 'Opretholdt by a named person after a review (L22).' },
    REVOKED: { description: 'Tilbagekaldt.' },
    REINSTATED: { description: 'Genindsat after it was revoked (L15).' },
    REPLACED: { description: 'Erstattet: the next version has taken the place of this one.' },
  },
});

@ObjectType({
  description: 'Something that happened to one version of a certificate. Never changed or removed.',
})
export class CertificateEvent {
  certificateId!: string;
  @Field(() => CertificateEventKind) kind!: CertificateEventKind;
  @Field(() => LocalDateScalar) on!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Null where none was given, and for whoever neither decides about it nor holds it.',
  })
  reason!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Who did it, as the sign-in names them; null for whoever neither decides about it nor holds it.',
  })
  by!: string | null;
  @Field(() => DateTimeScalar) recordedAt!: string;
}

@InputType()
export class CertificateEventFilter {
  @Field(() => [CertificateEventKind], { nullable: true }) @IsOptional() kind?: CertificateEventKind[] | null;
  @Field(() => String, { nullable: true }) @IsOptional() programmeKey?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() trackKey?: string | null;
  @Field(() => String, { nullable: true, description: 'Whose seat it was.' })
  @IsOptional()
  municipalityCode?: string | null;
  @Field(() => ID, { nullable: true, description: 'The holder’s cohort.' })
  @IsOptional()
  cohortId?: string | null;
}

export const CertificateEventConnection = connectionType(() => CertificateEvent, 'CertificateEvent');
