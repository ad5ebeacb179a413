import { Field, ObjectType } from '@nestjs/graphql';
import type { LocalDate } from '../../../domain/calendar.js';
import { connectionType } from '../../../graphql/connection.js';
import { Role } from '../../../graphql/role.js';
import { LocalDateScalar } from '../../../graphql/scalars.js';

@ObjectType({
  description:
    'Somebody was told who a person is, or what happened to them, outside of what their own work has them read every day. Once for each reader, day and root field.',
})
export class Reading {
  @Field(() => String, { description: 'Who read, by name as last told at sign-in.' }) reader!: string;
  @Field(() => [Role], { description: 'In which roles.' }) roles!: Role[];
  @Field(() => LocalDateScalar) on!: LocalDate;
  @Field(() => String, { description: 'The root field of this schema that was asked, e.g. `enrolments`.' })
  field!: string;
}

export const ReadingConnection = connectionType(() => Reading, 'Reading');
