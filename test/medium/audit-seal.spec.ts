/** V44: the log of changes is sealed; whoever changes it behind the back of the program is found out. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import sql, { raw } from 'sql-template-tag';
import {
  eventsBetween,
  type Seal,
  type SealedEvent,
  SealHash,
  sealsWhere,
} from '../../src/storage/audit-seal.js';
import { AuditEventEntity, AuditSealEntity } from '../../src/storage/log.entity.js';
import { AuditLog, eventWithId } from '../support/audit-log.js';

/** `AUDIT_EVENTS=1000000` for the long form. */
const MANY = Number(process.env['AUDIT_EVENTS'] ?? 3_000);

let log: AuditLog;
beforeEach(async () => {
  log = await AuditLog.open();
});
afterEach(() => log.close());

const sealed = () => log.store.query<Seal>(sealsWhere(sql`1 = 1 ORDER BY sequence`));

describe('V44: the log of changes is sealed', () => {
  it('every event once, each seal following on from the one before it', async () => {
    await log.write(2);
    expect(await log.seal()).toMatchObject({ events: 2, complete: true, head: { sequence: 1 } });
    await log.write(1);
    await log.write(2);
    expect(await log.seal()).toMatchObject({ events: 3, complete: true, head: { sequence: 2 } });
    const [first, second] = await sealed();
    expect(first).toMatchObject({ fromId: 1, toId: 2, events: 2, previousHash: '0'.repeat(64) });
    expect(second).toMatchObject({ fromId: 3, toId: 5, events: 3, previousHash: first?.hash });
    expect(await log.verify()).toMatchObject({ seals: 2, events: 5, broken: 0, unsealed: 0, head: second });
  });

  it('not again when nothing was written since, and what was written since is counted', async () => {
    expect(await log.seal()).toEqual({ events: 0, head: null, complete: true });
    await log.write(1);
    const { head } = await log.seal();
    expect(await log.seal()).toEqual({ events: 0, head, complete: true });
    await log.write(3);
    expect(await log.verify()).toMatchObject({ seals: 1, events: 1, unsealed: 3, broken: 0 });
  });

  it('each day in Copenhagen by seals of its own, also where days come in turn around midnight', async () => {
    for (const instant of ['21T22:59:59.900', '21T23:00:00.100', '21T22:59:59.950', '21T23:00:00.200']) {
      log.clock.set(`2026-11-${instant}Z`);
      await log.write(1);
    }
    await log.seal();
    const days = (await sealed()).map(({ day, fromId, toId }) => [day, fromId, toId]);
    expect(days).toEqual([
      ['2026-11-21', 1, 1],
      ['2026-11-22', 2, 2],
      ['2026-11-21', 3, 3],
      ['2026-11-22', 4, 4],
    ]);
  });

  it('without waiting longer than it may: the rest is left for the next time', async () => {
    await log.write(1);
    expect(await log.seal(0)).toEqual({ events: 0, head: null, complete: false });
    expect(await log.seal()).toMatchObject({ events: 1, complete: true });
  });

  it('a row that the program did not write, too, whatever stands in it', async () => {
    await log.tamper(
      `INSERT INTO audit_event (recorded_at, recorded_by, action, subject_id) VALUES ('', '', '', '')`,
    );
    log.clock.set('2026-11-23T12:00:00Z');
    expect(await log.seal()).toMatchObject({ events: 1, head: { day: '2026-11-23' } });
    expect(await log.broken()).toEqual([]);
  });

  it(`in parts, however much there is: ${MANY} events`, async () => {
    const batch = Math.min(MANY, 20_000);
    for (let written = 0; written < MANY; written += batch) await log.write(batch);
    const timed = async <T>(work: Promise<T>): Promise<[T, string]> => {
      const began = performance.now();
      const result = await work;
      return [result, `${Math.round((MANY / (performance.now() - began)) * 1_000)} a second`];
    };
    const [outcome, sealing] = await timed(log.seal(600_000));
    expect(outcome).toMatchObject({ events: MANY, complete: true });
    const [verification, verifying] = await timed(log.verify());
    expect(verification).toMatchObject({ events: MANY, broken: 0, unsealed: 0 });
    expect(verification.seals).toBeGreaterThanOrEqual(MANY / 500);
    if (process.env['AUDIT_EVENTS'] !== undefined)
      process.stdout.write(`events sealed: ${sealing}; verified: ${verifying}\n`);
  }, 1_200_000);

  it('by any number of processes at once, while others write', async () => {
    const others = await Promise.all([AuditLog.open(log.database), AuditLog.open(log.database)]);
    const over = new AbortController();
    const writers = [log, ...others].map(async (each) => {
      for (let number = 0; number < 15; number += 1) await each.write(2);
    });
    const sealers = [log, ...others].map(async (each) => {
      for (; !over.signal.aborted; await pause(1)) await each.seal();
    });
    await Promise.all(writers);
    over.abort();
    await Promise.all(sealers);
    await Promise.all([log, ...others].map((each) => each.seal()));
    expect(await log.verify()).toMatchObject({ events: 90, broken: 0, unsealed: 0 });
    expect((await sealed()).map((seal) => seal.sequence)).toEqual(
      Array.from({ length: (await sealed()).length }, (_, index) => index + 1),
    );
    await Promise.all(others.map((each) => each.store.close()));
  });
});

