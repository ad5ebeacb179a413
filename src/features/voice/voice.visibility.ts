/** Who may see what participants say: themselves, their municipality, and whoever runs the day or the meeting. */
import sql, { join, type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { among } from '../../storage/sql.js';

/** The joins that `voiceVisible` asks about. `v` is the alias of an apology or a dispute. */
export const VOICE_JOINS = sql`
  JOIN enrolment e ON e.id = v.enrolment_id
  JOIN person n ON n.id = e.person_id
  LEFT JOIN course_day d ON d.id = v.course_day_id
  LEFT JOIN cohort c ON c.id = d.cohort_id
  LEFT JOIN supervision_meeting t ON t.id = v.meeting_id
  LEFT JOIN supervision_group g ON g.id = t.group_id`;

/** A provider sees what is about its own days and meetings, not what the same people say elsewhere. */
export function voiceVisible(reach: Reach): Sql {
  if (reach.everything) return sql`1 = 1`;
  const conditions: Sql[] = [];
  if (reach.personIds.length > 0) conditions.push(sql`e.person_id IN ${among(reach.personIds)}`);
  if (reach.municipalityCodes.length > 0)
    conditions.push(sql`e.municipality_code IN ${among(reach.municipalityCodes)}`);
  if (reach.providerIds.length > 0)
    conditions.push(sql`COALESCE(c.provider_id, g.provider_id) IN ${among(reach.providerIds)}`);
  return conditions.length === 0 ? sql`1 = 0` : sql`(${join(conditions, ' OR ')})`;
}
