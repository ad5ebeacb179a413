/** W2: every municipality and track with counts and seats. */
import type { Programme, Track } from '../../../src/domain/programme.js';
import type { RawDatabase } from './database.js';

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
const SEATS = `SELECT k.pool, k.granted, k.held, k.ever_counted FROM pool_count k
  WHERE NOT EXISTS (SELECT 1 FROM pool_change x WHERE x.pool = k.pool)`;
const WAITING = `SELECT engagement_id, municipality_code, track_key, COUNT(*) AS waiting FROM enrolment
  WHERE status = 'WAITLISTED' GROUP BY engagement_id, municipality_code, track_key`;

/** No seat of the data is closed or on offer, and its pools are those of municipalities. */
export async function seatUsage({ ask }: RawDatabase, programme: Programme): Promise<unknown> {
  const places = await ask(PLACES, [programme.key]);
  const seats = new Map((await ask(SEATS)).map((row) => [row['pool'], row]));
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
        cumulativePersons: Number(seats.get(pool)?.['ever_counted'] ?? 0),
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
