/** What a database would hold after a fault that does happen: each is to be found by the rule that it breaks. */
import type { Inspection } from './inspection.js';

export interface Corruption {
  readonly what: string;
  /** Part of what must be reported; of the findings of which kind. */
  readonly reported: string;
  readonly as: 'lost' | 'halfApplied';
  /** Rules of the database that stand in the way. */
  readonly without?: readonly string[];
  readonly damage: string;
}

const A_SHEET = '(SELECT MIN(course_day_id) FROM attendance)';
const A_MEETING = '(SELECT MIN(meeting_id) FROM presence)';
const A_SEATED = `(SELECT MIN(id) FROM enrolment WHERE track_key = 'YOUTH' AND seat_id IS NOT NULL)`;
const AN_ENGAGEMENT = `(SELECT MIN(id) FROM engagement WHERE programme_key = 'AD_BOSTOETTE_2019')`;
const ON_ROSTER = `(SELECT MIN(subject_id) FROM audit_event WHERE action = 'rosterImport' AND subject_id LIKE 'enr%')`;

export const CORRUPTIONS: readonly Corruption[] = [
  {
    what: 'half of a sheet',
    damage: `DELETE FROM attendance WHERE part = 'PM' AND course_day_id = ${A_SHEET}`,
    reported: 'a sheet of 24 is whole or absent',
    as: 'halfApplied',
  },
  {
    what: 'half of an acknowledged sheet',
    damage: `DELETE FROM attendance WHERE part = 'PM' AND course_day_id = ${A_SHEET}`,
    reported: 'sheet day_',
    as: 'lost',
  },
  {
    what: 'a sheet without its log entries',
    damage: `DELETE FROM audit_event WHERE action = 'attendanceRecord'`,
    reported: 'every record of attendance is logged',
    as: 'halfApplied',
  },
  {
    what: 'log entries that were there before',
    damage: `DELETE FROM audit_event WHERE id = (SELECT MIN(id) FROM audit_event)`,
    reported: '1 entries of the log',
    as: 'lost',
  },
  {
    what: 'a sheet without its idempotency key',
    damage: `DELETE FROM idempotency_key WHERE key = 'sheet:' || ${A_SHEET}`,
    reported: 'a sheet and its idempotency key come together',
    as: 'halfApplied',
  },
  {
    what: 'an idempotency key without its sheet',
    damage: `DELETE FROM attendance WHERE course_day_id = ${A_SHEET}`,
    reported: 'a sheet and its idempotency key come together',
    as: 'halfApplied',
  },
  {
    what: 'a second current record of a half-day',
    without: ['attendance_current_unique'],
    damage: `INSERT INTO attendance (id, enrolment_id, course_day_id, part, state, recorded_at, recorded_by)
      SELECT 'fac_twice', enrolment_id, course_day_id, part, state, recorded_at, recorded_by
      FROM attendance WHERE superseded_at IS NULL ORDER BY id LIMIT 1`,
    reported: 'a person has one current record for a half-day',
    as: 'halfApplied',
  },
  {
    what: 'figures that were not kept',
    damage: 'UPDATE progress SET attended_half_days = attended_half_days + 1',
    reported: 'the figures of an enrolment are those of its facts',
    as: 'halfApplied',
  },
  {
    what: 'an enrolment without its first change',
    damage: `DELETE FROM enrolment_change WHERE enrolment_id = ${A_SEATED}`,
    reported: 'an enrolment shows its latest change',
    as: 'halfApplied',
  },
  {
    what: 'a change of an enrolment without its log entry',
    damage: `DELETE FROM audit_event WHERE subject_id = ${A_SEATED}`,
    reported: 'every change of an enrolment is logged',
    as: 'halfApplied',
  },
  {
    what: 'two holders of a seat',
    without: ['enrolment_seat_unique'],
    damage: `UPDATE enrolment SET seat_id = (SELECT o.seat_id FROM enrolment o WHERE o.id = ${A_SEATED})
      WHERE track_key = 'YOUTH'`,
    reported: 'a seat has one holder',
    as: 'halfApplied',
  },
  {
    what: 'more holders than seats',
    damage: `UPDATE enrolment SET engagement_id = ${AN_ENGAGEMENT}, municipality_code = '101'
      WHERE track_key = 'MEETING_LEADER'`,
    reported: 'no more seats are held than there are',
    as: 'halfApplied',
  },
  {
    what: 'an engagement with some of its seats',
    damage: `DELETE FROM seat WHERE engagement_id = ${AN_ENGAGEMENT} AND number > 3`,
    reported: 'an engagement has all its seats',
    as: 'halfApplied',
  },
  {
    what: 'part of a roster',
    damage: `DELETE FROM enrolment WHERE id = ${ON_ROSTER}`,
    reported: 'a roster of six is whole or absent',
    as: 'halfApplied',
  },
  {
    what: 'a person who is gone',
    damage: `DELETE FROM person WHERE id = (SELECT MIN(id) FROM person)`,
    reported: 'person per_',
    as: 'lost',
  },
  {
    what: 'a row without the one that it names',
    damage: `DELETE FROM person WHERE id = (SELECT MIN(id) FROM person)`,
    reported: 'without ',
    as: 'halfApplied',
  },
  {
    what: 'one day of a seminar',
    damage: `DELETE FROM course_day WHERE type = 'SEMINAR' AND day = 2 AND unit = 1`,
    reported: 'the two days of a seminar come together',
    as: 'halfApplied',
  },
  {
    what: 'a held meeting without half of those who were there',
    damage: `DELETE FROM presence WHERE meeting_id = ${A_MEETING} AND id >
      (SELECT MIN(id) FROM presence WHERE meeting_id = ${A_MEETING})`,
    reported: 'a meeting of 24 is held with its times, presences, key and log entry',
    as: 'halfApplied',
  },
  {
    what: 'an attempt without its idempotency key',
    damage: `DELETE FROM idempotency_key WHERE key LIKE 'attempt:%'`,
    reported: 'an attempt comes with its key and log entry',
    as: 'halfApplied',
  },
  {
    what: 'a certificate without its first event',
    damage: `UPDATE certificate_event SET sequence = sequence + 100`,
    reported: 'certificate events are numbered from 1 without a gap',
    as: 'halfApplied',
  },
  {
    what: 'a certificate that does not know of its latest event',
    damage: `UPDATE certificate_event SET kind = 'REVOKED'`,
    reported: 'a certificate shows its latest event',
    as: 'halfApplied',
  },
];

/** The findings of one corruption; the database is as before afterwards. */
export async function withCorruption<T>(
  database: Inspection,
  { without = [], damage }: Corruption,
  look: () => Promise<T>,
): Promise<T> {
  const postgres = database.dialect === 'postgres';
  // Neither foreign keys nor the triggers that refuse to overwrite facts.
  if (!postgres) await database.run('PRAGMA foreign_keys = OFF');
  await database.run('BEGIN');
  try {
    if (postgres) await database.run('SET LOCAL session_replication_role = replica');
    else await dropTriggers(database);
    for (const index of without) await database.run(`DROP INDEX "${index}"`);
    await database.run(damage);
    return await look();
  } finally {
    await database.run('ROLLBACK');
  }
}

async function dropTriggers(database: Inspection): Promise<void> {
  const triggers = await database.rows<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'trigger'`,
  );
  for (const { name } of triggers) await database.run(`DROP TRIGGER "${name}"`);
}
