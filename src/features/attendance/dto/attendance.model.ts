import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { HalfDayRef } from '../../../domain/attendance.js';
import { DateTimeScalar, LocalDateScalar } from '../../../graphql/scalars.js';
import { CourseHalfDay } from '../../cohort/index.js';
import { Enrolment } from '../../enrolment/index.js';

export enum AttendanceState {
  PRESENT = 'PRESENT',
  ABSENT = 'ABSENT',
}
registerEnumType(AttendanceState, {
  name: 'AttendanceState',
  valuesMap: {
    PRESENT: { description: 'Fremmødt.' },
    ABSENT: { description: 'Ikke fremmødt; whether an apology came is kept, the reason never (L10).' },
  },
});

@ObjectType({ description: 'An approved task that makes up for one missed half-day (L1).' })
export class AlternativeMakeUp {
  @Field(() => ID) id!: string;
  @Field(() => String, { description: 'What the person did instead.' }) description!: string;
  @Field(() => LocalDateScalar, { description: 'The day that it was done; from then on it counts.' })
  on!: string;
  @Field(() => DateTimeScalar, { description: 'When it was approved.' }) recordedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while it holds.' })
  withdrawnAt!: string | null;
}

@ObjectType({ description: 'One person at one half-day.' })
export class AttendanceRow {
  madeUpByRef!: HalfDayRef | null;
  makesUpRef!: HalfDayRef | null;
  @Field(() => Enrolment) enrolment!: Enrolment;
  @Field(() => CourseHalfDay) halfDay!: CourseHalfDay;
  @Field(() => AttendanceState, {
    nullable: true,
    description: 'Null while nothing is recorded: nothing turns into presence by itself.',
  })
  state!: AttendanceState | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether an apology came. Null where it was not said, and for presence.',
  })
  notified!: boolean | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When this was entered; a paper list may come weeks later (L27). Null while nothing is recorded.',
  })
  recordedAt!: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether it was first recorded more than three working days after the day (L27); a later correction does not make it late. Null while nothing is recorded.',
  })
  recordedLate!: boolean | null;
  @Field(() => AlternativeMakeUp, {
    nullable: true,
    description: 'The approved task by which this half-day was made up; null where it was not.',
  })
  madeUpByAlternative!: AlternativeMakeUp | null;
}

export enum AttendanceWarning {
  OVERLAPS_SUPERVISION = 'OVERLAPS_SUPERVISION',
  APOLOGISED = 'APOLOGISED',
}
registerEnumType(AttendanceWarning, {
  name: 'AttendanceWarning',
  valuesMap: {
    OVERLAPS_SUPERVISION: {
      description: 'The person was at a supervision meeting at the same time: one of the two is wrong (V13).',
    },
    APOLOGISED: {
      description:
        'Sent an apology and has no record yet: “all present” leaves this person out, so say whether they came.',
    },
  },
});

@ObjectType({ description: 'Recorded all the same, but worth a second look.' })
export class AttendanceWarningItem {
  enrolmentId!: string;
  @Field(() => AttendanceWarning) warning!: AttendanceWarning;
  @Field(() => CourseHalfDay) halfDay!: CourseHalfDay;
}
