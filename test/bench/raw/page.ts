/** W3: a page of 50 enrolments of the people that a provider teaches. */
import type { Programme } from '../../../src/domain/programme.js';
import type { RawDatabase } from './database.js';
import { halfDaysOf } from './dashboard.js';

/** SQLite keeps the order of a CROSS JOIN: along the provider's list in the order of names, until there are enough. */
const PAGE = `SELECT e.id, e.status, e.capacity, p.id AS person_id, p.name, t.person_key, y.code, y.name AS town,
    COALESCE(g.attended_half_days, 0) AS attended, COALESCE(g.credited_minutes, 0) AS minutes
  FROM enrolment_listing t CROSS JOIN enrolment e JOIN person p ON p.id = e.person_id
  JOIN municipality y ON y.code = e.municipality_code
  LEFT JOIN progress g ON g.enrolment_id = e.id
  WHERE e.id = t.enrolment_id AND t.reader = $5 AND t.programme_key = $1 AND t.track_key = $2
    AND (t.person_key, t.enrolment_id) > ($3, $4)
  ORDER BY t.person_key, t.enrolment_id LIMIT 51`;

export async function pageOf(
  { ask }: RawDatabase,
  programme: Programme,
  providerId: string,
  trackKey: string,
  after: string,
): Promise<unknown> {
  const track = programme.tracks.find((each) => each.key === trackKey);
  const [sortKey, id] = JSON.parse(Buffer.from(after, 'base64url').toString()) as [string, string];
  const rows = await ask(PAGE, [programme.key, trackKey, sortKey, id, providerId]);
  const page = rows.slice(0, 50);
  const last = page.at(-1);
  const rule = track?.supervision ?? null;
  return {
    nodes: page.map((row) => {
      const minutes = Number(row['minutes']);
      const target =
        rule === null || rule.exemptCapacities.includes(row['capacity']) ? null : rule.targetMinutes;
      return {
        id: row['id'],
        status: row['status'],
        person: { id: row['person_id'], name: row['name'] },
        municipality: { code: row['code'], name: row['town'] },
        progress: {
          attendance: {
            attendedHalfDays: Number(row['attended']),
            requiredHalfDays: track === undefined ? null : halfDaysOf(track),
          },
          supervision: {
            creditedMinutes: minutes,
            remainingMinutes: target === null ? null : Math.max(0, target - minutes),
          },
        },
      };
    }),
    pageInfo: {
      hasNextPage: rows.length > 50,
      endCursor: last === undefined ? null : cursorOf(last['person_key'], last['id']),
    },
  };
}

/** As the product writes it. */
export function cursorOf(sortKey: string, enrolmentId: string): string {
  return Buffer.from(JSON.stringify([sortKey, enrolmentId])).toString('base64url');
}