/** What is done, and which seals show it. */
const TAMPERING: readonly (readonly [what: string, found: string[], ...statements: string[]])[] = [
  ['an event is changed', ['2: an event of it, or the seal itself, was changed'], set('reason', `'x'`, 5)],
  [
    'nothing becomes an empty text',
    ['2: an event of it, or the seal itself, was changed'],
    set('reason', `''`, 5),
  ],
  ['an event is removed', ['2: events were removed: 2 are left of 3'], remove(5, 5)],
  ['the first event of all is removed', ['1: events were removed: 2 are left of 3'], remove(1, 1)],
  ['the last event of all is removed', ['6: events were removed: 0 are left of 1'], remove(16, 16)],
  ['the events of a day are removed', ['2: events were removed: 0 are left of 3'], remove(4, 6)],
  [
    'an event is inserted where a number was left out',
    ['3: events were inserted: 4 instead of 3'],
    eventWithId(8),
  ],
  [
    'an event is inserted before all others',
    ['1: before its events there are others that no seal is about: 2'],
    eventWithId(0),
    eventWithId(-2_000_000_000),
  ],
  [
    'an event is removed and another inserted',
    ['3: an event of it, or the seal itself, was changed'],
    remove(9, 9),
    eventWithId(8),
  ],
  [
    'two events change places',
    ['2: an event of it, or the seal itself, was changed'],
    ...swapped('audit_event', 'id', 5, 6),
  ],
  [
    'a seal is removed',
    [
      '4: the seal before it, 3, is missing',
      '4: it does not rest on the hash of the seal before it',
      '4: it does not begin where the seal before it ends, at 7',
      '4: before its events there are others that no seal is about: 3',
    ],
    'DELETE FROM audit_seal WHERE sequence = 3',
  ],
  [
    'the first seals are removed, with their events',
    [
      '3: the seals before it, 1 to 2, are missing',
      '3: it does not rest on the hash of the seal before it',
      '3: it does not begin where the seal before it ends, at 1',
    ],
    'DELETE FROM audit_seal WHERE sequence < 3',
    remove(1, 6),
  ],
  [
    'two seals change places',
    [
      '2: it does not rest on the hash of the seal before it',
      '2: it does not begin where the seal before it ends, at 4',
      '2: before its events there are others that no seal is about: 3',
      '2: an event of it, or the seal itself, was changed',
      '3: it does not rest on the hash of the seal before it',
      '3: it does not begin where the seal before it ends, at 11',
      '3: events were removed: 0 are left of 3',
      '4: it does not rest on the hash of the seal before it',
      '4: it does not begin where the seal before it ends, at 7',
    ],
    ...swapped('audit_seal', 'sequence', 2, 3),
  ],
];

