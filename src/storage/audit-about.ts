import sql, { join, type Sql } from 'sql-template-tag';
import { ID_PREFIXES } from './ids.js';

/** Whose history an event can be part of. */
const OWNER = new RegExp(
  `^(?:${ID_PREFIXES.enrolment}|${ID_PREFIXES.person}|${ID_PREFIXES.certificate})_[0-9a-z]+$`,
);

/** Providers and programmes: the same for everybody. */
export const REFERENCE: readonly string[] = [ID_PREFIXES.provider, 'prg'];
/** Municipalities: what is logged of them is whose coordinator's role ended, which is for the agency. */
const FOR_THE_AGENCY: readonly string[] = ['mun'];
/** Kinds of subjects that many people share, or that are people themselves. All others belong to whom their events name. */
export const STANDING: readonly string[] = [
  ID_PREFIXES.enrolment,
  ID_PREFIXES.person,
  ID_PREFIXES.engagement,
  ID_PREFIXES.cohort,
  ID_PREFIXES.courseDay,
  ID_PREFIXES.supervisionGroup,
  ID_PREFIXES.supervisionMeeting,
  ...REFERENCE,
  ...FOR_THE_AGENCY,
];

/** The enrolments, people and certificates that an event names beside its own subject, each once. */
export function namedIn(event: { subjectId: string; before?: unknown; after?: unknown }): string[] {
  const named = new Set(
    [...textsOf(event.before), ...textsOf(event.after)].filter((text) => OWNER.test(text)),
  );
  named.delete(event.subjectId);
  return [...named];
}

/** Whether the subject of an event `v` is of one of some kinds. */
export function isOf(v: Sql, prefixes: readonly string[]): Sql {
  return sql`substr(${v}.subject_id, 1, 4) IN (${join(prefixes.map((prefix) => `${prefix}_`))})`;
}

/** One column of ids: what the events of a subject name, also those that are no longer kept. */
export function namesOf(subject: Sql): Sql {
  return sql`SELECT hb.about_id FROM audit_event hf JOIN audit_about hb ON hb.event_id = hf.id
      WHERE hf.subject_id = ${subject}
    UNION SELECT hk.about_id FROM audit_kept_about hk WHERE hk.subject_id = ${subject}`;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
