import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import { connectionType } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';
import { QuotaScope } from '../../programme/index.js';

@ObjectType({
  implements: () => [Node],
  description:
    'A municipality’s, or several municipalities’, participation in a programme (forløb). Its seats came into being when it was opened.',
})
export class Engagement extends Node {
  programmeKey!: string;
  ruleVersion!: number;
  municipalityCodes!: readonly string[];
  withdrawals!: readonly { readonly code: string; readonly on: string }[];
  @Field(() => LocalDateScalar) startsOn!: string;
  @Field(() => LocalDateScalar, { description: 'Planned: start plus the programme’s months, less a day.' })
  endsOn!: string;
}

@ObjectType({ description: 'A municipality that has left an engagement it took part in with others (L21).' })
export class EngagementWithdrawal {
  municipalityCode!: string;
  @Field(() => LocalDateScalar, { description: 'First day on which it takes no part.' }) on!: string;
}

@ObjectType({ description: 'Seats of one municipality on one track of one engagement.' })
export class SeatUsage {
  engagementId!: string;
  municipalityCode!: string;
  @Field(() => String) trackKey!: string;
  @Field(() => Int, { nullable: true, description: 'Null where there is no limit.' }) limit!: number | null;
  @Field(() => Int, { description: 'Extra seats the agency granted above the limit.' }) granted!: number;
  @Field(() => Int, {
    description: 'Seats of the limit that are held now, leavers’ seats that were not released included.',
  })
  held!: number;
  @Field(() => Int, {
    description: 'People on top of the limit: leaders where the rules count them apart (R04).',
  })
  heldOnTop!: number;
  @Field(() => Int, {
    description:
      'Seats kept for people on the waiting list, each until the offer is answered or has run out and is passed on.',
  })
  offered!: number;
  @Field(() => Int, { description: 'Seats that closed when the municipality left a joint engagement (L21).' })
  closed!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Neither held, nor offered, nor closed. Null where there is no limit.',
  })
  free!: number | null;
  @Field(() => QuotaScope, {
    nullable: true,
    description:
      'Whose limit it is: where it is shared, all who share it show the same figures. Null where there is no limit.',
  })
  scope!: QuotaScope | null;
  @Field(() => Int, { description: 'Everybody who ever held one of these seats (V2).' })
  cumulativePersons!: number;
  @Field(() => Int) waiting!: number;
}

@InputType()
export class EngagementFilter {
  @Field(() => String, { nullable: true }) @IsOptional() programmeKey?: string | null;
  @Field(() => String, { nullable: true }) @IsOptional() municipalityCode?: string | null;
}

export const EngagementConnection = connectionType(() => Engagement, 'Engagement');
