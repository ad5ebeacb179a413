import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { LocalDate } from '../../../domain/calendar.js';
import { connectionType } from '../../../graphql/connection.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { FreeText } from '../../../graphql/validation.js';

@ObjectType({
  description: 'The part of the log of changes that is older than its period: whole days, sealed.',
})
export class RetentionAuditProposal {
  @Field(() => LocalDateScalar, {
    description: 'The first day within the period: what was recorded from then on stays.',
  })
  keptFrom!: LocalDate;
  @Field(() => LocalDateScalar, { nullable: true, description: 'The first day; null where nothing is due.' })
  from!: LocalDate | null;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day, to name when it is approved; null where nothing is due.',
  })
  upTo!: LocalDate | null;
  @Field(() => Int, { description: 'Days on which something was recorded.' }) days!: number;
  @Field(() => Int, { description: 'What was recorded on them.' }) events!: number;
  @Field(() => Int, { description: 'The seals over it.' }) seals!: number;
}

@ObjectType({
  description: 'That the log of changes was shortened. It stays, and the log itself says so too.',
})
export class RetentionAuditRun {
  @Field(() => ID) id!: string;
  @Field(() => DateTimeScalar) approvedAt!: string;
  @Field(() => String, { nullable: true, description: 'Null where no name was kept.' })
  approvedBy!: string | null;
  @Field(() => String) reason!: string;
  @Field(() => LocalDateScalar, { description: 'The last day that went.' }) upTo!: LocalDate;
  @Field(() => Int, { description: 'How many events went.' }) events!: number;
  @Field(() => Int, { description: 'How many seals there were over them; the last of them stays.' })
  seals!: number;
  @Field(() => Int, { description: 'The number of that seal: what is left is proven from it.' })
  lastSeal!: number;
  @Field(() => String, { description: 'Its hash, which `audit:verify --head` knows.' }) head!: string;
}
export const RetentionAuditRunConnection = connectionType(() => RetentionAuditRun, 'RetentionAuditRun');

@InputType()
export class RetentionAuditApproveInput {
  @Field(() => LocalDateScalar, {
    description:
      'Up to the end of which day. Whole days go: where two come in turn around midnight, both or neither.',
  })
  upTo!: LocalDate;
  @Field(() => String, { description: 'Why. It stays, so it must not name anybody.' })
  @FreeText(1_000)
  reason!: string;
  @Field(() => Boolean, { description: 'Say what would go, and remove nothing.' })
  dryRun!: boolean;
}

@ObjectType()
export class RetentionAuditApprovePayload {
  @Field(() => Boolean) dryRun!: boolean;
  @Field(() => RetentionAuditRun, { description: 'Of a dry run, as it would be.' }) run!: RetentionAuditRun;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the database took it out of its files at once; where not, it does so later. Null of a dry run.',
  })
  filesCleaned!: boolean | null;
}
export const RetentionAuditApproveResult = resultUnion(
  'RetentionAuditApproveResult',
  RetentionAuditApprovePayload,
);
