/** Section 7: the log of changes is kept for a time; what is left of it is proven all the same (V44). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Belongings } from '../../src/storage/personal-data.js';
import type { LocalDate } from '../../src/domain/calendar.js';
import { type Seal, sealsWhere } from '../../src/storage/audit-seal.js';
import { cutUpTo, unsealedSince } from '../../src/storage/audit-shortening.js';
import { verifyLog } from '../../src/storage/audit-verify.js';
import { Audit } from '../../src/storage/audit.js';
import { Erasing } from '../../src/storage/erasing.js';
import { AuditSealEntity } from '../../src/storage/log.entity.js';
import { AuditShorteningEntity } from '../../src/storage/shortening.entity.js';
import { AuditLog, eventWithId } from '../support/audit-log.js';
import { onSqlite } from '../support/database.js';
import { Attempts } from '../support/schema-attempt.js';

/** More than go in one statement; `AUDIT_EVENTS=100000` for the long form. */
const MANY = Number(process.env['AUDIT_EVENTS'] ?? 5_100);
const STAMP = `'2026-11-22T12:00:00.000Z'`;

let log: AuditLog;
const opened = async () => {
  log = await AuditLog.open();
};
const closed = () => log.close();

const sealed = () => log.store.query<Seal>(sealsWhere(sql`1 = 1 ORDER BY sequence`));
const ids = async (table: string, column: string) =>
  (await log.store.query<{ id: number }>(sql`SELECT ${raw(column)} AS id FROM ${raw(table)} ORDER BY 1`)).map(
    ({ id }) => id,
  );
/** Six seals on five days, 20 to 24. */
const fiveDays = async () => {
  await log.tamper(...[1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13].map(eventWithId));
  await log.seal();
  await log.tamper(...[14, 15, 16].map(eventWithId));
  // Numbers of its own choice take none from PostgreSQL.
  if (!onSqlite) await log.tamper(`SELECT setval('audit_event_id_seq', 16)`);
  log.clock.set('2026-11-25T12:00:00Z');
  await log.seal();
};

