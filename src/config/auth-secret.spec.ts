import { describe, it, expect, beforeEach, afterEach } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { authSecret } from './auth-secret.js';
import { loadEnv } from './env.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forloeb-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = (more: NodeJS.ProcessEnv = {}) =>
  loadEnv({ DATABASE_URL: `sqlite:${folder}/data/forloeb.sqlite`, ...more });

describe('the secret', () => {
  it('is AUTH_SECRET when that is set, and nothing is written', () => {
    expect(authSecret(env({ AUTH_SECRET: 'x'.repeat(40) }))).toBe('x'.repeat(40));
    expect(() => statSync(join(folder, 'data'))).toThrow('ENOENT');
  });

  it('is made once, kept in the data folder and readable by its owner only', () => {
    const secret = authSecret(env());
    const file = join(folder, 'data', 'auth-secret');
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(readFileSync(file, 'utf8')).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(authSecret(env())).toBe(secret);
  });

  it('is waited for while another process is still writing it', async () => {
    authSecret(env());
    const file = join(folder, 'data', 'auth-secret');
    writeFileSync(file, '');
    const write = `setTimeout(() => require('fs').writeFileSync(${JSON.stringify(file)}, 's'.repeat(64)), 60)`;
    const other = new Worker(write, { eval: true });
    await new Promise((done) => other.once('online', done));
    expect(authSecret(env())).toBe('s'.repeat(64));
    await other.terminate();
  });

  it('that was left unfinished stops the start with a way out', () => {
    authSecret(env());
    writeFileSync(join(folder, 'data', 'auth-secret'), 'short');
    expect(() => authSecret(env())).toThrow('Delete it to have a new one made');
  });
});
