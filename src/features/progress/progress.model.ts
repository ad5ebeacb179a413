import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CohortSpan, HalfDay } from '../../domain/attendance.js';
import type { LocalDate } from '../../domain/calendar.js';
import type { Texts } from '../../domain/programme.js';
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';
import { CourseHalfDay } from '../cohort/index.js';

export enum Outlook {
  NO_TARGET = 'NO_TARGET',
  MET = 'MET',
  ON_TRACK = 'ON_TRACK',
  AT_RISK = 'AT_RISK',
  IMPOSSIBLE = 'IMPOSSIBLE',
}
registerEnumType(Outlook, {
  name: 'Outlook',
  valuesMap: {
    NO_TARGET: { description: 'No hours are stated: no percentage either (V42).' },
    MET: { description: 'Reached.' },
    ON_TRACK: {
      description:
        'Planned meetings close the gap, or the pace is not behind a straight line (information only).',
    },
    AT_RISK: { description: 'Planned meetings do not close the gap and the pace is behind.' },
    IMPOSSIBLE: { description: 'The period is over.' },
  },
});

export enum RequirementKind {
  ATTENDANCE = 'ATTENDANCE',
  SUPERVISION = 'SUPERVISION',
  ASSESSMENT = 'ASSESSMENT',
}
registerEnumType(RequirementKind, { name: 'RequirementKind' });

export enum RequirementState {
  MET = 'MET',
  PENDING = 'PENDING',
  AT_RISK = 'AT_RISK',
  IMPOSSIBLE = 'IMPOSSIBLE',
  DISPENSED = 'DISPENSED',
  NOT_APPLICABLE = 'NOT_APPLICABLE',
}
registerEnumType(RequirementState, { name: 'RequirementState' });

@ObjectType({ description: 'That a requirement is lifted for this person: by whom, why and for how long.' })
export class RequirementDispensation {
  @Field(() => String) reason!: string;
  @Field(() => String, { description: 'Who granted it, as the sign-in names them.' }) grantedBy!: string;
  @Field(() => DateTimeScalar) grantedAt!: string;
  @Field(() => LocalDateScalar, { description: 'The first day on which it holds.' }) validOn!: string;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description: 'The last day on which it holds; null while it has no end.',
  })
  until!: string | null;
}

@ObjectType({ description: 'One requirement, its state, and why in words and numbers (Decision 6).' })
export class Requirement {
  @Field(() => RequirementKind) kind!: RequirementKind;
  @Field(() => RequirementState) state!: RequirementState;
  @Field(() => RequirementDispensation, {
    nullable: true,
    description: 'Null where none holds. It is shown also while the requirement is met without it.',
  })
  dispensation!: RequirementDispensation | null;
  texts!: Texts;
}

@ObjectType({ description: 'A coming half-day of another cohort at which a missed one can be made up.' })
export class MakeUpOption {
  @Field(() => CourseHalfDay) halfDay!: CourseHalfDay;
  @Field(() => Boolean, {
    description: 'Whether it has the same place in the course: day and half-day of the same seminar.',
  })
  samePlace!: boolean;
}

@ObjectType({ description: 'One missed half-day, and where it can be made up (Q2).' })
export class MakeUpChoice {
  @Field(() => CourseHalfDay) missed!: CourseHalfDay;
  @Field(() => [MakeUpOption], {
    description:
      'The same place in the course first, then by date; empty where nothing is planned, and where the rules do not allow making up.',
  })
  options!: MakeUpOption[];
}

/** What decides where somebody can make up for what they missed. */
export interface MakeUpBasis {
  readonly allowed: boolean;
  readonly programmeKey: string;
  readonly trackKey: string;
  readonly spans: readonly CohortSpan[];
}

@ObjectType()
export class AttendanceProgress {
  @Field(() => Int, { nullable: true, description: 'Null where the programme states no days.' })
  requiredHalfDays!: number | null;
  @Field(() => Int, { description: 'Over or recorded, cancelled ones left out (V18, V19).' })
  heldHalfDays!: number;
  @Field(() => Int) attendedHalfDays!: number;
  @Field(() => Int, { description: 'Missed ones that were made up; the absence stays visible.' })
  madeUpHalfDays!: number;
  makeUpBasis!: MakeUpBasis;
  missedHalfDays!: readonly HalfDay[];
  notRecordedHalfDays!: readonly HalfDay[];
}

@ObjectType({ description: 'Whole minutes (V10).' })
export class SupervisionProgress {
  @Field(() => Int, {
    nullable: true,
    description: 'Null where no hours are stated for this person (V42, R13).',
  })
  targetMinutes!: number | null;
  @Field(() => Int) creditedMinutes!: number;
  @Field(() => Int, { nullable: true, description: 'Null where there is no target.' })
  remainingMinutes!: number | null;
  @Field(() => Int, {
    description: 'Of the own groups’ meetings ahead and inside the period; shared time counts once (V12).',
  })
  plannedMinutes!: number;
  @Field(() => Int, {
    description: 'Credited and planned together: what there will be if everything is attended.',
  })
  forecastMinutes!: number;
  @Field(() => Int, { description: 'Attended outside the period: counts only with a dispensation (1d).' })
  outsideWindowMinutes!: number;
  @Field(() => Outlook) outlook!: Outlook;
  @Field(() => LocalDateScalar, {
    nullable: true,
    description:
      'Last day on which supervision counts, moved by leave (L9). Null where the rules set no period.',
  })
  dueOn!: LocalDate | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'Where a straight line from the start to `dueOn` stands on the day, leave left out: a reference, not a rule (1d). Null without target or period.',
  })
  paceMinutes!: number | null;
}

@ObjectType({ description: 'Everything known about one enrolment’s way to certificate and completion.' })
export class Progress {
  @Field(() => AttendanceProgress) attendance!: AttendanceProgress;
  @Field(() => SupervisionProgress) supervision!: SupervisionProgress;
  @Field(() => [Requirement]) requirements!: Requirement[];
  @Field(() => Boolean, { description: 'A certificate held on the day; under review it still holds (L22).' })
  certified!: boolean;
  @Field(() => Boolean, { description: 'Nothing that blocks completion is open.' }) completed!: boolean;
}
