import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { addDays, copenhagenDate, type Instant, type LocalDate } from '../../domain/calendar.js';
import { groupBy } from '../../domain/group-by.js';
import { among, currentAt } from '../../storage/sql.js';
import { Store } from '../../storage/store.js';

interface TurningRow {
  readonly enrolmentId: string;
  /** A date, or an instant on it. */
  readonly day: LocalDate | Instant;
  /** Whether it is a last day, so that something is different on the day after it. */
  readonly last: number;
}

/** The days on which something of an enrolment's progress can have become different, by what was known at an instant. */
@Injectable()
export class TurningDaysRepository {
  constructor(private readonly store: Store) {}

  /** By enrolment, the earliest first, each once. Too many do no harm; what the passing of time alone does is not here. */
  async of(ids: readonly string[], knownAt: Instant): Promise<ReadonlyMap<string, LocalDate[]>> {
    const wanted = among(ids);
    const rows = await this.store.query<TurningRow>(sql`
      SELECT enrolment_id, valid_on AS day, 0 AS last FROM enrolment_change
        WHERE enrolment_id IN ${wanted} AND recorded_at <= ${knownAt}
      UNION SELECT enrolment_id, recorded_at, 0 FROM enrolment_change
        WHERE enrolment_id IN ${wanted} AND recorded_at <= ${knownAt}
      UNION SELECT l.enrolment_id, l.from_on, 0 FROM enrolment_leave l
        WHERE l.enrolment_id IN ${wanted} AND ${currentAt(sql`l`, knownAt)}
      UNION SELECT l.enrolment_id, l.to_on, 0 FROM enrolment_leave l
        WHERE l.enrolment_id IN ${wanted} AND ${currentAt(sql`l`, knownAt)} AND l.to_on IS NOT NULL
      UNION SELECT c.enrolment_id, p.date, 0 FROM enrolment_change c
        JOIN course_day d ON d.cohort_id = c.cohort_id
        JOIN course_day_plan p ON p.course_day_id = d.id AND ${currentAt(sql`p`, knownAt)}
        WHERE c.enrolment_id IN ${wanted}
      UNION SELECT a.enrolment_id, p.date, 0 FROM attendance a
        JOIN course_day_plan p ON p.course_day_id = a.course_day_id AND ${currentAt(sql`p`, knownAt)}
        WHERE a.enrolment_id IN ${wanted} AND ${currentAt(sql`a`, knownAt)}
      UNION SELECT m.enrolment_id, m.done_on, 0 FROM alternative_make_up m
        WHERE m.enrolment_id IN ${wanted} AND ${currentAt(sql`m`, knownAt)}
      UNION SELECT s.enrolment_id, r.started_at, 0 FROM presence s
        JOIN supervision_record r ON r.meeting_id = s.meeting_id AND ${currentAt(sql`r`, knownAt)}
        WHERE s.enrolment_id IN ${wanted} AND ${currentAt(sql`s`, knownAt)}
      UNION SELECT g.enrolment_id, COALESCE(q.starts_at, m.planned_starts_at), 0 FROM group_member g
        JOIN supervision_meeting m ON m.group_id = g.group_id
        LEFT JOIN supervision_earlier_plan q ON q.meeting_id = m.id AND ${currentAt(sql`q`, knownAt)}
        WHERE g.enrolment_id IN ${wanted} AND ${currentAt(sql`g`, knownAt)}
      UNION SELECT g.enrolment_id, r.started_at, 0 FROM group_member g
        JOIN supervision_meeting m ON m.group_id = g.group_id
        JOIN supervision_record r ON r.meeting_id = m.id AND ${currentAt(sql`r`, knownAt)}
        WHERE g.enrolment_id IN ${wanted} AND ${currentAt(sql`g`, knownAt)}
      UNION SELECT enrolment_id, held_on, 0 FROM certification_attempt
        WHERE enrolment_id IN ${wanted} AND recorded_at <= ${knownAt}
      UNION SELECT enrolment_id, valid_on, 0 FROM dispensation
        WHERE enrolment_id IN ${wanted} AND recorded_at <= ${knownAt}
      UNION SELECT enrolment_id, valid_until, 1 FROM dispensation
        WHERE enrolment_id IN ${wanted} AND recorded_at <= ${knownAt} AND valid_until IS NOT NULL`);
    const byEnrolment = groupBy(rows, (row) => row.enrolmentId);
    return new Map([...byEnrolment].map(([id, own]) => [id, [...new Set(own.map(turningDay))].sort()]));
  }
}

function turningDay({ day, last }: TurningRow): LocalDate {
  const date = day.length === '2026-11-24'.length ? (day as LocalDate) : copenhagenDate(day as Instant);
  return Number(last) === 1 ? addDays(date, 1) : date;
}
