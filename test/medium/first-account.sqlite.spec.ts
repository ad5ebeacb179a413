/** The first account of an installation: made by a command, and by nothing else. */
import { afterAll, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { builtServer } from '../support/built-server.js';
import { ServerProcess } from '../support/server-process.js';

const COMMAND = 'npm run --silent account -- --invite YOU@EXAMPLE.DK --role admin';
/** Compiling the program, and starting it again and again, takes its time on a busy machine. */
const SLOW = 240_000;

const folder = mkdtempSync(join(tmpdir(), 'forloeb-'));
afterAll(async () => {
  await ServerProcess.killAll();
  rmSync(folder, { recursive: true });
});

it(
  'a server without the example says how it is made; the command prints a link that opens; then it is said no more',
  async () => {
    const url = `sqlite:${join(folder, 'test.sqlite')}`;
    const program = join(dirname(builtServer()), 'cli/account.js');
    const env = {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: url,
      AUTH_SECRET: 'a secret for servers that are killed, long enough to sign with',
      PUBLIC_URL: 'https://forloeb.example',
    };
    const invite = ['--invite', 'drift@styrelsen.example', '--role', 'admin'];
    const link = execFileSync(process.execPath, [program, ...invite], { env, encoding: 'utf8' }).trim();
    expect(link).toMatch(/^https:\/\/forloeb\.example\/invitation\/[\w-]{43}$/);
    const again = spawnSync(process.execPath, [program, ...invite], { env, encoding: 'utf8' });
    expect([again.status, again.stdout]).toEqual([1, '']);

    const known = await ServerProcess.start(url);
    const page = await fetch(known.url + new URL(link).pathname);
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining('drift@styrelsen.example'),
    ]);
    await known.says('Forløb is running at');
    const empty = await ServerProcess.start(`sqlite:${join(folder, 'empty.sqlite')}`);
    await empty.says(COMMAND);
    expect(empty.output.join('\n')).not.toContain('--role agency');
    expect(known.output.join('\n')).not.toContain(COMMAND);
  },
  SLOW,
);
