/** The days of a cohort's course, as the programme file has them, and when they are. */
import type { LocalDate } from '../../src/domain/calendar.js';
import type { UnitType } from '../../src/domain/programme.js';
import type { HistoryCalendar } from './data-calendar.js';
import { type CohortPlan, idOf, type TrackKey } from './data-plan.js';

export interface DayPlan {
  readonly id: string;
  readonly type: UnitType;
  readonly unit: number;
  readonly day: number;
  readonly date: LocalDate;
  /** Past, and its sheet is filled in. */
  readonly recorded: boolean;
}

const DAYS: Readonly<Record<TrackKey, readonly (readonly [UnitType, number, number])[]>> = {
  MEETING_LEADER: [1, 2, 3, 4].flatMap((unit) => [1, 2].map((day) => ['SEMINAR', unit, day] as const)),
  INTRO: [1, 2, 3, 4].map((unit) => ['COURSE_DAY', unit, 1] as const),
};
const CERTIFICATION = ['CERTIFICATION_DAY', 1, 1] as const;
/** Months from the beginning of the round to the first unit, and from unit to unit. */
const PACE: Readonly<Record<TrackKey, readonly [number, number]>> = {
  MEETING_LEADER: [2, 2.5],
  INTRO: [3, 1.5],
};
const CERTIFICATION_MONTH = 14;
const DAYS_PER_COHORT = 9;
/** A cohort is a week behind the one before it, and every eighth begins anew. */
const STAGGER = 8;

/** In the order of the course; meeting leaders have their certification day last. */
export function daysOf(cohort: CohortPlan, cohortNumber: number, calendar: HistoryCalendar): DayPlan[] {
  const places = [...DAYS[cohort.track], ...(cohort.track === 'MEETING_LEADER' ? [CERTIFICATION] : [])];
  return places.map(([type, unit, day], index) => {
    const date = dateOf(cohort, type, unit, day, calendar);
    return {
      id: idOf('day', cohortNumber * DAYS_PER_COHORT + index),
      type,
      unit,
      day,
      date,
      recorded: date < calendar.today && type !== 'CERTIFICATION_DAY' && (!cohort.small || unit === 1),
    };
  });
}

function dateOf(
  cohort: CohortPlan,
  type: UnitType,
  unit: number,
  day: number,
  calendar: HistoryCalendar,
): LocalDate {
  const { round, track, index } = cohort;
  const weeks = index % STAGGER;
  // Not on the days of supervision, nor those of the other track.
  const weekday = track === 'INTRO' ? 3 : day - 1;
  if (cohort.ahead) return calendar.ahead(60 + unit * 30 + (type === 'CERTIFICATION_DAY' ? 150 : 0), weekday);
  if (round < 2 || cohort.small) {
    const months = type === 'CERTIFICATION_DAY' ? CERTIFICATION_MONTH : monthOf(track, unit);
    const inRound = calendar.inRound(round, months, weeks, weekday);
    return inRound < calendar.today || round < 2 ? inRound : calendar.ahead(120 + weeks * 7, weekday);
  }
  // In the middle: the last unit of every second meeting leader cohort, and of every intro cohort, lies ahead.
  const lastAhead = unit === 4 && (track === 'INTRO' || index % 2 === 0);
  if (type === 'CERTIFICATION_DAY') return calendar.ahead(120 + weeks * 7, weekday);
  return lastAhead
    ? calendar.ahead(60 + weeks * 7, weekday)
    : calendar.inRound(round, monthOf(track, unit), weeks, weekday);
}

function monthOf(track: TrackKey, unit: number): number {
  const [first, step] = PACE[track];
  return first + step * (unit - 1);
}
