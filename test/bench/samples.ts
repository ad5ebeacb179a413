/** Whom and what the workloads ask about, found in the data. */
import type BetterSqlite3 from 'better-sqlite3';
import { PROGRAMME, SMALL_COHORT } from './data-plan.js';

export interface Participant {
  readonly enrolmentId: string;
  readonly email: string;
}

/** The row that a page begins after. */
export interface PageStart {
  readonly providerKey: string;
  readonly trackKey: string;
  readonly sortKey: string;
  readonly enrolmentId: string;
}

/** A day that was never recorded, and somebody who was away. */
export interface Sheet {
  readonly courseDayId: string;
  readonly providerKey: string;
  readonly enrolmentId: string;
}

/** Spread over all of them, the same each time. */
export function participants(db: BetterSqlite3.Database, count: number): Participant[] {
  const all = db.prepare<[], number>('SELECT COUNT(*) FROM enrolment').pluck().get() ?? 0;
  return db
    .prepare<[number, number], Participant>(
      `SELECT e.id AS enrolmentId, p.email FROM (SELECT id, person_id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM enrolment) e
       JOIN person p ON p.id = e.person_id WHERE e.place % ? = 1 LIMIT ?`,
    )
    .all(Math.max(2, Math.floor(all / count)), count);
}

/** For each provider and track some places in the list of the people that it teaches on the track. */
export function pageStarts(db: BetterSqlite3.Database, perList: number): PageStart[] {
  const lists = db
    .prepare<[string], { providerId: string; providerKey: string; trackKey: string }>(
      `SELECT DISTINCT v.id AS providerId, v.key AS providerKey, c.track_key AS trackKey
       FROM cohort c JOIN provider v ON v.id = c.provider_id WHERE c.programme_key = ? ORDER BY 2, 3`,
    )
    .all(PROGRAMME);
  const taught = db.prepare<[string, string], { sortKey: string; enrolmentId: string }>(
    `SELECT p.sort_key AS sortKey, e.id AS enrolmentId FROM cohort c JOIN enrolment e ON e.cohort_id = c.id
     JOIN person p ON p.id = e.person_id WHERE c.provider_id = ? AND c.track_key = ? ORDER BY p.sort_key, e.id`,
  );
  return lists.flatMap(({ providerId, providerKey, trackKey }) => {
    const rows = taught.all(providerId, trackKey);
    return Array.from(
      { length: perList },
      (_, index) => rows[Math.floor((rows.length * index) / perList)],
    ).flatMap((row) => (row === undefined ? [] : [{ providerKey, trackKey, ...row }]));
  });
}

/**
 * Days of cohorts of 24 that have begun, apart from the last of a course: with that some complete it, which is another act.
 * First the next day of each cohort, then the one after it.
 */
export function unrecordedSheets(db: BetterSqlite3.Database): Sheet[] {
  return db
    .prepare<[string, number], Sheet>(
      `SELECT d.id AS courseDayId, v.key AS providerKey,
         (SELECT MIN(e.id) FROM enrolment e WHERE e.cohort_id = c.id) AS enrolmentId
       FROM cohort c JOIN provider v ON v.id = c.provider_id
       JOIN course_day d ON d.cohort_id = c.id JOIN course_day_plan p ON p.course_day_id = d.id
       WHERE c.programme_key = ? AND d.type <> 'CERTIFICATION_DAY' AND d.unit > 1 AND NOT (c.track_key = 'INTRO' AND d.unit = 4)
         AND p.superseded_at IS NULL AND p.date < date('now', '-1 day')
         AND (SELECT COUNT(*) FROM enrolment e WHERE e.cohort_id = c.id) = ?
         AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.course_day_id = d.id)
       ORDER BY d.unit, d.day, c.id`,
    )
    .all(PROGRAMME, SMALL_COHORT);
}