describe('V44: behind the back of the program', () => {
  /** Six seals on five days; 8 is left out, as after a work that was taken back. */
  beforeEach(async () => {
    await log.tamper(...[1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13].map(eventWithId));
    await log.seal();
    await log.tamper(...[14, 15, 16].map(eventWithId));
    await log.seal();
    await log.unlock();
  });

  it('nothing is found where nothing was done', async () => {
    expect((await sealed()).map(({ day, fromId, toId }) => [day.slice(-2), fromId, toId])).toEqual([
      ['20', 1, 3],
      ['21', 4, 6],
      ['22', 7, 10],
      ['23', 11, 13],
      ['23', 14, 15],
      ['24', 16, 16],
    ]);
    expect(await log.problems()).toEqual([]);
  });

  it.each(TAMPERING)('%s: it is found', async (_, found, ...statements) => {
    await log.tamper(...statements);
    expect(await log.problems()).toEqual(found);
    // Sealing on changes nothing about it.
    await log.tamper(eventWithId(17));
    await log.seal();
    expect(await log.problems()).toEqual(found);
  });

  it.each([
    ['an event', 'audit_event', 'id = 5', AuditEventEntity, { id: '8' }],
    ['a seal', 'audit_seal', 'sequence = 3', AuditSealEntity, { fromId: '8', toId: '11', events: '2' }],
  ] as const)('no column of %s can be changed', async (_, table, row, entity, numbers) => {
    const { columns } = log.store.database.writer.getMetadata(entity);
    expect(columns.length).toBeGreaterThan(7);
    for (const { propertyName, databaseName: column } of columns) {
      if (column === 'sequence') continue;
      const other = (numbers as Record<string, string>)[propertyName] ?? `'x' || COALESCE(${column}, '')`;
      const [kept] = await log.store.query<Record<string, string | number | null>>(
        sql`SELECT * FROM ${raw(table)} WHERE ${raw(row)}`,
      );
      await log.tamper(`UPDATE ${table} SET ${column} = ${other} WHERE ${row}`);
      expect([column, (await log.broken()).length]).not.toEqual([column, 0]);
      const value = kept?.[propertyName];
      const before = typeof value === 'string' ? `'${value}'` : String(value ?? 'NULL');
      const changed = column === 'id' ? 'id = 8' : row;
      await log.tamper(`UPDATE ${table} SET ${column} = ${before} WHERE ${changed}`);
      expect([column, await log.broken()]).toEqual([column, []]);
    }
  });

  describe('what finds an event in the history of a person', () => {
    beforeEach(async () => {
      await log.tamper(
        `INSERT INTO audit_event (id, recorded_at, recorded_by, action, subject_id, before, after)
         VALUES (17, '2026-11-24T12:00:00.000Z', 'test', 'x', 'enr_1', '{"personId":"per_1"}', '{"held":["per_2","per_1"]}')`,
        `INSERT INTO audit_about (about_id, event_id) VALUES ('per_1', 17), ('per_2', 17)`,
      );
      await log.seal();
    });
    const other = '7: audit_about does not have what event 17 names, and nothing else';

    it('nothing is found where nothing was done', async () => {
      expect(await log.problems()).toEqual([]);
    });

    it.each([
      ['is removed', `DELETE FROM audit_about WHERE about_id = 'per_2'`, other],
      ['is changed', `UPDATE audit_about SET about_id = 'per_3' WHERE about_id = 'per_2'`, other],
      ['is inserted', `INSERT INTO audit_about (about_id, event_id) VALUES ('per_3', 17)`, other],
      [
        'is inserted for an event that is not there',
        `INSERT INTO audit_about (about_id, event_id) VALUES ('per_3', 8)`,
        '3: audit_about has names of events that are not there',
      ],
    ])('%s: it is found', async (_, statement, found) => {
      await log.tamper(statement);
      expect(await log.problems()).toEqual([found]);
    });
  });

  it('a seal is made anew over a changed event: the one after it does not rest on it', async () => {
    const [before, seal] = await log.store.query<Seal>(sealsWhere(sql`sequence < 3 ORDER BY sequence`));
    await log.tamper(set('reason', `'x'`, 5));
    const hash = new SealHash(before?.hash ?? '');
    for (const event of await log.store.query<SealedEvent>(eventsBetween(3, 6, 10))) hash.add(event);
    await log.tamper(`UPDATE audit_seal SET hash = '${hash.of(seal as Seal)}' WHERE sequence = 2`);
    expect(await log.problems()).toEqual(['3: it does not rest on the hash of the seal before it']);
  });

  describe('what only a head that was kept elsewhere shows', () => {
    const newHead = async () => (await log.verify()).head?.hash ?? '';
    it('the last seal is removed, and what it was about sealed again later', async () => {
      const head = await newHead();
      expect((await log.verify({ head })).kept).toMatchObject({ sequence: 6, day: '2026-11-24' });
      await log.tamper('DELETE FROM audit_seal WHERE sequence = 6');
      expect(await log.verify({ head })).toMatchObject({ broken: 0, unsealed: 1, kept: null });
      await log.seal();
      expect(await log.verify({ head })).toMatchObject({ broken: 0, unsealed: 0, kept: null });
    });

    it('the end is cut off, events and seals', async () => {
      const head = await newHead();
      await log.tamper('DELETE FROM audit_seal WHERE sequence > 4', remove(14, 16));
      expect(await log.verify({ head })).toMatchObject({ broken: 0, unsealed: 0, kept: null });
    });

    it('the whole chain is made anew over a changed event', async () => {
      const head = await newHead();
      await log.tamper(set('reason', `'x'`, 5), 'DELETE FROM audit_seal');
      await log.seal();
      expect(await log.verify({ head })).toMatchObject({ broken: 0, unsealed: 0, kept: null });
    });

    it('and an earlier one is found, however the chain has grown since', async () => {
      const head = await newHead();
      await log.tamper(eventWithId(17));
      await log.seal();
      expect((await log.verify({ head })).kept).toMatchObject({ sequence: 6 });
      expect('kept' in (await log.verify())).toBe(false);
    });
  });

  describe('a day is checked by itself', () => {
    const days = async () => {
      const found: Record<string, number[]> = {};
      for (const day of ['20', '21', '22', '23', '24'])
        found[day] = await log.broken({ day: `2026-11-${day}` });
      return found;
    };
    const whole = { 20: [], 21: [], 22: [], 23: [], 24: [] };

    it('with the seal after it, and nothing else', async () => {
      expect(await days()).toEqual(whole);
      expect(await log.verify({ day: '2026-11-23' })).toMatchObject({ seals: 3, events: 6 });
      expect(await log.verify({ day: '2026-11-24' })).toMatchObject({ seals: 1, events: 1 });
      expect(await log.verify({ day: '2026-11-25' })).toMatchObject({ seals: 0, events: 0, broken: 0 });
    });

    it('a changed event is found on its day', async () => {
      await log.tamper(set('reason', `'x'`, 12));
      expect(await days()).toEqual({ ...whole, 22: [4], 23: [4] });
    });

    it('a removed seal, also when it is the last one of the day', async () => {
      await log.tamper('DELETE FROM audit_seal WHERE sequence = 5');
      expect(await days()).toEqual({ ...whole, 23: [6], 24: [6] });
    });
  });
});

function set(column: string, value: string, id: number): string {
  return `UPDATE audit_event SET ${column} = ${value} WHERE id = ${id}`;
}

function remove(from: number, to: number): string {
  return `DELETE FROM audit_event WHERE id BETWEEN ${from} AND ${to}`;
}

function swapped(table: string, key: string, one: number, other: number): string[] {
  const move = (from: number, to: number) => `UPDATE ${table} SET ${key} = ${to} WHERE ${key} = ${from}`;
  return [move(one, -1), move(other, one), move(-1, other)];
}
