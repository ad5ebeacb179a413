import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { HalfDayRef } from '../../domain/attendance.js';
import type { LocalDate } from '../../domain/calendar.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

/** A missed half-day that an approved task makes up for. */
export interface AlternativeRow extends HalfDayRef {
  readonly id: string;
  readonly enrolmentId: string;
  readonly doneOn: LocalDate;
  readonly description: string;
  readonly recordedAt: string;
  /** When it was withdrawn; null while it holds. */
  readonly supersededAt: string | null;
}

@Injectable()
export class MakeUpRepository {
  constructor(private readonly store: Store) {}

  /** Those that hold, for half-days of the days. */
  async ofDays(courseDayIds: readonly string[]): Promise<AlternativeRow[]> {
    return this.select(sql`m.course_day_id IN ${among(courseDayIds)} AND m.superseded_at IS NULL`);
  }

  /** The one that holds for a half-day of a person, if any. */
  async of(enrolmentId: string, { courseDayId, part }: HalfDayRef): Promise<AlternativeRow | null> {
    const [row] = await this.select(sql`m.enrolment_id = ${enrolmentId} AND m.course_day_id = ${courseDayId}
      AND m.part = ${part} AND m.superseded_at IS NULL`);
    return row ?? null;
  }

  /** Those who make up for a half-day of a day, by a task or as guests elsewhere. */
  async enrolmentsMakingUp(courseDayId: string): Promise<string[]> {
    const rows = await this.store.query<{ enrolmentId: string }>(sql`
      SELECT m.enrolment_id FROM alternative_make_up m
      WHERE m.course_day_id = ${courseDayId} AND m.superseded_at IS NULL
      UNION SELECT a.enrolment_id FROM attendance a
      WHERE a.makes_up_course_day_id = ${courseDayId} AND a.superseded_at IS NULL
      ORDER BY 1`);
    return rows.map((row) => row.enrolmentId);
  }

  /** Also one that was withdrawn. */
  async find(id: string): Promise<AlternativeRow | null> {
    const [row] = await this.select(sql`m.id = ${id}`);
    return row ?? null;
  }

  private async select(condition: Sql): Promise<AlternativeRow[]> {
    return this.store.query(sql`
      SELECT m.id, m.enrolment_id, m.course_day_id, m.part, m.done_on, m.description, m.recorded_at, m.superseded_at
      FROM alternative_make_up m WHERE ${condition} ORDER BY m.recorded_at, m.id`);
  }
}
