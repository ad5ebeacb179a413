import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique } from 'class-validator';
import type { LocalDate } from '../../../domain/calendar.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';
import { Engagement, SeatUsage } from './engagement.model.js';

@InputType()
export class EngagementOpenInput {
  @Field(() => String) programmeKey!: string;

  @Field(() => [String], { description: 'One, or several that take part together (L20).' })
  @ArrayMinSize(1, { message: 'must name at least one municipality' })
  @ArrayMaxSize(98, { message: 'must name at most 98 municipalities' })
  @ArrayUnique({ message: 'must name each municipality once' })
  municipalityCodes!: string[];

  @Field(() => LocalDateScalar) startsOn!: LocalDate;
}

@ObjectType()
export class EngagementOpenPayload {
  @Field(() => Engagement) engagement!: Engagement;
}

export const EngagementOpenResult = resultUnion('EngagementOpenResult', EngagementOpenPayload);

@InputType()
export class SeatGrantInput {
  @Field(() => ID) engagementId!: string;
  @Field(() => String) municipalityCode!: string;
  @Field(() => String) trackKey!: string;
  @Field(() => String) @FreeText(1_000) reason!: string;
}

@ObjectType()
export class SeatGrantPayload {
  @Field(() => SeatUsage) seatUsage!: SeatUsage;
}

export const SeatGrantResult = resultUnion('SeatGrantResult', SeatGrantPayload);
