/** `npm run audit:verify`, and the server that seals: as processes, as an installation runs them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { AuditLog } from '../support/audit-log.js';
import { builtServer } from '../support/built-server.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../support/database.js';
import { ServerProcess, tokenFor } from '../support/server-process.js';

const ACT = `mutation { personRegister(input: { name: "Åse Møller", email: "aase@kommune.example" }) {
  ... on PersonRegisterPayload { person { id } } ... on DomainError { code } } }`;

describe('V44: audit:verify', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
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

  it('a server that is told to stop seals what was written, and tells the head of the chain', async () => {
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
    const { day, seal, head, events } = JSON.parse(await server.says('sealed the log of changes'));
    expect(server.errors()).toEqual([]);
    const { status, lines, stderr } = verify(['--head', head]);
    expect({ status, lines, stderr }).toEqual({
      status: 0,
      lines: [
        `Whole: ${events} events in ${seal} seal.`,
        `The head that was given is seal 1 of ${day}.`,
        'Not sealed yet: 0 events.',
        `Head: seal 1 of ${day}, ${head}`,
      ],
      stderr: '',
    });
  });

  it('seals what a server that was killed has left', async () => {
    await behindItsBack((log) => log.write(1, '2026-11-21'));
    const { status, lines } = verify(['--day', '2026-11-21']);
    expect(status).toBe(0);
    expect(lines.slice(0, 3)).toEqual([
      'Sealed 1 event.',
      'Whole: 1 event in 1 seal, 2026-11-21 among them.',
      'Not sealed yet: 0 events.',
    ]);
    expect(verify(['--day', '2025-01-01']).lines[0]).toBe('Nothing is sealed of 2025-01-01.');
  });

  it('names the first seal that is wrong, its day and its events, and ends with 1', async () => {
    await behindItsBack(async (log) => {
      await log.unlock();
      await log.tamper(`UPDATE audit_event SET reason = 'other' WHERE recorded_by = 'test'`);
    });
    const { status, lines } = verify();
    expect(status).toBe(1);
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(
        /^Seal 2 \(2026-11-21, events (\d+) to \1\): an event of it, or the seal itself, was changed\.$/,
      ),
      'NOT AS IT WAS SEALED: 1 seal of 2; the first is seal 2.',
    ]);
    expect(verify(['--day', '2026-11-21']).status).toBe(1);
  });

  it('ends with 1 when the head that was kept elsewhere is not in the chain', async () => {
    await behindItsBack(async (log) => {
      await log.unlock();
      await log.tamper('DELETE FROM audit_seal');
    });
    const { status, lines } = verify(['--head', 'F'.repeat(64)]);
    expect(status).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/^Whole: /));
    expect(lines).toContainEqual(expect.stringMatching(/^NOT IN THE CHAIN: /));
  });

  it('wrong use ends with 2, and a database that is not there is not made', () => {
    for (const args of [['--day', '2026-02-30'], ['--head', 'x'], ['--other'], ['more']])
      expect(verify(args)).toMatchObject({ status: 2, stderr: expect.stringContaining('audit:verify') });
    if (!onSqlite) return;
    const missing = verify([], `${database.env.databaseUrl}.missing`);
    expect(missing).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^There is no SQLite database at /),
    });
  });
});
