/** V44: a server seals the log of changes by itself, and tells the head of the chain where it can be kept. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '../../src/config/logger.js';
import { AuditSweep } from '../../src/storage/audit-sweep.js';
import { AuditLog } from '../support/audit-log.js';

const SEALED = 'sealed the log of changes';
const DAY_OVER = 'the log of changes at the end of a day';

describe('V44: a server', () => {
  let log: AuditLog;
  let sweep: AuditSweep;
  let lines: Record<string, unknown>[];
  beforeEach(async () => {
    log = await AuditLog.open();
    lines = [];
    const logger = createLogger(
      { logLevel: 'info' },
      { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    );
    sweep = new AuditSweep(log.seals, log.clock, logger);
  });
  afterEach(async () => {
    await sweep.stop(5_000);
    await log.close();
  });
  const said = (message: string) => lines.filter((line) => line['msg'] === message);

  it('seals again and again, until it stops, and a last time then', async () => {
    sweep.start(5);
    await log.write(1);
    while (said(SEALED).length === 0) await pause(5);
    await log.write(1);
    while (said(SEALED).length === 1) await pause(5);
    await sweep.stop(5_000);
    await log.write(1);
    await pause(50);
    expect(said(SEALED)).toHaveLength(2);
    await sweep.stop(5_000);
    expect(said(SEALED)).toHaveLength(3);
    expect(await log.verify()).toMatchObject({ events: 3, unsealed: 0, broken: 0 });
  });

  it('tells the head of the chain each time it has sealed, and not otherwise', async () => {
    await sweep.sweep(5_000);
    await log.write(2);
    await sweep.sweep(5_000);
    await sweep.sweep(5_000);
    const { head } = await log.verify();
    expect(lines).toEqual([
      expect.objectContaining({
        msg: SEALED,
        day: head?.day,
        seal: head?.sequence,
        head: head?.hash,
        events: 2,
      }),
    ]);
  });

  it('tells it once more when a day in Copenhagen is over, also when nothing was written since', async () => {
    log.clock.set('2026-11-20T22:59:00Z');
    await log.write(1);
    await sweep.sweep(5_000);
    expect(said(DAY_OVER)).toEqual([]);
    log.clock.set('2026-11-20T23:00:00Z');
    await sweep.sweep(5_000);
    await sweep.sweep(5_000);
    const { head } = await log.verify();
    expect(said(DAY_OVER)).toEqual([expect.objectContaining({ over: '2026-11-20', head: head?.hash })]);
  });

  it('goes on when it cannot seal, says so, and does not keep it from stopping', async () => {
    await log.write(1);
    await sweep.sweep(0);
    expect(lines).toEqual([
      expect.objectContaining({ level: 40, msg: 'not all of the log of changes could be sealed in time' }),
    ]);
    const closed = await AuditLog.open(log.database);
    await closed.store.close();
    const own = new AuditSweep(closed.seals, closed.clock, createLogger({ logLevel: 'silent' }));
    await expect(own.sweep(5_000)).resolves.toBeUndefined();
    const began = performance.now();
    await own.stop(100);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