describe('retention: the log is shortened by whole days, and what is left is proven from there', () => {
  beforeEach(opened);
  beforeEach(fiveDays);
  afterEach(closed);

  it('what goes is told before it goes', async () => {
    expect(await log.cut('2026-11-22')).toEqual({
      ...{ from: '2026-11-20', upTo: '2026-11-22', days: 3, events: 9, seals: 3 },
      anchor: (await sealed())[2],
    });
    // Of a day on which nothing was recorded, the days before it.
    expect(await cutUpTo(log.store, '2026-12-24' as LocalDate)).toMatchObject({ upTo: '2026-11-24' });
    expect(await cutUpTo(log.store, '2026-11-19' as LocalDate)).toBeNull();
  });

  it('events, what finds them, and seals; the last of these stays', async () => {
    const [, , anchor] = await sealed();
    const { id, told } = await log.shorten('2026-11-22');
    expect(told).toMatchObject({ upTo: '2026-11-22', events: 9, seals: 3, log: { anchor } });
    expect(await ids('audit_event', 'id')).toEqual([11, 12, 13, 14, 15, 16, 17]);
    expect(await ids('audit_seal', 'sequence')).toEqual([3, 4, 5, 6]);
    expect(await log.store.query(sql`SELECT * FROM audit_shortening`)).toEqual([
      {
        ...{ id, upTo: '2026-11-22', events: 9, seals: 3, sequence: 3, toId: 10, hash: anchor?.hash },
        ...{ reason: 'r', recordedAt: expect.any(String), recordedBy: 'test' },
      },
    ]);
    expect(await log.problems()).toEqual([]);
    expect(await log.verify()).toMatchObject({ seals: 3, events: 6, unsealed: 1, shortened: [{ id }] });
  });

  it('and it is sealed on as before, and shortened again and again', async () => {
    const earlier = await log.shorten('2026-11-20');
    await log.seal();
    expect(await log.problems()).toEqual([]);
    expect(await log.cut('2026-11-23')).toMatchObject({ from: '2026-11-21', days: 3, events: 11, seals: 4 });
    const later = await log.shorten('2026-11-23');
    expect(await ids('audit_seal', 'sequence')).toEqual([5, 6, 7]);
    await log.seal();
    expect(await log.verify()).toMatchObject({
      ...{ seals: 3, broken: 0, beginning: [], unsealed: 0 },
      shortened: [{ id: earlier.id }, { id: later.id }],
    });
    // Also the day on which it was last shortened.
    expect(await log.cut('2026-11-25')).toMatchObject({ upTo: '2026-11-25' });
    await log.shorten('2026-11-25');
    expect(await ids('audit_event', 'id')).toEqual([19]);
    await log.write(1);
    await log.seal();
    expect(await log.problems()).toEqual([]);
  });

  it('nothing is found because somebody shortens it while it is looked through', async () => {
    let shortened = false;
    const store = Object.create(log.store) as typeof log.store;
    store.query = async <T>(statement: Sql): Promise<T[]> => {
      if (statement.sql.includes('sequence BETWEEN') && !shortened) {
        shortened = true;
        await log.shorten('2026-11-22');
      }
      return log.store.query(statement);
    };
    expect(await verifyLog(store)).toMatchObject({ seals: 3, broken: 0, beginning: [] });
    expect(shortened).toBe(true);
  });

  it('each day by itself as before, and one that went is not there', async () => {
    await log.shorten('2026-11-22');
    expect(await log.verify({ day: '2026-11-23' })).toMatchObject({ seals: 3, events: 6, broken: 0 });
    expect(await log.verify({ day: '2026-11-22' })).toMatchObject({ seals: 0, events: 0, broken: 0 });
  });

  it('a head that was kept is known when it is of what is left, or the last of what went', async () => {
    const [, second, third, fourth] = await sealed();
    await log.shorten('2026-11-20');
    await log.seal();
    await log.shorten('2026-11-22');
    const known = async (seal: Seal | undefined) => (await log.verify({ head: seal?.hash ?? '' })).kept;
    expect(await known(fourth)).toMatchObject({ sequence: 4 });
    expect(await known(third)).toMatchObject({ sequence: 3 });
    expect(await known(second)).toBeNull();
  });

  it('days that come in turn around midnight go together', async () => {
    for (const instant of ['25T22:59:59.900', '25T23:00:00.100', '25T22:59:59.950', '25T23:00:00.200']) {
      log.clock.set(`2026-11-${instant}Z`);
      await log.write(1);
    }
    await log.seal();
    expect(await log.cut('2026-11-25')).toMatchObject({ upTo: '2026-11-24' });
    expect(await log.cut('2026-11-26')).toMatchObject({ upTo: '2026-11-26', events: 19 });
  });

  it('what is not sealed yet is told by its day', async () => {
    expect(await unsealedSince(log.store)).toBeNull();
    await log.tamper(eventWithId(17));
    expect(await unsealedSince(log.store)).toBe('2026-11-24');
    await log.tamper(
      `INSERT INTO audit_event (recorded_at, recorded_by, action, subject_id) VALUES ('', '', '', '')`,
    );
    expect(await unsealedSince(log.store)).toBe('');
  });
});

describe('retention: a long log', () => {
  beforeEach(opened);
  afterEach(closed);

  it(`is shortened in steps: ${MANY} events`, async () => {
    log.clock.set('2026-11-20T12:00:00Z');
    for (let left = MANY; left > 0; left -= 20_000) await log.write(Math.min(left, 20_000));
    await log.write(1, '2026-11-21');
    await log.seal(600_000);
    const began = performance.now();
    await log.shorten('2026-11-20');
    const speed = Math.round((MANY / (performance.now() - began)) * 1_000);
    expect(await ids('audit_event', 'id')).toEqual([MANY + 1, MANY + 2]);
    await log.seal();
    expect(await log.problems()).toEqual([]);
    if (process.env['AUDIT_EVENTS'] !== undefined)
      process.stdout.write(`events removed: ${speed} a second\n`);
  }, 1_200_000);
});

