import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { LocalDateScalar } from '../../../graphql/scalars.js';

export enum ReportBasis {
  SEAT = 'SEAT',
  EMPLOYED_NOW = 'EMPLOYED_NOW',
  EMPLOYED_THEN = 'EMPLOYED_THEN',
}
registerEnumType(ReportBasis, {
  name: 'ReportBasis',
  description: 'By what people are counted under a municipality; figures of one basis are compared (V37).',
  valuesMap: {
    SEAT: { description: 'Whose seat they hold.' },
    EMPLOYED_NOW: { description: 'Where they work today.' },
    EMPLOYED_THEN: { description: 'Where they work on the day that was asked for.' },
  },
});

@ObjectType()
export class MunicipalityWorkforce {
  municipalityCode!: string;
  @Field(() => Int, {
    description:
      'People who work here on the day with a certificate that holds on the day, also under review (L22).',
  })
  certified!: number;
  @Field(() => Int, { description: 'The same today.' }) certifiedToday!: number;
  @Field(() => Int, { description: 'Certified here today, and no longer here on the day.' }) leaving!: number;
  @Field(() => Int, { description: 'Certified here today, here on the day, and the certificate is over.' })
  expiring!: number;
  @Field(() => Int, { description: 'Certified here on the day, but not today.' }) joining!: number;
}

@ObjectType({
  description:
    'How many certified people work where (Q21, L5): by job and certificate on the day, whoever’s seat they hold. certified = certifiedToday − leaving − expiring + joining.',
})
export class CertifiedWorkforce {
  @Field(() => LocalDateScalar) on!: string;
  @Field(() => ReportBasis) basis!: ReportBasis;
  @Field(() => Int, {
    description:
      'Unique persons of all rows: who works in two municipalities stands in both, and is counted once here.',
  })
  persons!: number;
  @Field(() => Int, {
    nullable: true,
    description:
      'Certified on the day, and working in no municipality. Null unless asked about every municipality by the agency.',
  })
  elsewhere!: number | null;
  @Field(() => [MunicipalityWorkforce], { description: 'In Danish order.' })
  municipalities!: MunicipalityWorkforce[];
}
