import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { Matches } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText, OptionalFreeText } from '../../../graphql/validation.js';
import { Municipality } from './municipality.model.js';

const CODE = /^[1-9]\d{2}$/;
const CODE_MESSAGE = { message: 'must be a municipality code of three digits' };

@InputType()
export class MunicipalitySucceedInput {
  @Field(() => String, { description: 'The municipality that ends.' })
  @Matches(CODE, CODE_MESSAGE)
  code!: string;

  @Field(() => String, { description: 'The municipality that it becomes part of.' })
  @Matches(CODE, CODE_MESSAGE)
  successorCode!: string;

  @Field(() => LocalDateScalar, { description: 'Its first day as a part of the other one.' })
  firstDay!: LocalDate;

  @Field(() => String) @FreeText(1_000) reason!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Only for a municipality that is founded by this, or that gets another code. Its region is that of the one it comes from.',
  })
  @OptionalFreeText(100)
  successorName?: string | null;
}

@ObjectType()
export class MunicipalitySucceedPayload {
  @Field(() => Municipality, { description: 'The one that ends.' }) municipality!: Municipality;
}

export const MunicipalitySucceedResult = resultUnion('MunicipalitySucceedResult', MunicipalitySucceedPayload);

@InputType()
export class MunicipalityReinstateInput {
  @Field(() => String) @Matches(CODE, CODE_MESSAGE) code!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class MunicipalityReinstatePayload {
  @Field(() => Municipality) municipality!: Municipality;
}

export const MunicipalityReinstateResult = resultUnion(
  'MunicipalityReinstateResult',
  MunicipalityReinstatePayload,
);
