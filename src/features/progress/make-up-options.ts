import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Clock } from '../../config/clock.js';
import { isExpected, type HalfDay } from '../../domain/attendance.js';
import { groupBy } from '../../domain/group-by.js';
import { BatchLoader } from '../../graphql/batch-loader.js';
import type { RequestContext } from '../../graphql/context.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';
import { toHalfDays } from './calendar.js';
import type { CourseDayFact } from './facts.repository.js';
import type { MakeUpBasis } from './progress.model.js';

interface UnitDayFact extends CourseDayFact {
  readonly programmeKey: string;
  readonly trackKey: string;
}

/**
 * The half-days ahead, as planned now, of one unit of a track, in whichever cohort. Dates, places and names of cohorts are
 * no secret to whoever was led to them by a half-day that they may see; the people in them are.
 */
@Injectable()
export class ComingHalfDaysLoader extends BatchLoader<HalfDay[]> {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Those at which a missed half-day can be made up: not where the person is expected anyway (L1). */
  async optionsFor(context: RequestContext, basis: MakeUpBasis, missed: HalfDay): Promise<HalfDay[]> {
    if (!basis.allowed) return [];
    const coming = await this.load(context, unitKey({ ...basis, ...missed }));
    return coming
      .filter((halfDay) => !isExpected(halfDay, basis.spans))
      .sort(
        (a, b) =>
          Number(isSamePlace(b, missed)) - Number(isSamePlace(a, missed)) ||
          a.startsAt.localeCompare(b.startsAt) ||
          a.courseDayId.localeCompare(b.courseDayId),
      );
  }

  protected async batch(_context: RequestContext, keys: readonly string[]): Promise<HalfDay[][]> {
    const programmeKeys = [...new Set(keys.map((key) => (JSON.parse(key) as string[])[0] ?? ''))];
    const now = this.clock.now();
    const days = await this.store.query<UnitDayFact>(sql`
      SELECT d.id, d.cohort_id, d.type, d.unit, d.day, p.am_starts_at, p.am_ends_at, p.pm_starts_at, p.pm_ends_at,
        c.programme_key, c.track_key
      FROM course_day_plan p
      JOIN course_day d ON d.id = p.course_day_id
      JOIN cohort c ON c.id = d.cohort_id
      WHERE p.superseded_at IS NULL AND NOT p.cancelled AND p.pm_starts_at > ${now}
        AND c.programme_key IN ${among(programmeKeys)}`);
    const byUnit = groupBy(days, unitKey);
    return keys.map((key) =>
      (byUnit.get(key) ?? [])
        .flatMap((day) => toHalfDays({ ...day, cancelled: false }))
        .filter((halfDay) => halfDay.startsAt > now),
    );
  }
}

/** Whether two half-days of one unit have the same place in the course. */
export function isSamePlace(a: HalfDay, b: HalfDay): boolean {
  return a.day === b.day && a.part === b.part;
}

function unitKey(of: Pick<UnitDayFact, 'programmeKey' | 'trackKey' | 'type' | 'unit'>): string {
  return JSON.stringify([of.programmeKey, of.trackKey, of.type, of.unit]);
}
