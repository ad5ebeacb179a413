/**
 * Section 7: of every text column somebody has said whether it can hold something about a person. A column that is new and
 * that nobody has thought of fails here: say in src/storage/personal-data.ts how it is emptied, or here why it need not be.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityMetadata } from 'typeorm';
import { openStore } from '../../src/storage/open-store.js';
import { PERSONAL } from '../../src/storage/personal-data.js';
import type { Store } from '../../src/storage/store.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** Emptied in another way: a part of a text, a key, or the row as a whole; see erasing.ts and erasing-log.ts. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'certificate.snapshot': 'the name in it',
  'coordinator_change.holder': 'a word of its own instead of the address',
  'coordinator_change.reason': 'a word',
  'actor.name': 'a word',
  'audit_event.before': 'NULL',
  'audit_event.after': 'NULL',
  'audit_event.reason': 'NULL',
  'audit_event.salt': 'NULL',
  'idempotency_key.input_hash': 'the row is removed',
  'enrolment_listing.person_key': 'the database writes it anew when person.sort_key is emptied',
  'account.email': 'a word of its own instead of the address',
  'account.name': 'a word',
  'account.password_hash': 'NULL',
  'account.totp_secret': 'NULL',
  'account_recovery_code.code_hash': 'the row is removed',
  'session.claims': 'the row is removed',
};

const INSTANT = 'an instant';
const DAY = 'a day';
const WORD = 'one of a few words that a check allows';
const SUBJECT = 'a subject that the identity provider gives, opaque';
const COURSE = 'of a course, not of a person';
const PUBLIC = 'a public register';
const MUNICIPALITY = 'about a municipality';
const WORK = 'about the work of an engagement';
const HASH = 'a hash over what is no secret';

/** By `table.column`, or by the name of the column alone. */
const NOT_PERSONAL: Readonly<Record<string, string>> = {
  recorded_at: INSTANT,
  recorded_by: SUBJECT,
  superseded_at: INSTANT,
  superseded_by: SUBJECT,
  ended_at: INSTANT,
  ended_by: SUBJECT,
  valid_from: DAY,
  valid_to: DAY,
  valid_on: DAY,
  valid_until: DAY,
  status: WORD,
  kind: WORD,
  type: WORD,
  part: WORD,
  state: WORD,
  capacity: WORD,
  outcome: WORD,
  decision: WORD,
  requirement: WORD,
  organisation_type: WORD,
  programme_key: COURSE,
  track_key: COURSE,
  'enrolment_listing.reader': 'the id of a training provider, or ALL',
  'progress.standing': 'ids, days and numbers; who has a dispensation, with its words, is not kept',
  'progress.worked_out_at': INSTANT,
  'progress.holds_until': INSTANT,
  'progress.counts_until': INSTANT,
  'progress.counts_since': INSTANT,
  'progress.seated_on': DAY,
  'progress.municipality_code': PUBLIC,
  'progress.person_id': 'an id',
  'tally.municipality_code': PUBLIC,
  'progress.made_by': 'a version of this program',
  'municipality.code': PUBLIC,
  'municipality.name': PUBLIC,
  'municipality.sort_key': PUBLIC,
  'municipality.successor_code': PUBLIC,
  'municipality_succession.first_day': DAY,
  'municipality_succession.reason': MUNICIPALITY,
  'engagement_withdrawal.reason': MUNICIPALITY,
  'rule_set.content': 'the rules of a programme',
  'rule_set.published_at': INSTANT,
  'provider.key': 'of a training provider',
  'provider.name': 'of a training provider',
  'engagement.starts_on': DAY,
  'seat.pool': 'which seats compete with each other',
  'seat.reason': 'why there is another seat, whoever gets it',
  'pool_count.pool': 'ids and keys of engagements, municipalities and tracks',
  'pool_change.pool': 'ids and keys of engagements, municipalities and tracks',
  'seat_closing.reason': 'why nobody gets the seat any more',
  'seat_offer.expires_at': INSTANT,
  'enrolment_change.cohort_from': DAY,
  'enrolment_leave.from_on': DAY,
  'enrolment_leave.to_on': DAY,
  'cohort.name': COURSE,
  'course_day_plan.date': DAY,
  'course_day_plan.am_starts_at': INSTANT,
  'course_day_plan.am_ends_at': INSTANT,
  'course_day_plan.pm_starts_at': INSTANT,
  'course_day_plan.pm_ends_at': INSTANT,
  'course_day_plan.reason': COURSE,
  venue: 'a place',
  'attendance.makes_up_part': WORD,
  'alternative_make_up.done_on': DAY,
  'certification_attempt.video': WORD,
  'certification_attempt.held_on': DAY,
  'certificate.number': 'stays, and answers that its holder was erased (V26)',
  'certificate.title': 'of the track',
  'certificate.issued_on': DAY,
  'certificate_event.shortfall': 'figures of what was open',
  'person_merge.moved': 'ids',
  'team_membership.member_id': 'an id',
  role: WORD,
  'engagement_meeting_record.date': DAY,
  'engagement_meeting_record.date_precision': WORD,
  'engagement_meeting_record.plan_status': WORK,
  'engagement_meeting_record.adjustments': WORK,
  'engagement_meeting_record.challenges': WORK,
  'engagement_meeting_record.sparring': WORK,
  'engagement_meeting_record.maintenance': WORK,
  'engagement_meeting_record.reason': WORK,
  'engagement_closure.closed_on': DAY,
  'engagement_closure.reason': WORK,
  'plan_document.title': 'of a paper',
  'plan_document.link': 'where a paper is',
  'plan_document.dated_on': DAY,
  'plan_document_approval.approved_on': DAY,
  'supervision_group.name': COURSE,
  'supervision_meeting.planned_starts_at': INSTANT,
  'supervision_meeting.planned_ends_at': INSTANT,
  'supervision_meeting.reason': 'about a meeting of a group',
  'supervision_meeting.cancelled_at': INSTANT,
  'account.locked_until': INSTANT,
  'account_link.purpose': WORD,
  'account_link.secret_hash': HASH,
  'account_link.ends_at': INSTANT,
  'session.id_hash': HASH,
  'session.issuer': WORD,
  'session.issuer_rules': HASH,
  'session.account_id': 'an id',
  'session.opened_at': INSTANT,
  'session.last_used_at': INSTANT,
  'session.ends_at': INSTANT,
  'reading.day': DAY,
  'reading.field': WORD,
  'reading.roles': WORD,
  'correction_request.record_id': 'the id of a record',
  'correction_request.answered_at': INSTANT,
  'supervision_group_closure.last_day': DAY,
  'supervision_group_closure.reason': 'why a group goes on no longer',
  'supervision_earlier_plan.starts_at': INSTANT,
  'supervision_earlier_plan.ends_at': INSTANT,
  'supervision_earlier_plan.reason': 'about a meeting of a group',
  'supervision_record.started_at': INSTANT,
  'presence.from_at': INSTANT,
  'presence.to_at': INSTANT,
  'apology.withdrawn_at': INSTANT,
  'dispute.answered_at': INSTANT,
  'audit_event.action': WORD,
  'audit_event.subject_id': 'an id',
  'audit_about.about_id': 'an id',
  'audit_seal.day': DAY,
  'audit_seal.previous_hash': HASH,
  'audit_seal.hash': HASH,
  'audit_seal.sealed_at': INSTANT,
  'audit_shortening.up_to': DAY,
  'audit_shortening.hash': HASH,
  'audit_shortening.reason': 'may not name anybody',
  'audit_shortening_end.shortening_id': 'an id',
  'audit_kept_about.subject_id': 'an id',
  'audit_kept_about.about_id': 'an id',
  'actor.subject': SUBJECT,
  'actor.roles': WORD,
  'actor.first_seen_at': INSTANT,
  'actor.named_at': INSTANT,
  'actor.person_id': 'an id',
  'idempotency_key.actor': SUBJECT,
  'idempotency_key.action': WORD,
  'idempotency_key.key': 'made by a program',
  'machine_token.name': 'of a program',
  'machine_token.secret_hash': 'of a random secret',
  'machine_token.operations': WORD,
  'machine_token.last_day': DAY,
  'machine_token_revocation.reason': 'about a program',
  'machine_token_use.used_on': DAY,
  'erasure.reason': 'may not name the person',
  'erasure_end.erasure_id': 'an id',
  'erased_row.table_name': WORD,
  'erased_row.row_key': 'ids',
  'erased_row.digest': 'of what was said, with a salt that is gone',
  'audit_restatement.hash': HASH,
  'retention_run.outcome': 'ids, and the messages of refusals',
  'retention_run.reason': 'may not name anybody',
};

