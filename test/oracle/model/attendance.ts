/** Half-days (V6, V18, V19, L1, L8, L23, L24). A place in the course is a half-day of a unit, whichever cohort it is taken in. */
import type { AsOf } from './as-of.js';
import { inSpan, onLeave, spansOf } from './belonging.js';
import { endOf, get, keyOf, PARTS, type CourseDay, type Person } from './known.js';
import type { HalfDay, Part } from './facts.js';

export interface Attendance {
  readonly held: number;
  readonly attended: number;
  readonly madeUp: number;
  /** As `SEMINAR 2.1 PM`: unit 2, day 1, afternoon. */
  readonly missed: readonly string[];
  readonly notRecorded: readonly string[];
}

/**
 * What became of one half-day. A place counts as the first of these that it has: somebody who was absent here may have
 * been there, where the sheet is still empty, or has it still to come in another cohort.
 */
const ORDER = ['ATTENDED', 'NOT_RECORDED', 'AHEAD', 'MISSED'] as const;
type Outcome = (typeof ORDER)[number];

export function attendanceOf(as: AsOf, person: Person): Attendance {
  const places = new Map<string, Outcome>();
  for (const day of as.known.days.values())
    for (const part of PARTS) {
      const outcome = outcomeOf(as, person, day, part);
      if (outcome === null) continue;
      const place = placeOf(day, part);
      const before = places.get(place) ?? outcome;
      places.set(place, ORDER.indexOf(before) < ORDER.indexOf(outcome) ? before : outcome);
    }
  const madeUp = new Set<string>();
  for (const target of as.slip === 'MAKE_UP_FORGOTTEN' ? [] : madeUpBy(as, person)) {
    const day = get(as.known.days, target.day);
    const place = placeOf(day, target.part);
    // V18: nobody has missed a day that was cancelled, so nothing of it can be made up.
    if (!day.cancelled && places.get(place) !== 'ATTENDED') madeUp.add(place);
  }
  const those = (wanted: Outcome) =>
    [...places]
      .filter(([place, outcome]) => outcome === wanted && !madeUp.has(place))
      .map(([place]) => place);
  const attended = those('ATTENDED').length;
  const missed = those('MISSED').sort();
  const notRecorded = those('NOT_RECORDED').sort();
  return {
    held: attended + madeUp.size + missed.length + notRecorded.length,
    attended: as.slip === 'A_HALF_DAY_MORE' && attended > 0 ? attended + 1 : attended,
    madeUp: madeUp.size,
    missed,
    notRecorded,
  };
}

export function placeOf(day: CourseDay, part: Part): string {
  return `${day.type} ${day.unit}.${day.number} ${part}`;
}

/** Null = none of the person's, or cancelled. */
function outcomeOf(as: AsOf, person: Person, day: CourseDay, part: Part): Outcome | null {
  if (day.type === 'CERTIFICATION_DAY') return null;
  if (day.cancelled && as.slip !== 'CANCELLED_IS_HELD') return null;
  const mark = as.known.marks.get(keyOf(person.enrolled.id, { day: day.id, part }));
  // A guest's half-day counts for what it makes up, not for itself, and a guest who did not come has missed nothing.
  const own = mark?.madeUpBefore === null ? mark : undefined;
  if (own !== undefined && day.date <= as.on) return own.state === 'PRESENT' ? 'ATTENDED' : 'MISSED';
  const over = endOf(day, part) <= as.until;
  const spans = spansOf(person, as);
  if (spans.some((span) => span.cohort === day.cohort && inSpan(span, day.date))) {
    // L9: nobody is expected during leave; what is held then is missed, not forgotten.
    if (onLeave(person, day.date)) return over ? 'MISSED' : null;
    if (!over) return 'AHEAD';
    return as.slip === 'BLANK_IS_PRESENT' ? 'ATTENDED' : 'NOT_RECORDED';
  }
  const last = spans.at(-1);
  const before = last?.cohort === day.cohort && last.from !== null && day.date < last.from;
  return before && over && as.slip !== 'LATECOMERS_EXCUSED' ? 'MISSED' : null;
}

/** The half-days that the person's visits elsewhere and approved work make up for. */
function madeUpBy(as: AsOf, person: Person): HalfDay[] {
  const tasks = [...person.tasks.values()].filter((task) => task.on <= as.on);
  const visits = [...as.known.marks.values()].flatMap((mark) =>
    mark.enrolment === person.enrolled.id &&
    mark.makesUp !== null &&
    get(as.known.days, mark.day).date <= as.on
      ? [mark.makesUp]
      : [],
  );
  return [...visits, ...tasks];
}
