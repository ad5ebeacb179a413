/** From stored rows to the rulebook's values: half-days, and the stretches of time that people were in cohorts. */
import {
  halfDayKey,
  type AttendanceFact,
  type CohortSpan,
  type HalfDay,
  type HalfDayRef,
} from '../../domain/attendance.js';
import type { LocalDate } from '../../domain/calendar.js';
import { LEFT, WAITING } from '../../domain/enrolment.js';
import { groupBy } from '../../domain/group-by.js';
import type { ChangeFact, CourseDayFact } from './facts.repository.js';

/** A half-day, and the date that its day is planned for. */
interface Planned {
  readonly halfDay: HalfDay;
  readonly date: LocalDate;
}

/** Course days as half-days, by cohort and by day. */
export class Calendar {
  private readonly byCohort: Map<string, HalfDay[]>;
  private readonly byKey: Map<string, Planned>;

  constructor(days: readonly CourseDayFact[]) {
    const planned = days.flatMap((day) =>
      toHalfDays(day).map((halfDay): [string, Planned] => [halfDayKey(halfDay), { halfDay, date: day.date }]),
    );
    this.byKey = new Map(planned);
    this.byCohort = groupBy(
      planned.map(([, { halfDay }]) => halfDay),
      (halfDay) => halfDay.cohortId,
    );
  }

  find(key: string): Planned | undefined {
    return this.byKey.get(key);
  }

  /** Those of the person's cohorts, and those that the records and make-ups name. */
  halfDaysFor(
    spans: readonly CohortSpan[],
    facts: readonly AttendanceFact[],
    madeUp: readonly HalfDayRef[],
  ): HalfDay[] {
    const own = new Set<HalfDay>();
    for (const span of spans) for (const halfDay of this.byCohort.get(span.cohortId) ?? []) own.add(halfDay);
    const named = facts.flatMap((fact) => [fact, ...(fact.makesUp === null ? [] : [fact.makesUp])]);
    for (const ref of [...named, ...madeUp]) {
      const planned = this.byKey.get(halfDayKey(ref));
      if (planned !== undefined) own.add(planned.halfDay);
    }
    return [...own];
  }
}

/**
 * The stretches of time in cohorts, from the changes in the order they were recorded. Waiting for a seat is not being in
 * the cohort.
 */
export function cohortSpans(
  changes: readonly Pick<ChangeFact, 'status' | 'cohortId' | 'cohortFrom' | 'validOn'>[],
): CohortSpan[] {
  const spans: CohortSpan[] = [];
  let current: string | null = null;
  for (const change of changes) {
    if (spans.length === 0 && WAITING.includes(change.status)) continue;
    const last = spans.at(-1);
    if (change.cohortId !== current) {
      if (last !== undefined && last.to === null)
        spans[spans.length - 1] = { ...last, to: change.cohortFrom ?? change.validOn };
      if (change.cohortId !== null)
        spans.push({ cohortId: change.cohortId, from: change.cohortFrom, to: null });
      current = change.cohortId;
    }
    const open = spans.at(-1);
    if (LEFT.includes(change.status) && open !== undefined && open.to === null)
      spans[spans.length - 1] = { ...open, to: change.validOn };
  }
  return spans;
}

/** Morning and afternoon of a day, as the rulebook sees them. */
export function toHalfDays(day: CourseDayFact): HalfDay[] {
  const { id: courseDayId, cohortId, type, unit, day: number, cancelled } = day;
  const place = { courseDayId, cohortId, type, unit, day: number, cancelled };
  return [
    { part: 'AM', startsAt: day.amStartsAt, endsAt: day.amEndsAt, ...place },
    { part: 'PM', startsAt: day.pmStartsAt, endsAt: day.pmEndsAt, ...place },
  ];
}
