/**
 * What must hold in the database at any moment, in statements that answer the violations. Some rest on how the writers
 * of school.ts and youth.ts work: sheets, groups and meetings of 24, courses of four municipalities, rosters of six.
 */
import type { Inspection } from './inspection.js';

export const BATCH = 24;

interface Invariant {
  readonly name: string;
  readonly sql: string;
  readonly only?: Inspection['dialect'];
}

const LOGGED = (alias: string, action: string) =>
  `(SELECT COUNT(*) FROM audit_event l WHERE l.subject_id = ${alias} AND l.action = '${action}')`;

const SEATS: readonly Invariant[] = [
  {
    name: 'a seat has one holder (V3)',
    sql: `SELECT seat_id FROM enrolment WHERE seat_id IS NOT NULL GROUP BY seat_id HAVING COUNT(*) > 1`,
  },
  {
    name: 'no more seats are held than there are (V1, V5)',
    sql: `SELECT engagement_id FROM enrolment
      WHERE seat_id IS NOT NULL AND track_key IN ('MEETING_LEADER', 'YOUTH')
      GROUP BY engagement_id, municipality_code, track_key
      HAVING COUNT(*) > CASE track_key WHEN 'YOUTH' THEN 10 ELSE 6 END`,
  },
  {
    name: 'an engagement has its municipalities and is logged',
    sql: `SELECT g.id FROM engagement g
      WHERE (SELECT COUNT(*) FROM engagement_municipality m WHERE m.engagement_id = g.id)
        <> CASE g.programme_key WHEN 'AD_UNGE_2025' THEN 1 ELSE 4 END OR ${LOGGED('g.id', 'engagementOpen')} <> 1`,
  },
  {
    name: 'an engagement has all its seats',
    sql: `SELECT g.id FROM engagement g JOIN engagement_municipality m ON m.engagement_id = g.id
      LEFT JOIN seat s ON s.engagement_id = g.id AND s.municipality_code = m.municipality_code AND s.kind = 'QUOTA'
      GROUP BY g.id, g.programme_key, m.municipality_code
      HAVING COUNT(s.id) <> CASE g.programme_key WHEN 'AD_UNGE_2025' THEN 10 ELSE 30 END`,
  },
  {
    name: 'a seat outside the quota was made for somebody',
    sql: `SELECT s.id FROM seat s WHERE s.kind = 'UNCOUNTED'
      AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.seat_id = s.id)`,
  },
  {
    name: 'an enrolment shows its latest change',
    sql: `SELECT e.id FROM enrolment e LEFT JOIN enrolment_change c ON c.enrolment_id = e.id
        AND c.sequence = (SELECT MAX(m.sequence) FROM enrolment_change m WHERE m.enrolment_id = e.id)
      WHERE c.enrolment_id IS NULL OR c.status <> e.status OR c.seat_id IS DISTINCT FROM e.seat_id
        OR c.cohort_id IS DISTINCT FROM e.cohort_id`,
  },
  {
    name: 'changes of an enrolment are numbered from 1 without a gap',
    sql: `SELECT enrolment_id FROM enrolment_change GROUP BY enrolment_id
      HAVING MIN(sequence) <> 1 OR MAX(sequence) <> COUNT(*)`,
  },
  {
    name: 'every change of an enrolment is logged (V44)',
    sql: `SELECT e.id FROM enrolment e
      WHERE (SELECT COUNT(*) FROM enrolment_change c WHERE c.enrolment_id = e.id)
        <> (SELECT COUNT(*) FROM audit_event l WHERE l.subject_id = e.id AND l.action IN
          ('enrolmentConfirm', 'enrolmentReplace', 'enrolmentWithdraw', 'rosterImport', 'settlement'))`,
  },
  {
    name: 'who was replaced has one successor (V2)',
    sql: `SELECT e.id FROM enrolment e
      WHERE (SELECT COUNT(*) FROM enrolment n WHERE n.replaces_id = e.id)
        <> CASE e.status WHEN 'REPLACED' THEN 1 ELSE 0 END`,
  },
  {
    name: 'a person has a workplace, and both are logged (V36)',
    sql: `SELECT p.id FROM person p WHERE ${LOGGED('p.id', 'personRegister')} <> 1
      OR NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person_id = p.id)
      OR ${LOGGED('p.id', 'affiliation')} <> (SELECT COUNT(*) FROM affiliation a WHERE a.person_id = p.id)`,
  },
  {
    name: 'a roster of six is whole or absent',
    sql: `SELECT e.engagement_id FROM enrolment e
      JOIN audit_event l ON l.subject_id = e.id AND l.action = 'rosterImport'
      GROUP BY e.engagement_id, e.municipality_code
      HAVING COUNT(*) <> 6 OR ${LOGGED('e.engagement_id', 'rosterImport')} = 0`,
  },
];