/** What is done after the log was shortened to seal 3, and what shows it. */
const TAMPERING: readonly (readonly [what: string, found: string[], ...statements: string[]])[] = [
  [
    'an event of what is left is changed',
    ['4: an event of it, or the seal itself, was changed'],
    `UPDATE audit_event SET reason = 'x' WHERE id = 12`,
  ],
  [
    'the first event of what is left is removed',
    ['4: events were removed: 2 are left of 3'],
    'DELETE FROM audit_event WHERE id = 11',
  ],
  [
    'what follows the beginning is removed, with its seals',
    [
      '6: the seals before it, 4 to 5, are missing',
      '6: it does not rest on the hash of the seal before it',
      '6: it does not begin where the seal before it ends, at 11',
    ],
    'DELETE FROM audit_event WHERE id BETWEEN 11 AND 15',
    'DELETE FROM audit_seal WHERE sequence IN (4, 5)',
  ],
  [
    'an event that went is there again',
    ['before the beginning of the log there are events that had gone: 2'],
    eventWithId(3),
    eventWithId(-5),
  ],
  [
    'a seal that went is there again',
    ['before the beginning of the log there are seals that had gone: 1'],
    `INSERT INTO audit_seal (sequence, day, from_id, to_id, events, previous_hash, hash, sealed_at)
      VALUES (2, '2026-11-21', 4, 6, 3, 'x', 'x', 'x')`,
  ],
  [
    'what finds an event that went is there again',
    ['before the beginning of the log there are names in audit_about that had gone: 1'],
    `INSERT INTO audit_about (about_id, event_id) VALUES ('per_1', 5)`,
  ],
  [
    'the seal that stayed is removed',
    ['the seal that what is left rests on is missing'],
    'DELETE FROM audit_seal WHERE sequence = 3',
  ],
  [
    'the run is removed, so that the beginning looks cut off',
    [
      'event 17 says that the log was shortened, and there is no such run',
      '3: the seals before it, 1 to 2, are missing',
      '3: it does not rest on the hash of the seal before it',
      '3: it does not begin where the seal before it ends, at 1',
      '3: events were removed: 0 are left of 3',
    ],
    'DELETE FROM audit_shortening',
  ],
  [
    'the event of the run is removed',
    [
      'the log was shortened by a run that the log says nothing of',
      '7: events were removed: 0 are left of 1',
    ],
    'DELETE FROM audit_event WHERE id = 17',
  ],
  [
    'more is removed, with a run that nobody approved',
    ['the log was shortened by a run that the log says nothing of'],
    'DELETE FROM audit_event WHERE id <= 15',
    'DELETE FROM audit_seal WHERE sequence < 5',
    `INSERT INTO audit_shortening_end (shortening_id, recorded_at) VALUES ('ash_x', ${STAMP})`,
    `INSERT INTO audit_shortening (id, up_to, events, seals, sequence, to_id, hash, reason, recorded_at, recorded_by)
      SELECT 'ash_x', day, 6, 2, sequence, to_id, hash, 'r', ${STAMP}, 'test' FROM audit_seal WHERE sequence = 5`,
  ],
  [
    'something else is said to belong to somebody',
    ['audit_kept_about does not have what the events that went named, and nothing else'],
    `INSERT INTO audit_kept_about (subject_id, about_id) VALUES ('dis_1', 'per_1')`,
  ],
];

