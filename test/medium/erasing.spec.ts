/** What an erasure may do to what was recorded, and nothing else may: the database itself sees to it (V44). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sql, { raw } from 'sql-template-tag';
import { Audit } from '../../src/storage/audit.js';
import { verifyLog } from '../../src/storage/audit-verify.js';
import { Erasing } from '../../src/storage/erasing.js';
import type { Belongings } from '../../src/storage/personal-data.js';
import { AuditLog } from '../support/audit-log.js';
import { Attempts } from '../support/schema-attempt.js';
import { fill } from '../support/schema-filling.js';

const STAMP = `'2026-11-22T12:00:00.000Z'`;
const NOTHING: Omit<Belongings, 'personIds'> = {
  enrolmentIds: [],
  certificateIds: [],
  supervisorIds: [],
  accountIds: [],
  subjects: [],
  assessedIds: [],
  documentIds: [],
};
const OPEN = `INSERT INTO erasure (id, person_id, reason, recorded_at, recorded_by) VALUES ('ers_2', 'per_1', 'r', ${STAMP}, 'test')`;
const END = `INSERT INTO erasure_end (erasure_id, recorded_at) VALUES ('ers_2', ${STAMP})`;
const name = (table: string, key: string) =>
  `INSERT INTO erased_row (table_name, row_key, erasure_id) VALUES ('${table}', '${key}', 'ers_2')`;

let log: AuditLog;

describe('a row gives way to an erasure', () => {
  let attempt: Attempts;
  beforeAll(async () => {
    log = await AuditLog.open();
    await fill(log.store);
    attempt = new Attempts(log.store);
  });
  afterAll(() => log.close());
  const run = (...statements: string[]) =>
    attempt.to(async () => {
      for (const statement of statements) await log.store.change(raw(statement));
    });
  const KEPT = 'dispute is never overwritten';
  const ROW = name('dispute', 'dsp_1');
  const EMPTY = `UPDATE dispute SET statement = 'Slettet'`;

  it('that names it and has not ended', async () => {
    expect(await run(OPEN, ROW, EMPTY)).toBe('accepted');
    expect(await run(EMPTY)).toBe(KEPT);
    expect(await run(OPEN, EMPTY)).toBe(KEPT);
    expect(await run(OPEN, name('dispute', 'dsp_2'), EMPTY)).toBe(KEPT);
    expect(await run(OPEN, name('attendance', 'dsp_1'), EMPTY)).toBe(KEPT);
    expect(await run(OPEN, ROW, END, EMPTY)).toBe(KEPT);
  });

  it('only in what is personal, and only to be emptied', async () => {
    expect(await run(OPEN, ROW, `UPDATE dispute SET statement = 'Noget andet'`)).toBe(KEPT);
    for (const column of ['recorded_at', 'recorded_by', 'enrolment_id'])
      expect(
        await run(OPEN, ROW, `${EMPTY}, ${column} = ${column === 'enrolment_id' ? `'enr_2'` : `'x'`}`),
      ).toBe(KEPT);
    expect(await run(OPEN, ROW, 'DELETE FROM dispute')).toBe(KEPT);
  });

  it('a certificate in the name alone, and not in what it rests on (V24)', async () => {
    const certificate = name('certificate', 'cer_1');
    const snapshot = (json: string) => run(OPEN, certificate, `UPDATE certificate SET snapshot = '${json}'`);
    const refused = 'certificate is never overwritten';
    expect(await snapshot('{"name":"Slettet person"}')).toBe('accepted');
    expect(await snapshot('{"name":"Slettet person","supervisionMinutes":3000}')).toBe(refused);
    expect(await snapshot('{"name":"En anden"}')).toBe(refused);
    for (const more of [`title = 'x'`, `kind = 'COURSE'`])
      expect(
        await run(OPEN, certificate, `UPDATE certificate SET holder_name = 'Slettet person', ${more}`),
      ).toBe(refused);
  });

  it('that is saved only when it has ended', async () => {
    const save = (...statements: string[]) =>
      log.unitOfWork.run(async () => {
        for (const statement of statements) await log.store.change(raw(statement));
      });
    await expect(save(OPEN, ROW, EMPTY)).rejects.toThrow(/foreign key/i);
    expect(await log.store.query(sql`SELECT id FROM erasure WHERE id = 'ers_2'`)).toEqual([]);
    await save(OPEN, ROW, EMPTY, END);
    expect(await log.store.query(sql`SELECT statement FROM dispute`)).toEqual([{ statement: 'Slettet' }]);
  });

  it('nothing is recorded of somebody who was erased', async () => {
    const gone = (id: string) => `INSERT INTO erasure_subject (id, erasure_id) VALUES ('${id}', 'ers_1')`;
    await log.unitOfWork.run(() => log.store.change(raw(gone('enr_1'))));
    await log.unitOfWork.run(() => log.store.change(raw(gone('per_2'))));
    const values = `'new', 'enr_1', 'day_3', 'AM', 'PRESENT', ${STAMP}, 'test'`;
    await expect(
      log.unitOfWork.run(() =>
        log.store.change(
          raw(
            `INSERT INTO attendance (id, enrolment_id, course_day_id, part, state, recorded_at, recorded_by) VALUES (${values})`,
          ),
        ),
      ),
    ).rejects.toMatchObject({ refusal: { code: 'INVALID_STATE', from: 'ERASED' } });
    await expect(
      log.unitOfWork.run(() => log.store.change(raw(`UPDATE person SET name = 'Igen' WHERE id = 'per_2'`))),
    ).rejects.toMatchObject({ refusal: { from: 'ERASED' } });
  });
});

describe('V44: the log after an erasure', () => {
  const person = (
    id: string,
  ) => `INSERT INTO person (id, name, sort_key, search_text, recorded_at, recorded_by)
    VALUES ('${id}', 'Navn Navnesen', 'n', 'n', ${STAMP}, 'test')`;

  /** Three events, of which the second is about somebody. */
  const write = async (personId = 'per_1') => {
    const audit = new Audit(log.store, log.clock);
    await log.write(1);
    await log.unitOfWork.run(() =>
      audit.record(
        { subject: 'test' },
        { action: 'personRename', subjectId: personId, after: { name: 'Navn' }, reason: 'Gift' },
      ),
    );
    await log.write(1);
  };
  const erase = (personId = 'per_1') =>
    log.unitOfWork.run(async () => {
      const whose = { personIds: [personId], ...NOTHING };
      const order = { personId, whose, reason: 'r', recordedBy: 'test' };
      const { log: told } = await Erasing.run(log.store, log.clock, order);
      const { acts: _, ...after } = told;
      await new Audit(log.store, log.clock).record(
        { subject: 'test' },
        { action: 'personErase', subjectId: personId, after: { log: after } },
      );
      return told;
    });
  const sealed = async () => {
    await log.seal();
    return verifyLog(log.store);
  };

  beforeEach(async () => {
    log = await AuditLog.open();
    await log.tamper(person('per_1'), person('per_2'));
    await write();
  });
  afterEach(() => log.close());

  it.each(['sealed before it', 'sealed after it'])(
    'holds, and the words of an event that is %s are gone',
    async (when) => {
      if (when === 'sealed before it') await log.seal();
      expect((await erase()).events).toBe(1);
      expect(await sealed()).toMatchObject({ broken: 0, unsealed: 0 });
      expect(
        await log.store.query(
          sql`SELECT before, after, reason, salt FROM audit_event WHERE action = 'personRename'`,
        ),
      ).toEqual([{ before: null, after: null, reason: null, salt: null }]);
    },
  );

  it('the head that was kept before it is still in the chain', async () => {
    const { head } = await log.seal();
    await erase();
    await log.seal();
    const { broken, kept } = await log.verify({ head: head?.hash ?? '' });
    expect([broken, kept?.sequence]).toEqual([0, head?.sequence]);
  });

  it('shows whatever else is done to an event that was erased', async () => {
    await log.seal();
    await erase();
    expect((await sealed()).broken).toBe(0);
    await log.unlock();
    const found: [string, boolean][] = [];
    for (const [what, statement = ''] of [
      ['changed', `UPDATE audit_event SET subject_id = 'per_9' WHERE action = 'personRename'`],
      ['said again', `UPDATE audit_event SET reason = 'Skilt' WHERE action = 'personRename'`],
      ['removed', `DELETE FROM audit_event WHERE action = 'personRename'`],
      ['given another digest', `UPDATE erased_row SET digest = 'x' WHERE table_name = 'audit_event'`],
      ['no longer said to be erased', `DELETE FROM erased_row WHERE table_name = 'audit_event'`],
      [
        'found by other names',
        `INSERT INTO audit_about (about_id, event_id) SELECT 'per_9', id FROM audit_event WHERE action = 'personRename'`,
      ],
    ])
      found.push(
        await log.unitOfWork.preview(async () => {
          await log.store.change(raw(statement));
          return [what ?? '', (await log.verify()).broken > 0] as [string, boolean];
        }),
      );
    expect(found.filter(([, shown]) => !shown)).toEqual([]);
    expect(found).toHaveLength(6);
    expect((await log.verify()).broken).toBe(0);
  });

  it('shows an event that somebody emptied without an erasure that says so', async () => {
    await erase();
    expect((await sealed()).broken).toBe(0);
    await log.unlock();
    const [{ id } = { id: 0 }] = await log.store.query<{ id: number }>(
      sql`SELECT MIN(id) AS id FROM audit_event`,
    );
    const digest = `'${'0'.repeat(64)}'`;
    await log.tamper(
      `UPDATE audit_event SET after = NULL, salt = NULL WHERE id = ${id}`,
      `INSERT INTO erased_row (table_name, row_key, erasure_id, digest)
        SELECT 'audit_event', '${id}', erasure_id, ${digest} FROM erased_row WHERE table_name = 'audit_event'`,
    );
    expect((await log.verify()).broken).toBeGreaterThan(0);
  });

  describe('of events from before there were salts', () => {
    /** As the program before wrote them. */
    const unsalted = async () => {
      await write('per_2');
      await log.unlock();
      await log.tamper('UPDATE audit_event SET salt = NULL');
    };

    it('holds: what their seal is over was told anew, as the event of the erasure says', async () => {
      await unsalted();
      await log.seal();
      expect((await erase()).restated).toHaveLength(1);
      expect(await sealed()).toMatchObject({ broken: 0 });
      // The same seal once more.
      await erase('per_2');
      expect(await sealed()).toMatchObject({ broken: 0 });
      expect(await log.store.query(sql`SELECT erasure_id FROM audit_restatement`)).toHaveLength(2);
    });

    it('shows a change of another event of the same seal, and a hash that no erasure told', async () => {
      await unsalted();
      await log.seal();
      await erase();
      await log.seal();
      await log.tamper(`UPDATE audit_event SET reason = 'En anden grund' WHERE id = 1`);
      expect((await log.verify()).broken).toBeGreaterThan(0);
      await log.tamper(
        `UPDATE audit_event SET reason = NULL WHERE id = 1`,
        `UPDATE audit_restatement SET hash = 'x'`,
      );
      expect((await log.verify()).broken).toBeGreaterThan(0);
    });

    it('nobody is erased while the seal over them does not hold: a change must not look right afterwards', async () => {
      await unsalted();
      await log.seal();
      await log.tamper(`UPDATE audit_event SET reason = 'En anden grund' WHERE id = 1`);
      await expect(erase()).rejects.toMatchObject({ refusal: { from: 'NOT_AS_SEALED' } });
    });
  });
});