const COURSES: readonly Invariant[] = [
  {
    name: 'the two days of a seminar come together',
    sql: `SELECT cohort_id FROM course_day WHERE type = 'SEMINAR' GROUP BY cohort_id, unit HAVING COUNT(*) <> 2`,
  },
  {
    name: 'a course day has one current plan and is logged',
    sql: `SELECT d.id FROM course_day d WHERE ${LOGGED('d.id', 'courseDaySchedule')} <> 1
      OR (SELECT COUNT(*) FROM course_day_plan p WHERE p.course_day_id = d.id AND p.superseded_at IS NULL) <> 1`,
  },
  {
    name: 'a sheet of 24 is whole or absent',
    sql: `SELECT course_day_id FROM attendance GROUP BY course_day_id
      HAVING COUNT(DISTINCT enrolment_id || part) <> ${2 * BATCH}`,
  },
  {
    name: 'a person has one current record for a half-day (V7)',
    sql: `SELECT enrolment_id, course_day_id, part FROM attendance GROUP BY enrolment_id, course_day_id, part
      HAVING SUM(CASE WHEN superseded_at IS NULL THEN 1 ELSE 0 END) <> 1`,
  },
  {
    name: 'a sheet and its idempotency key come together',
    sql: `SELECT k.key FROM idempotency_key k WHERE k.action = 'attendanceRecord'
        AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.course_day_id = SUBSTR(k.key, 7))
      UNION ALL SELECT d.id FROM (SELECT DISTINCT course_day_id AS id FROM attendance) d
      WHERE NOT EXISTS (SELECT 1 FROM idempotency_key k
        WHERE k.action = 'attendanceRecord' AND k.key = 'sheet:' || d.id)`,
  },
  {
    name: 'every record of attendance is logged (V44)',
    sql: `SELECT a.enrolment_id FROM attendance a GROUP BY a.enrolment_id
      HAVING COUNT(*) <> ${LOGGED('a.enrolment_id', 'attendanceRecord')} + ${LOGGED('a.enrolment_id', 'attendanceCorrect')}`,
  },
  {
    name: 'the figures of an enrolment are those of its facts',
    sql: `SELECT e.id FROM enrolment e LEFT JOIN progress p ON p.enrolment_id = e.id
      WHERE COALESCE(p.attended_half_days, 0) <> (SELECT COUNT(*) FROM attendance a
        WHERE a.enrolment_id = e.id AND a.superseded_at IS NULL AND a.state = 'PRESENT')`,
  },
  {
    name: 'a supervision group of 24 is whole and logged',
    sql: `SELECT g.id FROM supervision_group g WHERE ${LOGGED('g.id', 'supervisionGroupForm')} <> 1
      OR (SELECT COUNT(*) FROM group_member m WHERE m.group_id = g.id) <> ${BATCH}`,
  },
  {
    name: 'a meeting of 24 is held with its times, presences, key and log entry, or not at all',
    sql: `SELECT m.id FROM supervision_meeting m
      WHERE CASE m.status WHEN 'HELD' THEN '1/${BATCH}/1/1' ELSE '0/0/0/0' END <>
        (SELECT COUNT(*) FROM supervision_record r WHERE r.meeting_id = m.id AND r.superseded_at IS NULL) || '/' ||
        (SELECT COUNT(*) FROM presence p WHERE p.meeting_id = m.id AND p.superseded_at IS NULL) || '/' ||
        (SELECT COUNT(*) FROM idempotency_key k WHERE k.key = 'meeting:' || m.id) || '/' ||
        ${LOGGED('m.id', 'supervisionMeetingHold')}`,
  },
  {
    name: 'every presence is logged (V44)',
    sql: `SELECT p.enrolment_id FROM presence p GROUP BY p.enrolment_id
      HAVING COUNT(*) <> ${LOGGED('p.enrolment_id', 'supervisionMeetingHold')}`,
  },
];

