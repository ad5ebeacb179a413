import type { HalfDay } from '../../domain/attendance.js';
import { addDays } from '../../domain/calendar.js';
import { forecastMinutes } from '../../domain/forecast.js';
import type { RequirementAnswer } from '../../domain/requirements.js';
import { minutesLeft, type SupervisionAnswer } from '../../domain/supervision.js';
import { CourseHalfDay, DayPart, halfDayId } from '../cohort/index.js';
import type { CountedAnswer } from './counted.js';
import {
  AttendanceProgress,
  Progress,
  Requirement,
  RequirementDispensation,
  SupervisionProgress,
  type MakeUpBasis,
} from './progress.model.js';
import type { ProgressAnswer } from './standing.js';

export function toProgress(answer: ProgressAnswer): Progress {
  const { missed, notRecorded, coming: _, ...attendance } = answer.attendance;
  return Object.assign(new Progress(), {
    attendance: Object.assign(new AttendanceProgress(), attendance, {
      makeUpBasis: makeUpBasisOf(answer),
      missedHalfDays: missed,
      notRecordedHalfDays: notRecorded,
    }),
    supervision: toSupervisionProgress(answer.supervision),
    requirements: answer.requirements.map(toRequirement),
    certified: answer.certified,
    completed: answer.completed,
  });
}

/** The paths in `Progress` that `toFigures` knows. */
export const FIGURES = [
  'attendance.requiredHalfDays',
  'attendance.attendedHalfDays',
  'attendance.madeUpHalfDays',
  'supervision.targetMinutes',
  'supervision.creditedMinutes',
  'supervision.remainingMinutes',
] as const;

/** For who asks for nothing else. */
export function toFigures({ attendance, supervision }: CountedAnswer): Progress {
  return Object.assign(new Progress(), {
    attendance: Object.assign(new AttendanceProgress(), attendance),
    supervision: Object.assign(new SupervisionProgress(), supervision, {
      remainingMinutes: minutesLeft(supervision),
    }),
  });
}

export function toSupervisionProgress({
  minutesPerHour: _,
  window,
  ...answer
}: SupervisionAnswer): SupervisionProgress {
  return Object.assign(new SupervisionProgress(), answer, {
    forecastMinutes: forecastMinutes(answer),
    dueOn: window.until === null ? null : addDays(window.until, -1),
  });
}

export function toRequirement(answer: RequirementAnswer): Requirement {
  return Object.assign(new Requirement(), {
    kind: answer.kind,
    state: answer.state,
    texts: answer.explanation,
    dispensation:
      answer.dispensation === null || answer.dispensation === undefined
        ? null
        : Object.assign(new RequirementDispensation(), answer.dispensation),
  });
}

export function toCourseHalfDay(halfDay: HalfDay): CourseHalfDay {
  return Object.assign(new CourseHalfDay(), {
    id: halfDayId(halfDay.courseDayId, halfDay.part),
    courseDayId: halfDay.courseDayId,
    part: DayPart[halfDay.part],
    startsAt: halfDay.startsAt,
    endsAt: halfDay.endsAt,
  });
}

export function makeUpBasisOf({ enrolment, track, spans }: ProgressAnswer): MakeUpBasis {
  const { programmeKey, trackKey } = enrolment;
  return { allowed: track.attendance.makeUp, programmeKey, trackKey, spans };
}
