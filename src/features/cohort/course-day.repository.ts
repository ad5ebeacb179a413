import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { cohortVisible } from '../../access/visibility.js';
import type { UnitType } from '../../domain/programme.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** A course day with its current plan. */
export interface CourseDayRow {
  readonly id: string;
  readonly cohortId: string;
  readonly type: UnitType;
  readonly unit: number;
  readonly day: number;
  readonly planId: string;
  readonly date: string;
  readonly amStartsAt: string;
  readonly amEndsAt: string;
  readonly pmStartsAt: string;
  readonly pmEndsAt: string;
  readonly venue: string | null;
  readonly hostMunicipalityCode: string | null;
  readonly cancelled: boolean;
  /** Whether anything is recorded for it: attendance, or attempts. */
  readonly recorded: boolean;
  /** Whether anybody has sent an apology for it that was not taken back. */
  readonly apologised: boolean;
  readonly providerId: string | null;
}

@Injectable()
export class CourseDayRepository {
  constructor(private readonly store: Store) {}

  async findVisible(reach: Reach, ids: readonly string[]): Promise<CourseDayRow[]> {
    return this.select(sql`d.id IN ${among(ids)} AND ${cohortVisible(reach, sql`c`)}`);
  }

  async find(ids: readonly string[]): Promise<CourseDayRow[]> {
    return this.select(sql`d.id IN ${among(ids)}`);
  }

  async findOfCohorts(cohortIds: readonly string[]): Promise<CourseDayRow[]> {
    return this.select(sql`d.cohort_id IN ${among(cohortIds)}`);
  }

  /** By date, then by place in the course. */
  private async select(condition: Sql): Promise<CourseDayRow[]> {
    const rows = await this.store.query<CourseDayRow>(sql`
      SELECT d.id, d.cohort_id, d.type, d.unit, d.day, p.id AS plan_id, p.date, p.am_starts_at, p.am_ends_at,
        p.pm_starts_at, p.pm_ends_at, p.venue, p.host_municipality_code, p.cancelled, c.provider_id,
        EXISTS (SELECT 1 FROM attendance a WHERE a.course_day_id = d.id AND a.superseded_at IS NULL)
          OR EXISTS (SELECT 1 FROM certification_attempt t WHERE t.course_day_id = d.id) AS recorded,
        EXISTS (SELECT 1 FROM apology o WHERE o.course_day_id = d.id AND o.withdrawn_at IS NULL) AS apologised
      FROM course_day d
      JOIN course_day_plan p ON p.course_day_id = d.id AND p.superseded_at IS NULL
      JOIN cohort c ON c.id = d.cohort_id
      WHERE ${condition} ORDER BY p.date, d.unit, d.day, d.id`);
    return rows.map((row) => ({
      ...row,
      cancelled: Boolean(row.cancelled),
      recorded: Boolean(row.recorded),
      apologised: Boolean(row.apologised),
    }));
  }
}