describe('V44: behind the back of the program, after the log was shortened', () => {
  beforeAll(async () => {
    await opened();
    await fiveDays();
    await log.shorten('2026-11-22');
    await log.seal();
    await log.unlock();
  });
  afterAll(closed);

  it('nothing is found where nothing was done', async () => {
    expect(await log.problems()).toEqual([]);
  });

  it.each(TAMPERING)('%s: it is found', async (_, found, ...statements) => {
    const shown = await log.unitOfWork.preview(async () => {
      for (const statement of statements) await log.store.change(raw(statement));
      return log.problems();
    });
    expect(shown).toEqual(found);
  });

  it.each([
    ['the seal that stayed', AuditSealEntity, 'sequence = 3', { fromId: '8', toId: '11', events: '2' }],
    ['a run', AuditShorteningEntity, `reason = 'r'`, { events: '8', seals: '4', sequence: '4', toId: '9' }],
  ] as const)('no column of %s can be changed', async (_, entity, row, numbers) => {
    const { columns, tableName } = log.store.database.writer.getMetadata(entity);
    expect(columns.length).toBeGreaterThan(7);
    for (const { propertyName, databaseName: column } of columns) {
      // The key of what says that the run has ended; without it the run cannot be saved.
      if (column === 'id' || (column === 'sequence' && entity === AuditSealEntity)) continue;
      const other = (numbers as Record<string, string>)[propertyName] ?? `'x' || COALESCE(${column}, '')`;
      const shown = await log.unitOfWork.preview(async () => {
        await log.store.change(raw(`UPDATE ${tableName} SET ${column} = ${other} WHERE ${row}`));
        return (await log.problems()).length;
      });
      expect([column, shown]).not.toEqual([column, 0]);
    }
    expect(await log.problems()).toEqual([]);
  });
});

describe('V44: rows of the log give way to a shortening', () => {
  let attempt: Attempts;
  beforeAll(async () => {
    await opened();
    await fiveDays();
    await log.tamper(`INSERT INTO audit_about (about_id, event_id) VALUES ('per_1', 2), ('per_1', 12)`);
    attempt = new Attempts(log.store);
  });
  afterAll(closed);
  const run = (...statements: string[]) =>
    attempt.to(async () => {
      for (const statement of statements) await log.store.change(raw(statement));
    });
  const open = (changes = '') =>
    `INSERT INTO audit_shortening (id, up_to, events, seals, sequence, to_id, hash, reason, recorded_at, recorded_by)
     SELECT 'ash_1', ${changes === 'day' ? `'2026-11-21'` : 'day'}, 9, 3, sequence, to_id${changes === 'number' ? ' + 1' : ''},
       ${changes === 'hash' ? `'x'` : 'hash'}, 'r', ${STAMP}, 'test' FROM audit_seal WHERE sequence = 3`;
  const END = `INSERT INTO audit_shortening_end (shortening_id, recorded_at) VALUES ('ash_1', ${STAMP})`;
  const EVENTS = 'DELETE FROM audit_event WHERE id <= 10';
  const NAMES = 'DELETE FROM audit_about WHERE event_id <= 10';
  const SEALS = 'DELETE FROM audit_seal WHERE sequence < 3';
  const KEPT = 'audit_event is never overwritten';

  it('that names the seal over them and has not ended', async () => {
    expect(await run(open(), EVENTS, NAMES, SEALS, END)).toBe('accepted');
    expect(await run(EVENTS)).toBe(KEPT);
    for (const change of ['day', 'number', 'hash']) expect(await run(open(change), EVENTS)).toBe(KEPT);
    expect(await run(open(), EVENTS, SEALS, END, 'DELETE FROM audit_about')).toBe(
      'audit_about is never overwritten',
    );
  });

  it('up to its end, and no further; the seal that it names stays', async () => {
    expect(await run(open(), 'DELETE FROM audit_event WHERE id = 11')).toBe(KEPT);
    expect(await run(open(), 'DELETE FROM audit_about WHERE event_id = 12')).toBe(
      'audit_about is never overwritten',
    );
    for (const sequence of [3, 4])
      expect(await run(open(), `DELETE FROM audit_seal WHERE sequence = ${sequence}`)).toBe(
        'audit_seal is never overwritten',
      );
    expect(await run(open(), `UPDATE audit_event SET reason = 'x' WHERE id = 1`)).toBe(KEPT);
    expect(await run(open(), `UPDATE audit_seal SET hash = 'x' WHERE sequence = 1`)).toBe(
      'audit_seal is never overwritten',
    );
  });

  it('all of them, or none', async () => {
    const cutShort = 'audit_shortening_end is never overwritten';
    expect(await run(open(), 'DELETE FROM audit_event WHERE id <= 9', NAMES, SEALS, END)).toBe(cutShort);
    expect(await run(open(), EVENTS, NAMES, END)).toBe(cutShort);
    // A part of a day.
    const half = open().replace('sequence = 3', 'sequence = 4');
    const upTo13 = ['DELETE FROM audit_event WHERE id <= 13', 'DELETE FROM audit_seal WHERE sequence < 4'];
    expect(await run(half, ...upTo13, END)).toBe(cutShort);
  });

  it('that is saved only when it has ended', async () => {
    const save = (...statements: string[]) =>
      log.unitOfWork.run(async () => {
        for (const statement of statements) await log.store.change(raw(statement));
      });
    await expect(save(open(), EVENTS)).rejects.toThrow(/foreign key/i);
    expect(await ids('audit_event', 'id')).toHaveLength(15);
  });
});

