/**
 * Art. 15: the export of a person is complete. Proven from the schema: a table that leads to people, by foreign keys or by
 * what its columns are called, is in the export, or here with the reason why not; and every row of it that leads to a person
 * is in theirs.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql, { raw } from 'sql-template-tag';
import type { EntityMetadata } from 'typeorm';
import type { Actor } from '../../src/access/actor.js';
import { Clock } from '../../src/config/clock.js';
import { SECTIONS } from '../../src/features/data-protection/export.sections.js';
import { ExportService, type PersonExport } from '../../src/features/data-protection/export.service.js';
import type { ValueWords } from '../../src/features/history/index.js';
import { AccountEntity } from '../../src/storage/account.entity.js';
import { CoordinatorChangeEntity } from '../../src/storage/authority.entity.js';
import { ActorEntity } from '../../src/storage/log.entity.js';
import { openStore } from '../../src/storage/open-store.js';
import { among } from '../../src/storage/sql.js';
import type { Store } from '../../src/storage/store.js';
import { SupervisionLeaderEntity, SupervisorEntity } from '../../src/storage/supervision.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { fill } from '../support/schema-filling.js';
import { account, actor, coordinatorChange, leader, supervisor } from '../support/schema-rows.js';

/** Tables that look as if they led to people, and are not in the export. */
const NOT_EXPORTED: Readonly<Record<string, string>> = {
  tally: 'how many there are, and nobody in particular',
  enrolment_provider: 'follows from the courses and meetings, which are in the export',
  enrolment_listing: 'in which order lists show the enrolments, which are in the export',
  audit_about: 'by what the log is found; the log itself is in the export',
  audit_kept_about: 'by what the log is found whose beginning is no longer kept: ids alone',
  session: 'who is signed in at the moment; gone within hours',
  account_recovery_code: 'digests of secrets, of use only to somebody else',
  erasure: 'of people who were erased: nobody is left who could ask',
  erasure_subject: 'of people who were erased',
  erased_row: 'of people who were erased',
  audit_restatement: 'how the log is sealed after somebody was erased',
  idempotency_key: 'keys that a program made and digests, by the subject of a sign-in; nothing of a person',
};
/** What columns are called that have people, or what belongs to them, without a foreign key. */
const ABOUT_PEOPLE =
  /^(holder|subject|subject_id|about_id|actor|account_id|user_id)$|e_?mail|phone|address|person|enrolment/;

const AGENCY: Actor = { subject: 'idp|agency', name: 'Styrelsen', grants: [{ role: 'AGENCY' }] };
const WITHOUT_WORDS = { of: async () => null } as unknown as ValueWords;

