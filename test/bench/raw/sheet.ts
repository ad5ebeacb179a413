/** W4: the sheet of one day, with the log and the figures that follow, in statements of many rows. */
import { randomBytes } from 'node:crypto';
import { instantOfMs } from '../../../src/domain/calendar.js';
import { newId } from '../../../src/storage/ids.js';
import type { RawDatabase } from './database.js';

export interface SheetInput {
  readonly courseDayId: string;
  readonly entries: readonly { readonly enrolmentId: string }[];
}

const DAY = `SELECT d.id, d.cohort_id, p.date, p.cancelled FROM course_day d
  JOIN course_day_plan p ON p.course_day_id = d.id AND p.superseded_at IS NULL
  JOIN cohort c ON c.id = d.cohort_id WHERE d.id = $1 AND c.provider_id = $2`;
/** Who is on the sheet, and whether anything stands there about them. */
const MEMBERS = `SELECT e.id, (SELECT COUNT(*) FROM attendance a WHERE a.course_day_id = $1 AND a.enrolment_id = e.id
    AND a.superseded_at IS NULL) AS recorded,
    (SELECT COUNT(*) FROM apology o WHERE o.course_day_id = $1 AND o.enrolment_id = e.id AND o.withdrawn_at IS NULL) AS apologies
  FROM enrolment e JOIN person p ON p.id = e.person_id
  WHERE e.cohort_id = $2 AND e.seat_id IS NOT NULL ORDER BY p.sort_key, e.id`;
const ATTENDANCE = 'id enrolment_id course_day_id part state recorded_at recorded_by';
const AUDIT = 'recorded_at recorded_by action subject_id after salt';
/** The figures again from the facts. */
const FIGURES = `UPDATE progress SET attended_half_days = (SELECT COUNT(*) FROM attendance a
    WHERE a.enrolment_id = progress.enrolment_id AND a.state = 'PRESENT' AND a.superseded_at IS NULL
      AND a.makes_up_course_day_id IS NULL)
  WHERE enrolment_id IN (SELECT e.id FROM enrolment e WHERE e.cohort_id = $1)`;

export async function recordSheet(
  db: RawDatabase,
  providerId: string,
  subject: string,
  input: SheetInput,
): Promise<unknown> {
  return db.write(async (ask) => {
    const [day] = await ask(DAY, [input.courseDayId, providerId]);
    if (day === undefined) return { code: 'NOT_FOUND' };
    const now = instantOfMs(Date.now());
    const absent = new Set(input.entries.map((entry) => entry.enrolmentId));
    const members = await ask(MEMBERS, [day['id'], day['cohort_id']]);
    const records = members
      .filter((row) => Number(row['recorded']) === 0)
      .flatMap(({ id }) =>
        ['AM', 'PM'].map((part) => ({
          id: id as string,
          part,
          state: absent.has(id) ? 'ABSENT' : 'PRESENT',
        })),
      );
    await ask(
      insertMany('attendance', ATTENDANCE, records.length),
      records.flatMap(({ id, part, state }) => [newId('fact'), id, day['id'], part, state, now, subject]),
    );
    await ask(
      insertMany('audit_event', AUDIT, records.length),
      records.flatMap(({ id, part, state }) => {
        const after = { halfDayId: `${day['id']}:${part}`, state, notified: null, makesUpHalfDayId: null };
        const salt = randomBytes(16).toString('base64url');
        return [now, subject, 'attendanceRecord', id, JSON.stringify(after), salt];
      }),
    );
    await ask(FIGURES, [day['cohort_id']]);
    return { courseDay: { id: day['id'], status: 'HELD' } };
  });
}

const texts = new Map<string, string>();

/** Sheets of one size have one statement. */
function insertMany(table: string, columns: string, rows: number): string {
  const key = `${table}/${rows}`;
  let text = texts.get(key);
  if (text === undefined) {
    const names = columns.split(' ');
    const row = (index: number) =>
      `(${names.map((_, place) => `$${index * names.length + place + 1}`).join()})`;
    text = `INSERT INTO ${table} (${names.join()}) VALUES ${Array.from({ length: rows }, (_, index) => row(index)).join()}`;
    texts.set(key, text);
  }
  return text;
}
