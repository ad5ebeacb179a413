/**
 * Row-level access as SQL conditions, used wherever rows are loaded (lists, loaders, `node`), so that what is out of
 * reach is never read and looks as if it did not exist (architecture.md habit 6, V39).
 */
import sql, { join, type Sql } from 'sql-template-tag';
import { among, personOf } from '../storage/sql.js';
import type { Reach } from './policy.js';

function any(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`1 = 0` : sql`(${join(conditions, ' OR ')})`;
}

/** Enrolments on own seats, in own cohorts or groups, or one's own. `e` is the enrolment's alias. */
export function enrolmentVisible(reach: Reach, e: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  const conditions: Sql[] = [];
  if (reach.municipalityCodes.length > 0)
    conditions.push(sql`${e}.municipality_code IN ${among(reach.municipalityCodes)}`);
  if (reach.personIds.length > 0) conditions.push(sql`${e}.person_id IN ${among(reach.personIds)}`);
  if (reach.providerIds.length > 0)
    // Anybody who is or was in one of the provider's cohorts or groups, or came there as a guest.
    conditions.push(
      sql`EXISTS (SELECT 1 FROM enrolment_provider vt
            WHERE vt.enrolment_id = ${e}.id AND vt.provider_id IN ${among(reach.providerIds)})`,
    );
  return any(conditions);
}

/**
 * People with a visible enrolment, employed in one's own municipality or in an implementation team for it, or oneself. Who
 * has left the municipality or its team, or is to leave it, is read there until they sit on a seat of another one; who was
 * put into a team by mistake is not.
 */
export function personVisible(reach: Reach, p: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  const conditions = [
    sql`EXISTS (SELECT 1 FROM enrolment ve WHERE ve.person_id = ${p}.id AND ${enrolmentVisible(reach, sql`ve`)})`,
  ];
  if (reach.personIds.length > 0) conditions.push(sql`${p}.id IN ${among(reach.personIds)}`);
  if (reach.municipalityCodes.length > 0) {
    const sitsNowhereElse = sql`NOT EXISTS (SELECT 1 FROM enrolment vo WHERE vo.person_id = ${p}.id
      AND vo.municipality_code NOT IN ${among(reach.municipalityCodes)})`;
    conditions.push(
      sql`EXISTS (SELECT 1 FROM affiliation vf WHERE vf.person_id = ${p}.id
            AND vf.municipality_code IN ${among(reach.municipalityCodes)}
            AND (vf.valid_to IS NULL OR ${sitsNowhereElse}))`,
      sql`EXISTS (SELECT 1 FROM team_membership vt WHERE vt.municipality_code IN ${among(reach.municipalityCodes)}
            AND vt.superseded_at IS NULL AND (vt.valid_to IS NULL OR ${sitsNowhereElse})
            AND (vt.person_id = ${p}.id OR vt.person_id IN (SELECT vg.merged_id FROM person_merge vg
              WHERE vg.kept_id = ${p}.id AND vg.superseded_at IS NULL)))`,
    );
  }
  return any(conditions);
}

/** Own cohorts and those that visible people were in or made up a day in; for municipalities also those of their engagements and the open ones that their people can join. */
export function cohortVisible(reach: Reach, c: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  const people = enrolmentVisible({ ...reach, providerIds: [] }, sql`ve`);
  const conditions = [
    sql`EXISTS (SELECT 1 FROM enrolment_change vx JOIN enrolment ve ON ve.id = vx.enrolment_id
          WHERE vx.cohort_id = ${c}.id AND ${people})`,
    sql`EXISTS (SELECT 1 FROM course_day vd JOIN attendance va ON va.course_day_id = vd.id
          JOIN enrolment ve ON ve.id = va.enrolment_id WHERE vd.cohort_id = ${c}.id AND ${people})`,
  ];
  if (reach.providerIds.length > 0) conditions.push(sql`${c}.provider_id IN ${among(reach.providerIds)}`);
  if (reach.municipalityCodes.length > 0)
    conditions.push(
      sql`EXISTS (SELECT 1 FROM engagement_municipality vm JOIN engagement vg ON vg.id = vm.engagement_id
            WHERE vm.municipality_code IN ${among(reach.municipalityCodes)}
            AND (vg.id = ${c}.engagement_id
              OR (${c}.engagement_id IS NULL AND vg.programme_key = ${c}.programme_key)))`,
    );
  return any(conditions);
}

/** Own groups, and those with a visible member or guest. */
export function groupVisible(reach: Reach, g: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  const people = enrolmentVisible({ ...reach, providerIds: [] }, sql`ve`);
  const conditions = [
    sql`EXISTS (SELECT 1 FROM group_member vm JOIN enrolment ve ON ve.id = vm.enrolment_id
          WHERE vm.group_id = ${g}.id AND ${people})`,
    sql`EXISTS (SELECT 1 FROM supervision_meeting vt JOIN presence vp ON vp.meeting_id = vt.id
          JOIN enrolment ve ON ve.id = vp.enrolment_id WHERE vt.group_id = ${g}.id AND ${people})`,
  ];
  if (reach.providerIds.length > 0) conditions.push(sql`${g}.provider_id IN ${among(reach.providerIds)}`);
  return any(conditions);
}

/** Engagements of own municipalities, and those with a visible enrolment or an own cohort. */
export function engagementVisible(reach: Reach, n: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  const conditions = [
    sql`EXISTS (SELECT 1 FROM enrolment ve WHERE ve.engagement_id = ${n}.id AND ${enrolmentVisible(reach, sql`ve`)})`,
  ];
  if (reach.municipalityCodes.length > 0)
    conditions.push(sql`EXISTS (SELECT 1 FROM engagement_municipality vm WHERE vm.engagement_id = ${n}.id
      AND vm.municipality_code IN ${among(reach.municipalityCodes)})`);
  if (reach.providerIds.length > 0)
    conditions.push(sql`EXISTS (SELECT 1 FROM cohort vc WHERE vc.engagement_id = ${n}.id
      AND vc.provider_id IN ${among(reach.providerIds)})`);
  return any(conditions);
}

/** Those for one's own municipality or provider. */
export function machineTokenVisible(reach: Reach, t: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  const conditions: Sql[] = [];
  if (reach.municipalityCodes.length > 0)
    conditions.push(sql`${t}.municipality_code IN ${among(reach.municipalityCodes)}`);
  if (reach.providerIds.length > 0) conditions.push(sql`${t}.provider_id IN ${among(reach.providerIds)}`);
  return any(conditions);
}

/** Those with a role of one's own municipality or provider, and those of participants on one's own seats. */
export function accountVisible(reach: Reach, a: Sql): Sql {
  if (reach.everything) return sql`1 = 1`;
  const conditions: Sql[] = [];
  if (reach.municipalityCodes.length > 0)
    conditions.push(
      sql`vr.municipality_code IN ${among(reach.municipalityCodes)}`,
      sql`(vr.role = 'PARTICIPANT' AND EXISTS (SELECT 1 FROM person vp JOIN enrolment ve
            ON ve.person_id = ${personOf(sql`vp.id`)}
            WHERE vp.email = ${a}.email AND ve.municipality_code IN ${among(reach.municipalityCodes)}))`,
    );
  if (reach.providerIds.length > 0) conditions.push(sql`vr.provider_id IN ${among(reach.providerIds)}`);
  return sql`EXISTS (SELECT 1 FROM account_role vr
    WHERE vr.account_id = ${a}.id AND vr.superseded_at IS NULL AND ${any(conditions)})`;
}
