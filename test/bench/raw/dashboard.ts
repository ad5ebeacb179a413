/** W2: every municipality and track with counts and seats. */
import type { Programme, Track } from '../../../src/domain/programme.js';
import type { RawDatabase, Row } from './database.js';

const STATUS = `SELECT e.programme_key AS "programmeKey", e.track_key AS "trackKey", y.code, y.name,
    COUNT(DISTINCT CASE WHEN e.seat_id IS NOT NULL THEN e.person_id END) AS persons,
    SUM(CASE WHEN e.seat_id IS NOT NULL THEN 1 ELSE 0 END) AS enrolled,
    SUM(CASE WHEN e.seat_id IS NOT NULL AND EXISTS (SELECT 1 FROM certificate c WHERE c.enrolment_id = e.id
      AND c.status IN ('VALID', 'REVIEW_REQUIRED')) THEN 1 ELSE 0 END) AS certified,
    SUM(CASE WHEN e.status = 'COMPLETED' THEN 1 ELSE 0 END) AS completed,
    SUM(CASE WHEN e.status = 'WITHDRAWN' THEN 1 ELSE 0 END) AS withdrawn,
    SUM(CASE WHEN e.seat_id IS NOT NULL THEN g.credited_minutes ELSE 0 END) AS minutes,
    SUM(CASE WHEN e.seat_id IS NOT NULL THEN g.attended_half_days ELSE 0 END) AS attended,
    SUM(CASE WHEN e.seat_id IS NOT NULL AND e.capacity = 'LEADER' THEN 1 ELSE 0 END) AS leaders
  FROM enrolment e JOIN municipality y ON y.code = e.municipality_code LEFT JOIN progress g ON g.enrolment_id = e.id
  WHERE e.seat_id IS NOT NULL OR e.status IN ('WITHDRAWN', 'REPLACED')
  GROUP BY e.programme_key, e.track_key, y.code, y.name, y.sort_key ORDER BY e.programme_key, e.track_key, y.sort_key`;

export async function certificationStatus({ ask }: RawDatabase, programme: Programme): Promise<unknown> {
  const rows = await ask(STATUS);
  return rows.map((row) => {
    const track = programme.tracks.find((each) => each.key === row['trackKey']);
    const enrolled = Number(row['enrolled']);
    const exempt = track?.supervision?.exemptCapacities.includes('LEADER') ? Number(row['leaders']) : 0;
    return {
      programmeKey: row['programmeKey'],
      trackKey: row['trackKey'],
      municipality: { code: row['code'], name: row['name'] },
      persons: Number(row['persons']),
      enrolled,
      certified: Number(row['certified']),
      completed: Number(row['completed']),
      withdrawn: Number(row['withdrawn']),
      supervisionMinutes: Number(row['minutes'] ?? 0),
      supervisionTargetMinutes: (enrolled - exempt) * (track?.supervision?.targetMinutes ?? 0),
      attendedHalfDays: Number(row['attended'] ?? 0),
      requiredHalfDays: enrolled * (track === undefined ? 0 : halfDaysOf(track)),
    };
  });
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
