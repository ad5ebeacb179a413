import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Instant } from '../../domain/calendar.js';
import { among } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

export interface RecordRow {
  readonly id: number;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  readonly action: string;
  readonly subjectId: string;
  /** JSON. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  /** Null where nobody was told who is behind the subject. */
  readonly name: string | null;
  readonly roles: string | null;
}

/** The log, with who is behind its entries. Conditions are on `v`. */
@Injectable()
export class HistoryRepository {
  constructor(private readonly store: Store) {}

  async page(condition: Sql, after: Sql, orderBy: Sql, limit: number): Promise<RecordRow[]> {
    return this.store.query(sql`
      SELECT v.id, v.recorded_at, v.recorded_by, v.action, v.subject_id, v.before, v.after, v.reason, a.name, a.roles
      FROM audit_event v LEFT JOIN actor a ON a.subject = v.recorded_by
      WHERE ${condition} AND ${after} ORDER BY ${orderBy} LIMIT ${limit}`);
  }

  async count(condition: Sql): Promise<number> {
    const row = await this.store.queryOne<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM audit_event v WHERE ${condition}`,
    );
    return Number(row?.n ?? 0);
  }

  /** The enrolments that the entries of each subject name, also those that are no longer kept. */
  async enrolmentsNamed(
    subjectIds: readonly string[],
  ): Promise<{ subjectId: string; enrolmentId: string }[]> {
    return this.store.query(sql`
      SELECT DISTINCT v.subject_id, b.about_id AS enrolment_id
      FROM audit_event v JOIN audit_about b ON b.event_id = v.id JOIN enrolment e ON e.id = b.about_id
      WHERE v.subject_id IN ${among(subjectIds)}
      UNION SELECT k.subject_id, k.about_id FROM audit_kept_about k JOIN enrolment e ON e.id = k.about_id
      WHERE k.subject_id IN ${among(subjectIds)}`);
  }
}
