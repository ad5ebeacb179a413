import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsOptional, ValidateNested } from 'class-validator';
import { NotAMember } from '../../../graphql/errors.js';
import { resultUnion } from '../../../graphql/result-union.js';
import { FreeText, IdempotencyKey } from '../../../graphql/validation.js';
import { CorrectionEffect } from '../../certification/index.js';
import { CourseDay, DayPart, type CourseDayRow } from '../../cohort/index.js';
import { Enrolment } from '../../enrolment/index.js';
import { AttendanceState, AttendanceWarningItem } from './attendance.model.js';

const MAX_ENTRIES = 500;

@InputType({ description: 'What the sheet says about one person, where the default does not.' })
export class AttendanceEntryInput {
  @Field(() => ID) enrolmentId!: string;

  @Field(() => DayPart, { nullable: true, description: 'Left out: both half-days. Needed for a make-up.' })
  @IsOptional()
  part?: DayPart | null;

  @Field(() => AttendanceState) state!: AttendanceState;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'With ABSENT only: whether an apology came. Left out: yes when one was sent here. Never why (L10).',
  })
  @IsOptional()
  notified?: boolean | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'For a guest who makes up a missed half-day of the same unit: which one (L1). One attendance makes up one half-day.',
  })
  @IsOptional()
  makesUpHalfDayId?: string | null;
}

@InputType()
export class AttendanceRecordInput {
  @Field(() => ID, { description: 'A day that has come and was not cancelled.' }) courseDayId!: string;

  @Field(() => AttendanceState, {
    nullable: true,
    description:
      'For every half-day on the sheet that is not named and has no record yet; people on leave are left out, and of PRESENT also those who sent an apology (see `warnings`). Never changes what is recorded.',
  })
  @IsOptional()
  default?: AttendanceState | null;

  @Field(() => [AttendanceEntryInput], {
    nullable: true,
    description: 'At most 500. One that differs from what is recorded is a correction, with history (V7).',
  })
  @IsOptional()
  @ArrayMaxSize(MAX_ENTRIES, { message: `must have at most ${MAX_ENTRIES} entries` })
  @ValidateNested({ each: true })
  @Type(() => AttendanceEntryInput)
  entries?: AttendanceEntryInput[] | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@ObjectType()
export class AttendanceRecordPayload {
  day!: CourseDayRow;
  @Field(() => CourseDay) courseDay!: CourseDay;
}
export const AttendanceRecordResult = resultUnion(
  'AttendanceRecordResult',
  AttendanceRecordPayload,
  NotAMember,
);

@InputType()
export class AttendanceCorrectInput {
  @Field(() => ID) enrolmentId!: string;
  @Field(() => ID) halfDayId!: string;
  @Field(() => AttendanceState) state!: AttendanceState;
  @Field(() => String, { description: 'Why the record was wrong; never a reason of health (L10).' })
  @FreeText(1_000)
  reason!: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Say what would change, in `effects`, and write nothing. Default false.',
  })
  @IsOptional()
  dryRun?: boolean | null;
}

@ObjectType()
export class AttendanceCorrectPayload {
  @Field(() => Enrolment, { description: 'As it stands now; after a dry run that is as before.' })
  enrolment!: Enrolment;
  @Field(() => [CorrectionEffect], {
    description:
      'Everybody whose answers this moves, or would move, also on other tracks: before and after, as far as you may see them.',
  })
  effects!: CorrectionEffect[];
  @Field(() => Int, { description: 'How many more enrolments it moves that are not for you to see.' })
  othersAffected!: number;
  @Field(() => [AttendanceWarningItem], { description: 'About this person at this day.' })
  warnings!: AttendanceWarningItem[];
}
export const AttendanceCorrectResult = resultUnion('AttendanceCorrectResult', AttendanceCorrectPayload);
