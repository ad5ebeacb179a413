/** `npm run keys`: which keys sign credentials, and a new one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IssuerKeys } from '../../src/config/issuer-keys.js';
import { builtServer } from '../support/built-server.js';

/** The first to ask compiles the program. */
const PATIENCE_MS = 120_000;

let folder: string;
beforeAll(() => {
  builtServer();
  folder = mkdtempSync(join(tmpdir(), 'forloeb-keys-command-'));
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => {
  const command = join(dirname(builtServer()), 'cli/keys.js');
  const env = { PATH: process.env['PATH'], ISSUER_KEYS: folder };
  return spawnSync(process.execPath, [command, ...args], { env, encoding: 'utf8' });
};

describe('npm run keys', () => {
  it('lists the keys, and --rotate makes the one that signs from then on', async () => {
    const first = await new IssuerKeys(folder).newest();
    expect(run().stdout).toBe(`Keys in ${folder}, the newest first:\n${first.id}\tsigns\n`);
    const rotated = run('--rotate');
    const second = await new IssuerKeys(folder).newest();
    expect(second.id).not.toBe(first.id);
    expect(rotated).toMatchObject({ status: 0, stderr: '' });
    expect(rotated.stdout).toContain(`\n${second.id}\tsigns\n${first.id}\tverifies only\n`);
  });

  it('says what it understands when it is used in another way', () => {
    const wrong = run('--delete');
    expect([wrong.status, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('npm run --silent keys -- --rotate');
  });
});