describe('section 7: every text column', () => {
  let database: TestDatabase;
  let store: Store;
  let entities: EntityMetadata[];
  beforeAll(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    entities = store.database.writer.entityMetadatas;
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const emptied = () =>
    new Set([
      ...PERSONAL.flatMap(({ table, emptied }) => Object.keys(emptied).map((column) => `${table}.${column}`)),
      ...Object.keys(OTHERWISE),
    ]);
  /** Keys that the program makes, and what points to them: opaque. */
  const isId = (entity: EntityMetadata, column: string) =>
    column === 'id' ||
    entity.foreignKeys.some((key) => key.columns.some((each) => each.databaseName === column));
  const texts = () =>
    entities.flatMap((entity) =>
      entity.columns
        .filter(({ type, databaseName }) => type === 'text' && !isId(entity, databaseName))
        .map(({ databaseName }) => `${entity.tableName}.${databaseName}`),
    );
  const reasonOf = (name: string) => NOT_PERSONAL[name] ?? NOT_PERSONAL[name.split('.')[1] ?? ''];

  it('is emptied when a person is erased, or is said not to be about a person', () => {
    const personal = emptied();
    expect(texts().filter((name) => !personal.has(name) && reasonOf(name) === undefined)).toEqual([]);
  });

  it('is not both', () => {
    expect([...emptied()].filter((name) => NOT_PERSONAL[name] !== undefined)).toEqual([]);
  });

  it('that is spoken of is there', () => {
    const all = texts();
    expect([...emptied()].filter((name) => !all.includes(name))).toEqual([]);
    const names = all.flatMap((name) => [name, name.split('.')[1] ?? '']);
    expect(Object.keys(NOT_PERSONAL).filter((name) => !names.includes(name))).toEqual([]);
  });
});