const CERTIFICATION: readonly Invariant[] = [
  {
    name: 'attempts are numbered from 1 without a gap (V27)',
    sql: `SELECT enrolment_id FROM certification_attempt GROUP BY enrolment_id
      HAVING MIN(number) <> 1 OR MAX(number) <> COUNT(*)`,
  },
  {
    name: 'an attempt comes with its key and log entry',
    sql: `SELECT a.id FROM certification_attempt a WHERE ${LOGGED('a.id', 'certificationAttemptRecord')} <> 1
      OR NOT EXISTS (SELECT 1 FROM idempotency_key k
        WHERE k.action = 'certificationAttemptRecord' AND k.key = 'attempt:' || a.enrolment_id)`,
  },
  {
    name: 'certificate events are numbered from 1 without a gap, and each is logged',
    sql: `SELECT c.id FROM certificate c LEFT JOIN certificate_event v ON v.certificate_id = c.id GROUP BY c.id
      HAVING COUNT(v.sequence) = 0 OR MIN(v.sequence) <> 1 OR MAX(v.sequence) <> COUNT(*)
        OR COUNT(*) <> (SELECT COUNT(*) FROM audit_event l WHERE l.subject_id = c.id)`,
  },
  {
    name: 'a certificate shows its latest event',
    sql: `SELECT c.id FROM certificate c JOIN certificate_event v ON v.certificate_id = c.id
        AND v.sequence = (SELECT MAX(m.sequence) FROM certificate_event m WHERE m.certificate_id = c.id)
      WHERE c.status <> CASE WHEN v.kind IN ('REVIEW_REQUIRED', 'REVOKED', 'REPLACED') THEN v.kind ELSE 'VALID' END`,
  },
  {
    name: 'a person has one certificate of a kind that holds (V22)',
    sql: `SELECT person_id FROM certificate WHERE status IN ('VALID', 'REVIEW_REQUIRED')
      GROUP BY person_id, programme_key, title HAVING COUNT(*) > 1`,
  },
  {
    // On PostgreSQL works run side by side: numbers are given before anybody knows who is saved first.
    name: 'the log is in the order in which it was written',
    sql: `SELECT id FROM (SELECT id, recorded_at, LAG(recorded_at) OVER (ORDER BY id) AS before FROM audit_event) l
      WHERE l.recorded_at < l.before`,
    only: 'sqlite',
  },
];

const INVARIANTS: readonly Invariant[] = [...SEATS, ...COURSES, ...CERTIFICATION];

/** The rules that do not hold, with how often and where first. */
export async function violations(database: Inspection): Promise<string[]> {
  const found: string[] = [];
  for (const { name, sql, only } of INVARIANTS) {
    if (only !== undefined && only !== database.dialect) continue;
    const rows = await database.rows(sql);
    if (rows.length > 0)
      found.push(`${name}: broken ${rows.length} times, first at ${JSON.stringify(rows[0])}`);
  }
  return found;
}
