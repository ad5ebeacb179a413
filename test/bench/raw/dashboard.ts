/** W2: every municipality and track with counts and seats. */
import type { Programme, Track } from '../../../src/domain/programme.js';
import type { RawDatabase, Row } from './database.js';

const SUMS = [
  'persons',
  'enrolled',
  'certified',
  'completed',
  'withdrawn',
  'replaced',
  'supervision_minutes',
  'supervision_target_minutes',
  'attended_half_days',
  'required_half_days',
];
const STATUS = `SELECT t.programme_key AS "programmeKey", t.track_key AS "trackKey", y.code, y.name,
    ${SUMS.map((column) => `SUM(t.${column}) AS ${column}`).join(', ')}
  FROM tally t JOIN municipality y ON y.code = t.municipality_code
  GROUP BY t.programme_key, t.track_key, y.code, y.name, y.sort_key ORDER BY t.programme_key, t.track_key, y.sort_key`;

export async function certificationStatus({ ask }: RawDatabase): Promise<unknown> {
  const rows = await ask(STATUS);
  return rows
    .filter((row) => Number(row['enrolled']) + Number(row['withdrawn']) + Number(row['replaced']) > 0)
    .map((row) => ({
      programmeKey: row['programmeKey'],
      trackKey: row['trackKey'],
      municipality: { code: row['code'], name: row['name'] },
      persons: Number(row['persons']),
      enrolled: Number(row['enrolled']),
      certified: Number(row['certified']),
      completed: Number(row['completed']),
      withdrawn: Number(row['withdrawn']),
      supervisionMinutes: Number(row['supervision_minutes']),
      supervisionTargetMinutes: Number(row['supervision_target_minutes']),
      attendedHalfDays: Number(row['attended_half_days']),
      requiredHalfDays: Number(row['required_half_days']),
    }));
}

const PLACES = `SELECT n.id, m.municipality_code AS code FROM engagement n
  JOIN engagement_municipality m ON m.engagement_id = n.id JOIN municipality y ON y.code = m.municipality_code
  WHERE n.programme_key = $1 ORDER BY y.sort_key, n.starts_on, n.id`;
const SEATS = `SELECT s.pool, SUM(CASE WHEN s.kind = 'GRANTED' THEN 1 ELSE 0 END) AS granted,
    SUM(CASE WHEN s.kind <> 'UNCOUNTED' AND e.id IS NOT NULL THEN 1 ELSE 0 END) AS held
  FROM seat s LEFT JOIN enrolment e ON e.seat_id = s.id GROUP BY s.pool`;
const EVER = `SELECT s.pool, COUNT(DISTINCT e.person_id) AS ever FROM enrolment_change c JOIN seat s ON s.id = c.seat_id
  JOIN enrolment e ON e.id = c.enrolment_id WHERE s.kind <> 'UNCOUNTED' GROUP BY s.pool`;
const WAITING = `SELECT engagement_id, municipality_code, track_key, COUNT(*) AS waiting FROM enrolment
  WHERE status = 'WAITLISTED' GROUP BY engagement_id, municipality_code, track_key`;

/** No seat of the data is closed or on offer, and its pools are those of municipalities. */
export async function seatUsage({ ask }: RawDatabase, programme: Programme): Promise<unknown> {
  const places = await ask(PLACES, [programme.key]);
  const byPool = (rows: readonly Row[]) => new Map(rows.map((row) => [row['pool'], row]));
  const seats = byPool(await ask(SEATS));
  const ever = byPool(await ask(EVER));
  const waiting = new Map(
    (await ask(WAITING)).map((row) => [
      `${row['engagement_id']}/${row['municipality_code']}/${row['track_key']}`,
      Number(row['waiting']),
    ]),
  );
  return places.flatMap(({ id, code }) =>
    programme.tracks.map(({ key, quota }) => {
      const pool = `${id}/${code}/${key}`;
      const granted = Number(seats.get(pool)?.['granted'] ?? 0);
      const held = Number(seats.get(pool)?.['held'] ?? 0);
      return {
        municipality: { code },
        trackKey: key,
        limit: quota?.limit ?? null,
        granted,
        held,
        free: quota === null ? null : Math.max(0, quota.limit + granted - held),
        cumulativePersons: Number(ever.get(pool)?.['ever'] ?? 0),
        waiting: waiting.get(pool) ?? 0,
      };
    }),
  );
}

export function halfDaysOf({ units }: Track): number {
  return units
    .filter((unit) => unit.type !== 'CERTIFICATION_DAY')
    .reduce((sum, unit) => sum + unit.count * unit.daysEach * 2, 0);
}
