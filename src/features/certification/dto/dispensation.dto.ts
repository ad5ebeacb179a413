import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { RequirementKind } from '../../progress/index.js';

@ObjectType({ description: 'One requirement lifted for one enrolment, with the reason (Decision 5).' })
export class Dispensation {
  @Field(() => ID, { description: 'Opaque.' }) id!: string;
  @Field(() => RequirementKind) requirement!: RequirementKind;
  @Field(() => String) reason!: string;
  @Field(() => LocalDateScalar, {
    description: 'The day it was granted; the requirement is lifted from then on.',
  })
  grantedOn!: string;
}

@InputType()
export class DispensationGrantInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => RequirementKind) requirement!: RequirementKind;
  @Field(() => String, { description: 'Not a reason of health: those are not stored (L10).' })
  @FreeText(1_000)
  reason!: string;
}

@ObjectType()
export class DispensationGrantPayload {
  @Field(() => Dispensation) dispensation!: Dispensation;
}
export const DispensationGrantResult = resultUnion('DispensationGrantResult', DispensationGrantPayload);
