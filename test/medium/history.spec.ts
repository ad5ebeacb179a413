/** How the log is found by what it names, and who is behind its subjects: on real databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import { SYSTEM, type Actor } from '../../src/access/actor.js';
import { Clock } from '../../src/config/clock.js';
import { Audit, type AuditEntry } from '../../src/storage/audit.js';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const anna = (name: string, ...roles: ('AGENCY' | 'ADMIN')[]): Actor => ({
  subject: 'idp|anna',
  name,
  grants: roles.map((role) => ({ role })),
});
const entry = { action: 'test', subjectId: 'grp_1', after: { name: 'Gruppe 1' } };

describe('the log', () => {
  let database: TestDatabase;
  let store: Store;
  let unitOfWork: UnitOfWork;
  let audit: Audit;
  beforeAll(async () => {
    database = await freshDatabase();
    store = await openStore(database.env);
    unitOfWork = new UnitOfWork(store);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  beforeEach(async () => {
    // As a process that has just started.
    audit = new Audit(store, new Clock());
    await unitOfWork.run(() => store.change(sql`DELETE FROM actor`));
  });

  const record = (actor: { subject: string }, ...entries: AuditEntry[]) =>
    unitOfWork.run(() => audit.record(actor, ...entries));
  const actors = () => store.query<any>(sql`SELECT subject, name, roles FROM actor ORDER BY subject`);
  /** How many statements a work makes about actors. */
  async function statementsAboutActors(work: () => Promise<unknown>): Promise<number> {
    const { change } = store;
    let statements = 0;
    store.change = (statement) => {
      if (/\bactor\b/.test(statement.sql)) statements += 1;
      return change.call(store, statement);
    };
    try {
      await work();
    } finally {
      store.change = change;
    }
    return statements;
  }

  describe('knows who is behind a subject', () => {
    it('by the name and the roles that they last signed in with', async () => {
      await record(anna('Anna Ask', 'AGENCY', 'ADMIN', 'AGENCY'), entry);
      await record(SYSTEM, entry);
      expect(await actors()).toEqual([
        { subject: 'idp|anna', name: 'Anna Ask', roles: 'ADMIN AGENCY' },
        { subject: 'system', name: 'Forløb', roles: 'ADMIN' },
      ]);
      await record(anna('Anna Birk', 'AGENCY'), entry);
      expect((await actors())[0]).toEqual({ subject: 'idp|anna', name: 'Anna Birk', roles: 'AGENCY' });
      await record(anna('Anna Ask', 'AGENCY'), entry);
      expect((await actors())[0].name).toBe('Anna Ask');
    });

    it('and writes nothing while they go by the same name', async () => {
      const work = () => record(anna('Anna Ask', 'AGENCY'), entry);
      expect(await statementsAboutActors(work)).toBe(1);
      expect(await statementsAboutActors(work)).toBe(0);
      const [before] = await store.query<any>(sql`SELECT named_at FROM actor`);
      // Another process meets them for the first time, and finds them told already.
      audit = new Audit(store, new Clock());
      expect(await statementsAboutActors(work)).toBe(2);
      expect(await statementsAboutActors(work)).toBe(0);
      expect(await store.query(sql`SELECT named_at FROM actor`)).toEqual([before]);
    });

    it('also when the work in which they were met first was undone, whole or in part', async () => {
      const undone = unitOfWork.run(async () => {
        await audit.record(anna('Anna Ask', 'AGENCY'), entry);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      expect(await actors()).toEqual([]);
      await unitOfWork.run(async () => {
        const part = unitOfWork.attempt(async () => {
          await audit.record(anna('Anna Ask', 'AGENCY'), entry);
          throw new Error('a part');
        });
        await expect(part).rejects.toThrow('a part');
      });
      expect(await actors()).toEqual([]);
      await record(anna('Anna Ask', 'AGENCY'), entry);
      expect(await actors()).toHaveLength(1);
    });

    it('works that meet somebody at the same moment all get through', async () => {
      const crowd = Array.from({ length: 8 }, () => record(anna('Anna Ask', 'AGENCY'), entry));
      await Promise.all(crowd);
      expect(await actors()).toHaveLength(1);
    });

    it('whoever has no name is nobody in particular', async () => {
      await record({ subject: 'nameless' }, entry);
      expect(await actors()).toEqual([]);
    });
  });

  describe('is found by what it names', () => {
    const about = async (action: string) =>
      (
        await store.query<any>(sql`SELECT v.subject_id, b.about_id FROM audit_event v
          JOIN audit_about b ON b.event_id = v.id WHERE v.action = ${action} ORDER BY b.event_id, b.about_id`)
      ).map((row) => [row.subjectId, row.aboutId]);

    it('enrolments, people and certificates in the old and the new state, each once, wherever they stand', async () => {
      await record(SYSTEM, {
        action: 'named',
        subjectId: 'enr_1',
        before: { enrolmentId: 'enr_1', personId: 'per_1', note: 'see enr_9' },
        after: {
          personId: 'per_1',
          members: ['enr_2', 'enr_3'],
          place: { certificateId: 'cer_1' },
          day: 'day_1',
        },
      });
      expect(await about('named')).toEqual(['cer_1', 'enr_2', 'enr_3', 'per_1'].map((id) => ['enr_1', id]));
    });

    it('of many entries at once each names its own', async () => {
      const many = Array.from({ length: 1_203 }, (_, index) => ({
        action: 'many',
        subjectId: `dis_${index}`,
        after: index % 3 === 0 ? { requirement: 'ATTENDANCE' } : { enrolmentId: `enr_${index}` },
      }));
      await record(SYSTEM, ...many);
      const pairs = await about('many');
      expect(pairs).toHaveLength(802);
      expect(pairs.every(([subject, named]) => subject.slice(4) === named.slice(4))).toBe(true);
    });

    it('what was logged before it was kept track of is found as well', async () => {
      const linked = async () =>
        store.query<any>(sql`SELECT about_id, event_id FROM audit_about ORDER BY event_id, about_id`);
      const quoted = {
        snapshot: JSON.stringify({ enrolmentId: 'enr_7' }),
        enr_5: 'a key',
        holder: '"enr_6"',
      };
      await record(SYSTEM, { action: 'quoted', subjectId: 'cer_1', before: ['per_4'], after: quoted });
      await record(anna('Anna Ask', 'AGENCY'), entry);
      const before = await linked();
      const { writer } = store.database;
      while (
        (await store.query<any>(sql`SELECT name FROM migration WHERE name = 'History1763769600020'`)).length >
        0
      )
        await writer.undoLastMigration({ transaction: 'all' });
      await writer.runMigrations({ transaction: 'all' });
      expect(await linked()).toEqual(before);
      expect(before.length).toBeGreaterThan(800);
      expect(await actors()).toEqual([{ subject: 'system', name: 'Forløb', roles: 'ADMIN' }]);
    });
  });
});
