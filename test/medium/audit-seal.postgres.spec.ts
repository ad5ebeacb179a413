/** What only PostgreSQL does: numbers are given in the order of writing and saved in another, and logs come over from SQLite. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { loadEnv } from '../../src/config/env.js';
import { copyDatabase } from '../../src/storage/copy.js';
import { CopySource } from '../../src/storage/copy-source.js';
import { AuditLog } from '../support/audit-log.js';

const INSERT = `INSERT INTO audit_event (recorded_at, recorded_by, action, subject_id)
  VALUES ('2026-11-20T12:00:00.000Z', 'test', 'seatGrant', 'eng_1') RETURNING id`;

describe('V44: sealing on PostgreSQL', () => {
  let log: AuditLog;
  let slow: pg.Client;
  beforeEach(async () => {
    log = await AuditLog.open();
    slow = new pg.Client({ connectionString: log.database.env.databaseUrl });
    await slow.connect();
  });
  afterEach(async () => {
    await slow.end();
    await log.close();
  });

  it("waits for whoever has a smaller number and has not saved it, and is in nobody's way meanwhile", async () => {
    await slow.query('BEGIN');
    expect((await slow.query(INSERT)).rows).toEqual([{ id: 1 }]);
    await log.write(1);
    let over = false;
    const sealing = log.seal().finally(() => {
      over = true;
    });
    await pause(100);
    const began = performance.now();
    await log.write(1);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(over).toBe(false);
    await slow.query('COMMIT');
    expect(await sealing).toMatchObject({
      events: 2,
      complete: true,
      head: { fromId: 1, toId: 2, events: 2 },
    });
    expect(await log.verify()).toMatchObject({ broken: 0, unsealed: 1 });
  });

  it('does not wait for those who only read', async () => {
    await log.write(1);
    const reader = new pg.Client({ connectionString: log.database.env.databaseUrl });
    await reader.connect();
    await reader.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
    await reader.query('SELECT * FROM audit_event');
    expect(await log.seal(1_000)).toMatchObject({ events: 1, complete: true });
    await reader.end();
  });

  it('leaves the rest for the next time when somebody writes for too long, and loses nothing by it', async () => {
    await slow.query('BEGIN');
    await slow.query(INSERT);
    await log.write(1);
    expect(await log.seal(100)).toEqual({ events: 0, head: null, complete: false });
    await slow.query('COMMIT');
    expect(await log.seal()).toMatchObject({ events: 2, complete: true });
  });

  it('a work that was taken back leaves a gap, and that is sealed as a gap', async () => {
    await log.write(1);
    await slow.query('BEGIN');
    await slow.query(INSERT);
    await slow.query('ROLLBACK');
    await log.write(1);
    expect(await log.seal()).toMatchObject({ head: { fromId: 1, toId: 3, events: 2 } });
    await log.unlock();
    await log.tamper(INSERT.replace('(recorded_at', '(id, recorded_at').replace('VALUES (', 'VALUES (2, '));
    expect(await log.problems()).toEqual(['1: events were inserted: 3 instead of 2']);
  });

  it('a log that came over from SQLite is as it was sealed there, and is sealed on from there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'forloeb-sealed-'));
    const env = loadEnv({ DATABASE_URL: `sqlite:${join(folder, 'test.sqlite')}` });
    const own = await AuditLog.open({ env, drop: async () => rmSync(folder, { recursive: true }) });
    await own.write(3, '2026-11-20');
    await own.write(2, '2026-11-21');
    const { head } = await own.seal();
    await own.write(1, '2026-11-22');
    await own.store.close();
    const source = CopySource.open(env.databasePath);
    await copyDatabase(source, log.database.env, () => undefined);
    source.close();
    const kept = head?.hash ?? '';
    expect(await log.verify({ head: kept })).toMatchObject({
      seals: 2,
      events: 5,
      broken: 0,
      unsealed: 1,
      kept: { sequence: 2, day: '2026-11-21' },
    });
    await log.write(1, '2026-11-23');
    await log.seal();
    expect(await log.verify({ head: kept })).toMatchObject({ seals: 4, events: 7, broken: 0, unsealed: 0 });
    await log.unlock();
    await log.tamper(`UPDATE audit_event SET "after" = NULL WHERE id = 4`);
    expect(await log.broken()).toEqual([2]);
    await own.database.drop();
  });
});
