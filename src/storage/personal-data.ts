/**
 * Where personal data stand, and what stands there when the person is erased. Every text column of every table is either
 * here or among those that are not personal, with the reason: test/medium/personal-data.spec.ts fails for one that is not.
 */
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { danishSortKey } from '../domain/danish.js';
import { among } from './sql.js';

/** What a person is called who was erased; in English "Erased person". */
export const ERASED_NAME = 'Slettet person';
/** What stands in the place of a text that must not be missing. */
export const ERASED_TEXT = 'Slettet';
/** Orders them together, and never like each other: they are not to be taken for one person. */
const SORT_KEY = sql`CAST(${danishSortKey(ERASED_NAME)} AS text) || ' ' || t.id`;

/** Everything that is somebody's. */
export interface Belongings {
  /** The registration, and those that were merged into it. */
  readonly personIds: readonly string[];
  readonly enrolmentIds: readonly string[];
  readonly certificateIds: readonly string[];
  readonly supervisorIds: readonly string[];
  /** Accounts of this installation under one of their addresses. */
  readonly accountIds: readonly string[];
  /** Subjects that the person signed in as. */
  readonly subjects: readonly string[];
  /** Other people's attempts that the person was the assessor of. */
  readonly assessedIds: readonly string[];
  /** Plan documents whose owner is named in words, and is this person. */
  readonly documentIds: readonly string[];
}

/** How a column is emptied: NULL, a text, or an expression over the row `t`. */
type Emptied = null | string | Sql;

export interface PersonalTable {
  readonly table: string;
  /** What a row is known by, over the row `t`. */
  readonly key: string;
  readonly emptied: Readonly<Record<string, Emptied>>;
  /** Whether the row `t` is theirs. */
  readonly of: (whose: Belongings) => Sql;
}

const ofPerson = ({ personIds }: Belongings) => sql`t.person_id IN ${among(personIds)}`;
const ofEnrolment = ({ enrolmentIds }: Belongings) => sql`t.enrolment_id IN ${among(enrolmentIds)}`;
const ofCertificate = ({ certificateIds }: Belongings) => sql`t.certificate_id IN ${among(certificateIds)}`;
/** Rows about something that belongs to an enrolment. */
const about = (table: string, column: string) => (whose: Belongings) =>
  sql`t.${raw(column)} IN (SELECT o.id FROM ${raw(table)} o WHERE o.enrolment_id IN ${among(whose.enrolmentIds)})`;

const simple = (
  table: string,
  of: PersonalTable['of'],
  emptied: PersonalTable['emptied'],
  key = 't.id',
): PersonalTable => ({ table, key, emptied, of });

export const PERSONAL: readonly PersonalTable[] = [
  simple('person', ({ personIds }) => sql`t.id IN ${among(personIds)}`, {
    name: ERASED_NAME,
    email: null,
    phone: null,
    sort_key: SORT_KEY,
    search_text: '',
  }),
  simple('affiliation', ofPerson, { organisation: null, unit: null, role: null }),
  simple('affiliation_period', ofPerson, { reason: null }),
  simple(
    'person_merge',
    ({ personIds }) => sql`(t.kept_id IN ${among(personIds)} OR t.merged_id IN ${among(personIds)})`,
    { reason: ERASED_TEXT },
  ),
  simple('enrolment_change', ofEnrolment, { reason: null }, `t.enrolment_id || ' ' || t.sequence`),
  simple('dispensation', ofEnrolment, { reason: ERASED_TEXT }),
  simple('waiting_priority', ofEnrolment, { reason: null }),
  simple('seat_reuse_approval', ofEnrolment, { reason: ERASED_TEXT }, 't.enrolment_id'),
  simple('attendance', ofEnrolment, { reason: null }),
  simple('alternative_make_up', ofEnrolment, { description: ERASED_TEXT }),
  simple('group_member', ofEnrolment, { reason: null }),
  simple('presence', ofEnrolment, { reason: null }),
  simple('apology_acknowledgement', about('apology', 'apology_id'), { answer: null }, 't.apology_id'),
  simple('dispute', ofEnrolment, { statement: ERASED_TEXT }),
  simple('dispute_answer', about('dispute', 'dispute_id'), { answer: ERASED_TEXT }, 't.dispute_id'),
  simple('account_event', ({ accountIds }) => sql`t.account_id IN ${among(accountIds)}`, { reason: null }),
  simple('correction_request', ofPerson, { statement: ERASED_TEXT }),
  simple(
    'correction_answer',
    ({ personIds }) =>
      sql`t.request_id IN (SELECT o.id FROM correction_request o WHERE o.person_id IN ${among(personIds)})`,
    { answer: ERASED_TEXT },
    't.request_id',
  ),
  simple('certification_attempt', ofEnrolment, { assessor: null, alternative_basis: null }),
  simple('certification_attempt', ({ assessedIds }) => sql`t.id IN ${among(assessedIds)}`, {
    assessor: null,
  }),
  // What it says beside the name is not about the person alone; see `nameless`.
  simple('certificate', ({ certificateIds }) => sql`t.id IN ${among(certificateIds)}`, {
    holder_name: ERASED_NAME,
  }),
  simple('certificate_event', ofCertificate, { reason: null }, `t.certificate_id || ' ' || t.sequence`),
  simple('team_membership', ofPerson, { reason: null }),
  simple('engagement_meeting_attendance', ofPerson, { reason: null }),
  simple('plan_document', ({ documentIds }) => sql`t.id IN ${among(documentIds)}`, {
    owner_text: ERASED_TEXT,
  }),
  simple('supervisor', ({ supervisorIds }) => sql`t.id IN ${among(supervisorIds)}`, {
    name: ERASED_NAME,
    email: null,
    sort_key: SORT_KEY,
  }),
];

/** Where the database itself writes the sort key of a person anew. */
export const FOLLOWS_PERSON = 'enrolment_listing';

/** Rows that are not emptied yet. */
export function stillPersonal({ emptied }: PersonalTable): Sql {
  const full = Object.entries(emptied).map(([column, word]) =>
    word === null
      ? sql`t.${raw(column)} IS NOT NULL`
      : sql`(t.${raw(column)} IS NOT NULL AND t.${raw(column)} <> ${word})`,
  );
  return sql`(${join(full, ' OR ')})`;
}

/** The part of UPDATE after SET; the row is `t`. A text that is missing stays so. */
export function emptying({ emptied }: PersonalTable): Sql {
  return join(
    Object.entries(emptied).map(([column, word]) =>
      typeof word === 'string'
        ? sql`${raw(column)} = CASE WHEN t.${raw(column)} IS NULL THEN NULL ELSE CAST(${word} AS text) END`
        : sql`${raw(column)} = ${word ?? sql`NULL`}`,
    ),
    ', ',
  );
}

/** What a certificate rested on, without whose it is. */
export function nameless(snapshot: string): string {
  const { name, ...rest } = JSON.parse(snapshot) as Record<string, unknown>;
  return name === undefined ? snapshot : JSON.stringify({ name: ERASED_NAME, ...rest });
}
