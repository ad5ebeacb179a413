import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { Clock } from '../../config/clock.js';
import { BatchLoader, grouped, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { CohortRepository, type CohortRow } from './cohort.repository.js';
import { CourseDayRepository, type CourseDayRow } from './course-day.repository.js';
import { Cohort, CourseDay, CourseDayStatus, CourseHalfDay, DayPart } from './dto/cohort.model.js';

/** Null for cohorts that the actor may not see. */
@Injectable()
export class CohortLoader extends BatchLoader<Cohort | null> {
  constructor(private readonly cohorts: CohortRepository) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.cohorts.findVisible(reachOf(actorOf(context), 'cohort'), ids);
    return inOrder(ids, rows, (row) => row.id, toCohort);
  }
}

/** Null for days of cohorts that the actor may not see. */
@Injectable()
export class CourseDayLoader extends BatchLoader<CourseDay | null> {
  constructor(
    private readonly days: CourseDayRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.days.findVisible(reachOf(actorOf(context), 'courseDay'), ids);
    return courseDaysInOrder(ids, rows, this.clock.now());
  }
}

/** A day's place, date and venue are no secret to whoever was led to it by something visible; its people still are. */
@Injectable()
export class KnownCourseDayLoader extends BatchLoader<CourseDay | null> {
  constructor(
    private readonly days: CourseDayRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, ids: readonly string[]) {
    const rows = await this.days.find(ids);
    return courseDaysInOrder(ids, rows, this.clock.now());
  }
}

/** The same for a cohort that a known day belongs to. */
@Injectable()
export class KnownCohortLoader extends BatchLoader<Cohort | null> {
  constructor(private readonly cohorts: CohortRepository) {
    super();
  }

  protected async batch(_context: RequestContext, ids: readonly string[]) {
    const rows = await this.cohorts.find(ids);
    return inOrder(ids, rows, (row) => row.id, toCohort);
  }
}

/** By cohort, in the order of the calendar. */
@Injectable()
export class CourseDaysLoader extends BatchLoader<CourseDay[]> {
  constructor(
    private readonly days: CourseDayRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected async batch(_context: RequestContext, cohortIds: readonly string[]) {
    const rows = await this.days.findOfCohorts(cohortIds);
    const now = this.clock.now();
    return grouped(cohortIds, rows, (row) => row.cohortId).map((each) =>
      each.map((row) => toCourseDay(row, now)),
    );
  }
}

export function toCohort(row: CohortRow): Cohort {
  return Object.assign(new Cohort(), row);
}

function courseDaysInOrder(ids: readonly string[], rows: readonly CourseDayRow[], now: string) {
  return inOrder(
    ids,
    rows,
    (row) => row.id,
    (row) => toCourseDay(row, now),
  );
}

export function toCourseDay(row: CourseDayRow, now: string): CourseDay {
  const { planId: _plan, providerId: _provider, cancelled, recorded, apologised: _apologised, ...rest } = row;
  const held = recorded || row.pmEndsAt <= now;
  const status = cancelled ? 'CANCELLED' : held ? 'HELD' : 'PLANNED';
  return Object.assign(new CourseDay(), rest, { status: CourseDayStatus[status] });
}

/** Half-days have ids of their own that stay the same when the day is moved. */
export function halfDayId(courseDayId: string, part: 'AM' | 'PM'): string {
  return `${courseDayId}:${part}`;
}

/** Null for what is not the id of a half-day. */
export function readHalfDayId(id: string): { courseDayId: string; part: 'AM' | 'PM' } | null {
  const [courseDayId, part, ...rest] = id.split(':');
  if (courseDayId === undefined || (part !== 'AM' && part !== 'PM') || rest.length > 0) return null;
  return { courseDayId, part };
}

export function toHalfDay(day: CourseDay, part: 'AM' | 'PM'): CourseHalfDay {
  return Object.assign(new CourseHalfDay(), {
    id: halfDayId(day.id, part),
    courseDayId: day.id,
    part: DayPart[part],
    startsAt: part === 'AM' ? day.amStartsAt : day.pmStartsAt,
    endsAt: part === 'AM' ? day.amEndsAt : day.pmEndsAt,
  });
}
