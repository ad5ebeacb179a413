/** Who is to answer for a record: the municipality for jobs and seats, the provider for what it teaches, else the agency. */
import sql, { type Sql } from 'sql-template-tag';
import { ID_PREFIXES, type IdKind } from '../../storage/ids.js';
import { among } from '../../storage/sql.js';

/** Both null: the agency. */
export interface Responsible {
  readonly municipalityCode: string | null;
  readonly providerId: string | null;
}

type Route = (recordId: string, personIds: readonly string[]) => Sql;

const ENROLLED = (personIds: readonly string[]) => sql`JOIN enrolment e ON e.id = t.enrolment_id
  AND e.person_id IN ${among(personIds)}`;

/** Each finds the record only among those about the person. */
const ROUTES: Partial<Record<IdKind, Route>> = {
  person: (id, own) => sql`SELECT NULL AS municipality_code, NULL AS provider_id FROM person t
    WHERE t.id = ${id} AND t.id IN ${among(own)}`,
  affiliation: (id, own) => sql`SELECT t.municipality_code, NULL AS provider_id FROM affiliation t
    WHERE t.id = ${id} AND t.person_id IN ${among(own)}`,
  enrolment: (id, own) => sql`SELECT t.municipality_code, NULL AS provider_id FROM enrolment t
    WHERE t.id = ${id} AND t.person_id IN ${among(own)}`,
  teamMember: (id, own) => sql`SELECT t.municipality_code, NULL AS provider_id FROM team_membership t
    WHERE t.member_id = ${id} AND t.person_id IN ${among(own)} AND t.superseded_at IS NULL`,
  dispensation: (id, own) => sql`SELECT NULL AS municipality_code, NULL AS provider_id FROM dispensation t
    ${ENROLLED(own)} WHERE t.id = ${id}`,
  certificate: (id, own) => sql`SELECT NULL AS municipality_code, c.provider_id FROM certificate t
    ${ENROLLED(own)} LEFT JOIN cohort c ON c.id = e.cohort_id WHERE t.id = ${id}`,
  certificationAttempt: (id, own) => sql`SELECT NULL AS municipality_code, c.provider_id
    FROM certification_attempt t ${ENROLLED(own)} JOIN course_day d ON d.id = t.course_day_id
    JOIN cohort c ON c.id = d.cohort_id WHERE t.id = ${id}`,
  makeUp: (id, own) => sql`SELECT NULL AS municipality_code, c.provider_id FROM alternative_make_up t
    ${ENROLLED(own)} JOIN course_day d ON d.id = t.course_day_id JOIN cohort c ON c.id = d.cohort_id
    WHERE t.id = ${id}`,
  supervisionGroup: (id, own) => sql`SELECT NULL AS municipality_code, g.provider_id FROM group_member t
    ${ENROLLED(own)} JOIN supervision_group g ON g.id = t.group_id WHERE t.group_id = ${id}`,
};

/** What `attendanceDispute` is for. */
const DISPUTED: readonly IdKind[] = ['courseDay', 'supervisionMeeting'];

export function isDisputed(recordId: string): boolean {
  return DISPUTED.some((kind) => isOf(recordId, kind));
}

/** Null for kinds of records that nobody is to answer for. */
export function routeOf(recordId: string, personIds: readonly string[]): Sql | null {
  const route = Object.entries(ROUTES).find(([kind]) => isOf(recordId, kind as IdKind));
  return route === undefined ? null : route[1](recordId, personIds);
}

function isOf(recordId: string, kind: IdKind): boolean {
  return recordId.startsWith(`${ID_PREFIXES[kind]}_`);
}
