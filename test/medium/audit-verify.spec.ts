/** `npm run audit:verify`, and the server that seals: as processes, as an installation runs them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { type Seal, sealsWhere } from '../../src/storage/audit-seal.js';
import { AuditLog } from '../support/audit-log.js';
import { builtServer } from '../support/built-server.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { ServerProcess, tokenFor } from '../support/server-process.js';

const ACT = `mutation { personRegister(input: { name: "Åse Møller", email: "aase@kommune.example" }) {
  ... on PersonRegisterPayload { person { id } } ... on DomainError { code } } }`;

/** Compiling the program, and starting it again and again, takes its time on a busy machine. */
const PATIENCE_MS = 120_000;

describe('V44: audit:verify', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    builtServer();
    database = await freshDatabase();
  }, PATIENCE_MS);
  afterAll(async () => {
    await ServerProcess.killAll();
    await database.drop();
  });

  const verify = (args: string[] = [], url = database.env.databaseUrl) => {
    const program = join(dirname(builtServer()), 'cli/audit-verify.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      env: { PATH: process.env['PATH'], DATABASE_URL: url },
      encoding: 'utf8',
    });
    return { status, lines: stdout.trim().split('\n'), stderr };
  };
  /** Past the server. */
  const behindItsBack = async (work: (log: AuditLog) => Promise<void>) => {
    const log = await AuditLog.open(database);
    await work(log);
    await log.store.close();
  };

  it(
    'a server that is told to stop seals what was written, and tells the head of the chain',
    async () => {
      const server = await ServerProcess.start(database.env.databaseUrl);
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await tokenFor({ role: 'AGENCY' })}`,
        },
        body: JSON.stringify({ query: ACT }),
      });
      expect(await response.text()).toContain('per_');
      expect(await server.stop()).toEqual({ code: 0, signal: null });
      // What a process wrote last is read a moment after it is gone.
      while (!server.output.some((line) => line.includes('"msg":"stopped"'))) await pause(5);
      expect(server.errors()).toEqual([]);
      // Its minute may have been over in between.
      const told = server.output
        .filter((line) => line.includes('"sealed the log of changes"'))
        .map((line) => JSON.parse(line) as { day: string; seal: number; head: string; events: number });
      const events = told.reduce((sum, each) => sum + each.events, 0);
      const { day, seal, head } = told.at(-1) ?? { day: '', seal: 0, head: '' };
      const { status, lines, stderr } = verify(['--head', head]);
      expect({ status, lines, stderr }).toEqual({
        status: 0,
        lines: [
          expect.stringMatching(new RegExp(`^Whole: ${events} events? in ${seal} seals?\\.$`)),
          `The head that was given is seal ${seal} of ${day}.`,
          'Not sealed yet: 0 events.',
          `Head: seal ${seal} of ${day}, ${head}`,
        ],
        stderr: '',
      });
    },
    PATIENCE_MS,
  );

  it(
    'seals what a server that was killed has left',
    async () => {
      await behindItsBack((log) => log.write(1, '2026-11-21'));
      const { status, lines } = verify(['--day', '2026-11-21']);
      expect(status).toBe(0);
      expect(lines.slice(0, 3)).toEqual([
        'Sealed 1 event.',
        'Whole: 1 event in 1 seal, 2026-11-21 among them.',
        'Not sealed yet: 0 events.',
      ]);
      expect(verify(['--day', '2025-01-01']).lines[0]).toBe('Nothing is sealed of 2025-01-01.');
    },
    PATIENCE_MS,
  );

  it(
    'names the first seal that is wrong, its day and its events, and ends with 1',
    async () => {
      await behindItsBack(async (log) => {
        await log.unlock();
        await log.tamper(`UPDATE audit_event SET reason = 'other' WHERE recorded_by = 'test'`);
      });
      const { status, lines } = verify();
      expect(status).toBe(1);
      expect(lines.slice(0, 2).join('\n')).toMatch(
        /^Seal (\d+) \(2026-11-21, events (\d+) to \2\): an event of it, or the seal itself, was changed\.\nNOT AS IT WAS SEALED: 1 seal of \1; the first is seal \1\.$/,
      );
      expect(verify(['--day', '2026-11-21']).status).toBe(1);
    },
    PATIENCE_MS,
  );

  it(
    'ends with 1 when the head that was kept elsewhere is not in the chain',
    async () => {
      await behindItsBack(async (log) => {
        await log.unlock();
        await log.tamper('DELETE FROM audit_seal');
      });
      const { status, lines } = verify(['--head', 'F'.repeat(64)]);
      expect(status).toBe(1);
      expect(lines).toContainEqual(expect.stringMatching(/^Whole: /));
      expect(lines).toContainEqual(expect.stringMatching(/^NOT IN THE CHAIN: /));
    },
    PATIENCE_MS,
  );

  it(
    'tells where a log begins that was shortened, and from what the rest is proven',
    async () => {
      const own = await freshDatabase();
      const url = own.env.databaseUrl;
      const log = await AuditLog.open(own);
      for (const day of ['2026-11-20', '2026-11-21']) await log.write(2, day);
      const { head } = await log.seal();
      const [first] = await log.store.query<Seal>(sealsWhere(sql`sequence = 1`));
      const { id } = await log.shorten('2026-11-20');
      const proven = new RegExp(
        `^Proven from seal 1 on: what was recorded up to 2026-11-20 was removed after its period, 2 events in 1 run, the last one ${id} at 2026-11-21T`,
      );
      expect(verify(['--head', first?.hash ?? ''], url)).toMatchObject({
        status: 0,
        lines: [
          'Sealed 1 event.',
          'Whole: 3 events in 2 seals.',
          expect.stringMatching(proven),
          'The head that was given is seal 1, the last of those that went up to 2026-11-20.',
          'Not sealed yet: 0 events.',
          expect.stringMatching(/^Head: seal 3 of 2026-11-21, /),
        ],
      });
      expect(verify(['--head', head?.hash ?? ''], url).lines).toContain(
        'The head that was given is seal 2 of 2026-11-21.',
      );
      const { status, lines } = verify(['--head', '0'.repeat(64)], url);
      expect(status).toBe(1);
      expect(lines).toContainEqual(
        expect.stringMatching(/^NOT IN THE CHAIN: .* Or it is from before the end of 2026-11-20: /),
      );
      await log.unlock();
      await log.tamper(`UPDATE audit_shortening SET reason = 'other'`);
      await log.store.close();
      const changed = verify([], url);
      expect(changed.status).toBe(1);
      expect(changed.lines[0]).toBe(
        'NOT AS IT WAS LEFT, the beginning of the log: the runs that shortened the log are not as event 5 says.',
      );
      await own.drop();
    },
    PATIENCE_MS,
  );

  it(
    'wrong use ends with 2, and a database that is not there is not made',
    () => {
      for (const args of [
        ['--day', '2026-02-30'],
        ['--head', 'x'],
      ])
        expect(verify(args)).toMatchObject({ status: 2, stderr: expect.stringContaining('audit:verify') });
      if (!onSqlite) return;
      const missing = verify([], `${database.env.databaseUrl}.missing`);
      expect(missing).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^There is no SQLite database at /),
      });
    },
    PATIENCE_MS,
  );
});
