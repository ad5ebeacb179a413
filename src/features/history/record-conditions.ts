/**
 * Which entries of the log belong to something, and which may be seen, as SQL conditions on `v`, an alias of
 * `audit_event`. The log names subjects of every kind, also of rooms that come later: what stands by itself is listed in
 * storage/audit-about.ts, and anything else belongs to the enrolments (or else the people) that its entries name, or named
 * before they were removed, as a dispensation does.
 */
import sql, { join, type Sql } from 'sql-template-tag';
import type { Reach } from '../../access/policy.js';
import { cohortVisible, enrolmentVisible, groupVisible, personVisible } from '../../access/visibility.js';
import { isOf, namesOf, REFERENCE, STANDING } from '../../storage/audit-about.js';
import { ID_PREFIXES, type IdKind } from '../../storage/ids.js';
import { all, among } from '../../storage/sql.js';

export function standsByItself(subjectId: string): boolean {
  return STANDING.some((prefix) => subjectId.startsWith(`${prefix}_`));
}

function either(conditions: readonly Sql[]): Sql {
  return sql`(${join(conditions, ' OR ')})`;
}

/** What is recorded of the owner, names the owner, or belongs to the owner. `owners` selects one column of ids. */
export function recordsOf(v: Sql, owners: Sql): Sql {
  return sql`${v}.id IN (
    SELECT ho.id FROM audit_event ho WHERE ho.subject_id IN (${owners})
    UNION SELECT hb.event_id FROM audit_about hb WHERE hb.about_id IN (${owners})
    UNION SELECT hw.id FROM audit_about hb JOIN audit_event hf ON hf.id = hb.event_id
      JOIN audit_event hw ON hw.subject_id = hf.subject_id
      WHERE hb.about_id IN (${owners}) AND NOT ${isOf(sql`hf`, STANDING)}
    UNION SELECT hw.id FROM audit_kept_about hk JOIN audit_event hw ON hw.subject_id = hk.subject_id
      WHERE hk.about_id IN (${owners}))`;
}

/** Whether the subject is visible (V39): denied looks as if nothing had been recorded. */
export function recordVisible(reach: Reach, v: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  const by = (kind: IdKind, rows: Sql, condition: Sql) =>
    sql`(${isOf(v, [ID_PREFIXES[kind]])} AND EXISTS (SELECT 1 FROM ${rows} AND ${condition}))`;
  const subject = sql`${v}.subject_id`;
  return either([
    by('enrolment', sql`enrolment he WHERE he.id = ${subject}`, enrolmentVisible(reach, sql`he`)),
    by('person', sql`person hp WHERE hp.id = ${subject}`, personVisible(reach, sql`hp`)),
    // The team, its meetings and its papers are for those who take part, not for everybody who is taught there.
    by(
      'engagement',
      sql`engagement_municipality hn WHERE hn.engagement_id = ${subject}`,
      sql`hn.municipality_code IN ${among(reach.municipalityCodes)}`,
    ),
    by('cohort', sql`cohort hc WHERE hc.id = ${subject}`, cohortVisible(reach, sql`hc`)),
    by(
      'courseDay',
      sql`course_day hd JOIN cohort hc ON hc.id = hd.cohort_id WHERE hd.id = ${subject}`,
      cohortVisible(reach, sql`hc`),
    ),
    by('supervisionGroup', sql`supervision_group hg WHERE hg.id = ${subject}`, groupVisible(reach, sql`hg`)),
    by(
      'supervisionMeeting',
      sql`supervision_meeting ht JOIN supervision_group hg ON hg.id = ht.group_id WHERE ht.id = ${subject}`,
      groupVisible(reach, sql`hg`),
    ),
    isOf(v, REFERENCE),
    sql`(NOT ${isOf(v, STANDING)} AND ${either([
      whollyVisible(v, sql`enrolment`, (e) => enrolmentVisible(reach, e)),
      sql`(NOT EXISTS (SELECT 1 FROM ${named(v, sql`enrolment`)})
        AND ${whollyVisible(v, sql`person`, (p) => personVisible(reach, p))})`,
    ])})`,
  ]);
}

/** Something belongs to a visible enrolment or person, and to none that is not. */
function whollyVisible(v: Sql, table: Sql, visible: (alias: Sql) => Sql): Sql {
  const rows = named(v, table);
  return sql`(EXISTS (SELECT 1 FROM ${rows} AND ${visible(sql`hx`)})
    AND NOT EXISTS (SELECT 1 FROM ${rows} AND NOT (${visible(sql`hx`)})))`;
}

/** Rows `hx` of a table that any entry with the same subject names or named. */
function named(v: Sql, table: Sql): Sql {
  return sql`${table} hx WHERE hx.id IN (${namesOf(sql`${v}.subject_id`)})`;
}

/** What concerns an enrolment that `where` holds for: its own records, and those of its courses, groups and person. */
export function recordConcerns(v: Sql, where: readonly Sql[]): Sql {
  if (where.length === 0) return sql`1 = 1`;
  const condition = all(where);
  const subject = sql`${v}.subject_id`;
  const some = (rows: Sql) => sql`EXISTS (SELECT 1 FROM ${rows} AND ${condition})`;
  const enrolled = sql`enrolment_change hx JOIN enrolment e ON e.id = hx.enrolment_id`;
  const members = sql`group_member hm JOIN enrolment e ON e.id = hm.enrolment_id`;
  return either([
    some(sql`enrolment e WHERE e.id = ${subject}`),
    some(sql`audit_about hb JOIN enrolment e ON e.id = hb.about_id WHERE hb.event_id = ${v}.id`),
    sql`(NOT ${isOf(v, STANDING)} AND ${some(sql`enrolment e WHERE e.id IN (${namesOf(subject)})`)})`,
    some(sql`enrolment e WHERE e.person_id = ${subject}`),
    some(sql`enrolment e WHERE e.engagement_id = ${subject}`),
    some(sql`${enrolled} WHERE hx.cohort_id = ${subject}`),
    some(sql`${enrolled} JOIN course_day hd ON hd.cohort_id = hx.cohort_id WHERE hd.id = ${subject}`),
    some(sql`${members} WHERE hm.group_id = ${subject}`),
    some(sql`${members} JOIN supervision_meeting ht ON ht.group_id = hm.group_id WHERE ht.id = ${subject}`),
  ]);
}
