/** V44: facts stay as they were recorded; a correction is a new row, and the old one says when it was superseded. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { raw } from 'sql-template-tag';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { Attempts } from '../support/schema-attempt.js';
import { fill } from '../support/schema-filling.js';

describe('V44: what happened is never overwritten', () => {
  let database: TestDatabase;
  let store: Store;
  let attempt: Attempts;
  beforeAll(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    attempt = new Attempts(store);
    await fill(store);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  const entityOf = (table: string) =>
    store.database.writer.entityMetadatas.filter((entity) => entity.tableName === table);
  const columnsOf = (table: string) =>
    entityOf(table).flatMap((entity) => entity.columns.map((column) => column.databaseName));
  const keyOf = (table: string) =>
    entityOf(table).flatMap((entity) => entity.primaryColumns.map((column) => column.databaseName));

  const APPEND_ONLY = [
    'audit_event',
    'audit_about',
    'audit_seal',
    'audit_shortening',
    'audit_shortening_end',
    'audit_kept_about',
    'enrolment_change',
    'certificate_event',
    'credential_status_place',
    'certification_attempt',
    'rule_set',
    'apology_acknowledgement',
    'dispute_answer',
    'seat_reuse_approval',
    'seat_closing',
    'engagement_withdrawal',
    'supervision_earlier_plan',
    'supervision_group_closure_end',
    'engagement_meeting',
    'plan_document_approval',
    'coordinator_change',
    'machine_token',
    'machine_token_revocation',
    'erasure',
    'erasure_end',
    'erased_row',
    'erasure_subject',
    'audit_restatement',
    'retention_run',
    'reading',
    'correction_answer',
    'account_event',
  ];
  /** And the column that may be filled in once. */
  const SUPERSEDED_ONLY = [
    ['attendance', 'superseded_at'],
    ['presence', 'superseded_at'],
    ['supervision_record', 'superseded_at'],
    ['course_day_plan', 'superseded_at'],
    ['group_member', 'superseded_at'],
    ['supervision_leader', 'superseded_at'],
    ['supervision_group_closure', 'superseded_at'],
    ['dispensation', 'ended_at'],
    ['alternative_make_up', 'superseded_at'],
    ['apology', 'withdrawn_at'],
    ['dispute', 'answered_at'],
    ['correction_request', 'answered_at'],
    ['enrolment_person', 'superseded_at'],
    ['affiliation_period', 'superseded_at'],
    ['person_merge', 'superseded_at'],
    ['waiting_priority', 'superseded_at'],
    ['seat_offer', 'ended_at', ['outcome', 'ended_by']],
    ['team_membership', 'superseded_at'],
    ['engagement_meeting_record', 'superseded_at'],
    ['engagement_meeting_attendance', 'superseded_at'],
    ['plan_document', 'superseded_at'],
    ['engagement_closure', 'superseded_at'],
    ['municipality_succession', 'superseded_at'],
    ['account_role', 'superseded_at'],
    ['account_link', 'superseded_at'],
  ] as const;
  const KEPT = [...APPEND_ONLY, ...SUPERSEDED_ONLY.map(([table]) => table), 'certificate'];

  it.each(KEPT)('no row of %s is removed', async (table) => {
    expect(await attempt.statement(`DELETE FROM ${table}`)).toBe(`${table} is never overwritten`);
  });

  it('no row of any of them gives way to another that is inserted in its place', async () => {
    const open: string[] = [];
    for (const table of KEPT)
      for (const insert of replacing(table)) {
        const outcome = await attempt.statement(insert);
        if (outcome !== `${table} is never overwritten`) open.push(`${insert}: ${outcome}`);
      }
    expect(open).toEqual([]);
  });

  it.each(APPEND_ONLY)('no column of %s is changed', async (table) => {
    for (const column of columnsOf(table))
      expect([column, await attempt.statement(`UPDATE ${table} SET ${column} = ${column}`)]).toEqual([
        column,
        `${table} is never overwritten`,
      ]);
  });

  it.each(SUPERSEDED_ONLY)(
    'no column of %s but %s is changed',
    async (table, by, along: readonly string[] = []) => {
      const open: string[] = [];
      for (const column of columnsOf(table)) {
        if (column === by || along.includes(column)) continue;
        const outcome = await attempt.statement(
          `UPDATE ${table} SET ${column} = ${otherThan(table, column)}`,
        );
        if (outcome !== `${table} is never overwritten`) open.push(`${column}: ${outcome}`);
      }
      expect(open).toEqual([]);
    },
  );

  it.each(SUPERSEDED_ONLY)(
    'a row of %s is superseded once',
    async (table, by, along: readonly string[] = []) => {
      const more = along.map((column) => `, ${column} = 'EXPIRED'`).join('');
      const supersede = raw(`UPDATE ${table} SET ${by} = '2026-11-24T12:00:00.000Z'${more}`);
      expect(await attempt.to(async () => expect(await store.change(supersede)).toBe(1))).toBe('accepted');
      for (const again of [`'2026-11-25T12:00:00.000Z'`, 'NULL', by])
        expect(
          await attempt.to(async () => {
            await store.change(supersede);
            await store.change(raw(`UPDATE ${table} SET ${by} = ${again}`));
          }),
        ).toBe(`${table} is never overwritten`);
    },
  );

  it('V24: nothing that a certificate said at issue is changed; its status is, and whose it is (L25)', async () => {
    const open: string[] = [];
    for (const column of columnsOf('certificate')) {
      const outcome = await attempt.statement(
        `UPDATE certificate SET ${column} = ${otherThan('certificate', column)}`,
      );
      if (outcome !== 'certificate is never overwritten') open.push(column);
    }
    expect(open).toEqual(['person_id', 'status']);
    expect(await attempt.statement(`UPDATE certificate SET status = 'REVOKED'`)).toBe('accepted');
  });

  /** The ways to insert in place of another: on SQLite, INSERT OR REPLACE removes the row that is in the way. */
  function replacing(table: string): string[] {
    const key = keyOf(table).join(', ');
    const column = [
      'recorded_by',
      'superseded_by',
      'content',
      'about_id',
      'hash',
      'earlier_id',
      'recorded_at',
      'digest',
      'erasure_id',
    ].find((each) => columnsOf(table).includes(each));
    return [
      `INSERT INTO ${table} SELECT * FROM ${table} WHERE true ON CONFLICT (${key}) DO UPDATE SET ${column} = 'other'`,
      ...(onSqlite ? [`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`] : []),
    ];
  }

  /** An expression that differs from what the row holds, and that its checks and foreign keys allow where they can. */
  function otherThan(table: string, column: string): string {
    const known: Record<string, string> = {
      status: `'REVOKED'`,
      cancelled: 'NOT cancelled',
      absent: 'NOT absent',
      guest: 'NOT guest',
      part: `'PM'`,
      state: `'PRESENT'`,
      notified: 'NOT notified',
      enrolment_id: `'enr_2'`,
      person_id: `'per_2'`,
      affiliation_id: `'aff_2'`,
      kept_id: `'per_2'`,
      merged_id: `'per_2'`,
      valid_from: `'2026-11-22'`,
      valid_to: `'2026-12-22'`,
      course_day_id: `'day_2'`,
      // Both at once, so that the check that they go together has nothing to say.
      makes_up_course_day_id: `'day_2', makes_up_part = 'PM'`,
      makes_up_part: `'PM', makes_up_course_day_id = 'day_2'`,
      break_minutes: 'break_minutes + 1',
      version: 'version + 1',
      priority: 'priority + 1',
      number: table === 'dispensation' ? 'number + 1' : `number || 'x'`,
      am_starts_at: `'2026-11-23T08:30:00.000Z'`,
      am_ends_at: `'2026-11-23T11:30:00.000Z'`,
      pm_starts_at: `'2026-11-23T12:30:00.000Z'`,
      started_at: `'2026-11-23T08:30:00.000Z'`,
      supervisor_id: `'sup_2'`,
    };
    return known[column] ?? `COALESCE(${column}, '') || 'x'`;
  }
});
