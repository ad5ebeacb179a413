import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { HalfDayRef } from '../../../domain/attendance.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
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
}

export enum AttendanceWarning {
  OVERLAPS_SUPERVISION = 'OVERLAPS_SUPERVISION',
}
registerEnumType(AttendanceWarning, {
  name: 'AttendanceWarning',
  valuesMap: {
    OVERLAPS_SUPERVISION: {
      description: 'The person was at a supervision meeting at the same time: one of the two is wrong (V13).',
    },
  },
});

@ObjectType({ description: 'Recorded all the same, but worth a second look.' })
export class AttendanceWarningItem {
  enrolmentId!: string;
  @Field(() => AttendanceWarning) warning!: AttendanceWarning;
  @Field(() => CourseHalfDay) halfDay!: CourseHalfDay;
}