describe('erasures of people whose events went', () => {
  const NOTHING: Omit<Belongings, 'personIds'> = {
    ...{ enrolmentIds: [], certificateIds: [], supervisorIds: [], accountIds: [] },
    ...{ subjects: [], assessedIds: [], documentIds: [] },
  };
  const audit = () => new Audit(log.store, log.clock);
  const record = (action: string, subjectId: string, after: object, reason: string | null = null) =>
    log.unitOfWork.run(() => audit().record({ subject: 'test' }, { action, subjectId, after, reason }));
  const erase = (personId: string) =>
    log.unitOfWork.run(async () => {
      const whose = { personIds: [personId], ...NOTHING };
      const order = { personId, whose, reason: 'r', recordedBy: 'test' };
      const { log: told } = await Erasing.run(log.store, log.clock, order);
      const { acts: _, ...after } = told;
      const event = { action: 'personErase', subjectId: personId, after: { log: after } };
      await audit().record({ subject: 'test' }, event);
      return told;
    });

  afterEach(closed);
  beforeEach(async () => {
    await opened();
    await log.tamper(
      ...['per_1', 'per_2'].map(
        (id) => `INSERT INTO person (id, name, sort_key, search_text, recorded_at, recorded_by)
          VALUES ('${id}', 'Navn Navnesen', 'n', 'n', ${STAMP}, 'test')`,
      ),
    );
    log.clock.set('2026-11-20T12:00:00Z');
    await record('dispensationGrant', 'dis_1', { personId: 'per_1' }, 'Sygdom');
    await record('personRename', 'per_1', { name: 'Navn', merged: 'per_2' });
  });

  it('what is recorded later of something of theirs is still theirs, and goes with them', async () => {
    await log.seal();
    log.clock.set('2026-11-24T12:00:00Z');
    await log.shorten('2026-11-20');
    await record('dispensationEnd', 'dis_1', { endsOn: '2026-11-24' }, 'Rask igen');
    expect((await erase('per_1')).events).toBe(1);
    expect(await log.store.query(sql`SELECT reason FROM audit_event WHERE subject_id = 'dis_1'`)).toEqual([
      { reason: null },
    ]);
    await log.seal();
    expect(await log.problems()).toEqual([]);
  });

  it('an erasure is proven by all that it took, also where a part of it went later, and all of it', async () => {
    log.clock.set('2026-11-21T12:00:00Z');
    await record('personRename', 'per_1', { name: 'Nyt', merged: 'per_2' });
    log.clock.set('2026-11-22T12:00:00Z');
    expect((await erase('per_1')).events).toBe(3);
    await log.seal();
    log.clock.set('2026-11-24T12:00:00Z');
    await log.shorten('2026-11-20');
    await log.seal();
    expect(await log.problems()).toEqual([]);
    await log.unlock();
    // What stayed of what went is part of the proof.
    const shown = await log.unitOfWork.preview(async () => {
      await log.store.change(sql`DELETE FROM audit_about WHERE event_id = 1`);
      return log.problems();
    });
    expect(shown).toEqual([expect.stringMatching(/^2: event 3 was erased by nobody who said so/)]);
    await log.shorten('2026-11-22');
    await log.seal();
    expect(await log.problems()).toEqual([]);
    expect(await ids('audit_about', 'event_id')).toEqual([]);
  });
});