describe('the export of a person', () => {
  let database: TestDatabase;
  let store: Store;
  let exports: ExportService;
  let tables: readonly EntityMetadata[];
  beforeAll(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    await fill(store);
    await new UnitOfWork(store).run(async () => {
      // Somebody who takes a course, supervises, and spoke for a municipality.
      await store.insert(SupervisorEntity, { ...supervisor(9), email: 'p1@example.dk' });
      await store.insert(SupervisionLeaderEntity, { ...leader('fac_led'), supervisorId: 'sup_9' });
      await store.insert(CoordinatorChangeEntity, { ...coordinatorChange(1), holder: 'p1@example.dk' });
    });
    exports = new ExportService(store, new Clock(), WITHOUT_WORDS);
    tables = store.database.writer.entityMetadatas;
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const exported = () =>
    new Map(
      SECTIONS.map((section) => [store.database.writer.getMetadata(section.entity).tableName, section]),
    );
  /** Foreign keys by which a row belongs to a person, not those that name somebody else. */
  const keysOf = (table: EntityMetadata) => {
    const leftOut = Object.keys(exported().get(table.tableName)?.leftOut ?? {});
    return table.foreignKeys.filter(
      (key) => !key.columns.some((column) => leftOut.includes(column.propertyName)),
    );
  };
  /** Every table with a chain of foreign keys to a person. */
  function leading(): Set<string> {
    const found = new Set(['person', 'supervisor']);
    for (let before = 0; before < found.size;) {
      before = found.size;
      for (const table of tables)
        if (keysOf(table).some((key) => found.has(key.referencedTablePath))) found.add(table.tableName);
    }
    return found;
  }

  it('has every table that leads to a person by foreign keys', () => {
    const missing = [...leading()].filter((table) => !exported().has(table) && !(table in NOT_EXPORTED));
    expect(missing).toEqual([]);
    expect(leading().size).toBeGreaterThan(30);
  });

  it('has every table with a column that is called as if it led to people', () => {
    const suspects = tables.filter((table) =>
      table.columns.some((column) => ABOUT_PEOPLE.test(column.databaseName)),
    );
    const missing = suspects
      .map((table) => table.tableName)
      .filter((table) => !exported().has(table) && !(table in NOT_EXPORTED));
    expect(missing).toEqual([]);
  });

  it('gives a reason only for tables that are there and are not in it', () => {
    const names = tables.map((table) => table.tableName);
    for (const table of Object.keys(NOT_EXPORTED))
      expect([table, names.includes(table), exported().has(table)]).toEqual([table, true, false]);
  });

  it('leaves out only columns that there are', () => {
    for (const { entity, leftOut = {} } of SECTIONS) {
      const columns = store.database.writer.getMetadata(entity).columns.map((column) => column.propertyName);
      expect(columns).toEqual(expect.arrayContaining(Object.keys(leftOut)));
    }
  });

  /** The rows that lead to the people by foreign keys, by table: those of the primary keys. */
  async function rowsOf(personIds: readonly string[]): Promise<Map<string, Record<string, unknown>[]>> {
    const found = new Map<string, Record<string, unknown>[]>();
    const take = async (table: string, condition: Parameters<Store['query']>[0]) => {
      const rows = await store.query<Record<string, unknown>>(condition);
      const known = new Set((found.get(table) ?? []).map((row) => JSON.stringify(row)));
      const fresh = rows.filter((row) => !known.has(JSON.stringify(row)));
      if (fresh.length > 0) found.set(table, [...(found.get(table) ?? []), ...fresh]);
      return fresh.length;
    };
    await take('person', sql`SELECT * FROM person WHERE id IN ${among(personIds)}`);
    for (let more = 1; more > 0;) {
      more = 0;
      for (const table of tables)
        for (const { columns, referencedColumns, referencedTablePath } of keysOf(table)) {
          const [column, referenced] = [columns[0], referencedColumns[0]];
          const parents = (found.get(referencedTablePath) ?? []).map((row) =>
            String(row[referenced!.propertyName]),
          );
          if (columns.length > 1 || parents.length === 0) continue;
          more += await take(
            table.tableName,
            sql`SELECT * FROM ${raw(`"${table.tableName}"`)} WHERE ${raw(`"${column!.databaseName}"`)} IN ${among(parents)}`,
          );
        }
    }
    return found;
  }

  const records = (all: PersonExport, table: string) => {
    const section = exported().get(table);
    return section === undefined ? [] : (all.sections[section.key]?.records ?? []);
  };

  it('has every row that leads to the person, and of it every column', async () => {
    const met = new Set<string>();
    // The first stands for the third as well.
    for (const [personId, registrations] of [
      ['per_1', ['per_1', 'per_3']],
      ['per_2', ['per_2']],
    ] as const) {
      const all = await exports.of(AGENCY, personId);
      expect(all?.personId).toBe(personId);
      for (const [table, rows] of await rowsOf(registrations)) {
        met.add(table);
        if (table in NOT_EXPORTED) continue;
        const told = records(all!, table);
        const { columns } = tables.find((each) => each.tableName === table)!;
        const left = Object.keys(exported().get(table)?.leftOut ?? {});
        const names = columns.map((column) => column.propertyName).filter((name) => !left.includes(name));
        const plain = (row: Record<string, unknown>) =>
          JSON.stringify(
            names
              .filter((name) => !/^(before|after|moved|snapshot|shortfall)$|By$/.test(name))
              .map((name) => (typeof row[name] === 'boolean' ? Number(row[name]) : row[name])),
          );
        expect([table, told.map(plain).sort()]).toEqual([table, rows.map(plain).sort()]);
        for (const record of told) expect(Object.keys(record)).toEqual(expect.arrayContaining(names));
      }
    }
    const unmet = [...leading()].filter((table) => !met.has(table) && !table.startsWith('supervis'));
    expect(unmet).toEqual([]);
  });

  it('has what is theirs by an address: as a supervisor, as a coordinator; and the log', async () => {
    const all = await exports.of(AGENCY, 'per_1');
    const count = (key: string) => all?.sections[key]?.records.length;
    expect([count('supervisor'), count('supervisionLed'), count('coordinatorChanges')]).toEqual([1, 1, 1]);
    expect(count('log')).toBe(1);
    expect(Object.keys(all!.sections)).toEqual(SECTIONS.map((section) => section.key));
  });

  it('Q16: has every sign-in known to be theirs, and what was recorded of it, whoever asks', async () => {
    const subjects = ['idp|P1', 'idp|P2', 'idp|P3', 'P1@example.dk', 'account:acc_p1', 'account:acc_2'];
    await new UnitOfWork(store).run(async () => {
      await store.insert(AccountEntity, account('acc_p1', { email: 'p1@example.dk' }));
      for (const subject of subjects) {
        const personId = /^idp.P(\d)$/.exec(subject)?.[1];
        await store.insert(ActorEntity, actor(subject, personId === undefined ? null : `per_${personId}`));
      }
      // Who has changed nothing is known by the account alone.
      await store.insert(AccountEntity, account('acc_p3', { email: 'p3@example.dk' }));
      for (const holder of ['idp|p1', 'idp|p2', 'account:acc_p3'])
        await store.insert(CoordinatorChangeEntity, { ...coordinatorChange(1), holder });
    });
    const themself: Actor = {
      subject: 'idp|elsewhere',
      name: 'P',
      grants: [{ role: 'PARTICIPANT', personId: 'per_1' }],
    };
    const [own, agency] = [await exports.of(themself, 'per_1'), await exports.of(AGENCY, 'per_1')];
    expect(agency?.sections).toEqual(own?.sections);
    const told = (key: string, name: string) =>
      new Set(agency?.sections[key]?.records.map((each) => each[name]));
    // By what a token said, also for the third, by the address, and by the account under it.
    expect(told('signIns', 'subject')).toEqual(
      new Set(['idp|P1', 'idp|P3', 'P1@example.dk', 'account:acc_p1']),
    );
    expect(told('coordinatorChanges', 'holder')).toEqual(
      new Set(['p1@example.dk', 'idp|p1', 'account:acc_p3']),
    );
  });

  it('is the same under the id of a registration that was merged', async () => {
    expect((await exports.of(AGENCY, 'per_3'))?.personId).toBe('per_1');
  });

  it.each([
    ['a coordinator', { role: 'COORDINATOR', municipalityCode: '621' }],
    ['a provider', { role: 'PROVIDER', providerId: 'pro_1' }],
    ['somebody else', { role: 'PARTICIPANT', personId: 'per_2' }],
    ['an evaluator', { role: 'EVALUATOR' }],
  ] as const)('is not for %s', async (_who, grant) => {
    expect(await exports.of({ subject: 's', name: 'N', grants: [grant] }, 'per_1')).toBeNull();
  });
});
