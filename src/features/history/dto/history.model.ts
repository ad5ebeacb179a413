import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Instant } from '../../../domain/calendar.js';
import type { FieldValue } from '../../../domain/history.js';
import { connectionType } from '../../../graphql/connection.js';
import { Role } from '../../../graphql/role.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { TellsOf } from '../../../graphql/tells-of.js';

@ObjectType({ description: 'Whoever recorded something.' })
export class Recorder {
  @Field(() => String, {
    nullable: true,
    description:
      'As last told at sign-in; `Forløb` is this system itself. Null for what was recorded before names were kept.',
  })
  name!: string | null;
  @Field(() => [Role], {
    description: 'The roles that they last signed in with; none for the system itself.',
  })
  roles!: Role[];
  @Field(() => Boolean, {
    description: 'Recorded by the system itself, such as at the start or in the example.',
  })
  system!: boolean;
  @Field(() => Boolean, { description: 'Whether it was whoever is asking.' }) you!: boolean;
}

@ObjectType({ description: 'One field, before and after.' })
export class HistoryChange {
  @Field(() => String, { description: 'The name of the field, as in `status`.' }) field!: string;
  from!: FieldValue;
  to!: FieldValue;
}

@ObjectType({ description: 'Something that stayed as it was and says what the change is about.' })
export class HistoryDetail {
  @Field(() => String, { description: 'The name of the field, as in `halfDayId`.' }) field!: string;
  held!: FieldValue;
}

@ObjectType({ description: 'One entry of the log: who, when, what, before, after and why (V44).' })
export class HistoryEntry {
  @Field(() => ID, { description: 'Opaque.' }) id!: string;
  @Field(() => DateTimeScalar, { description: 'When it was recorded.' }) at!: Instant;
  @Field(() => Recorder) recordedBy!: Recorder;
  @Field(() => String, {
    description:
      'The act: the name of the mutation that did it. `settlement` is what followed by itself from a record.',
  })
  act!: string;
  subjectId!: string;
  namedEnrolmentIds!: readonly string[];
  @TellsOf('subjectId') @Field(() => [HistoryChange]) changes!: HistoryChange[];
  @TellsOf('subjectId')
  @Field(() => [HistoryDetail], {
    description:
      'What stayed as it was and says what the change is about, such as the half-day of a correction.',
  })
  details!: HistoryDetail[];
  @Field(() => String, { nullable: true, description: 'Null where the act asks for none.' })
  reason!: string | null;
}

export const HistoryEntryConnection = connectionType(() => HistoryEntry, 'HistoryEntry');
