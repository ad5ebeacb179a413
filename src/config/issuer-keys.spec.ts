import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPublicKey, sign, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IssuerKeys } from './issuer-keys.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forloeb-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const keysIn = (name = 'keys') => new IssuerKeys(join(folder, name));
const file = (number: number) => join(folder, 'keys', `key-000${number}.json`);
const stored = (number: number) => JSON.parse(readFileSync(file(number), 'utf8'));

describe('the keys of the issuer', () => {
  it('are made at first need, once, and can be read by their owner only', async () => {
    const key = await keysIn().newest();
    expect(key.id).toMatch(/^[\w-]{43}$/);
    expect(statSync(file(1)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect((await keysIn().newest()).id).toBe(key.id);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['key-0001.json']);
  });

  it('are the same for processes that need the first one at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, async () => (await keysIn().newest()).id));
    expect(new Set(made).size).toBe(1);
  });

  it('sign what the public half verifies', async () => {
    const { privateKey, publicJwk } = await keysIn().newest();
    const publicKey = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
    const signature = sign(null, Buffer.from('a'), privateKey);
    expect(verify(null, Buffer.from('a'), publicKey, signature)).toBe(true);
    expect(verify(null, Buffer.from('b'), publicKey, signature)).toBe(false);
  });

  it('are followed by a new one, of the earlier ones only the public half is kept; others see it at once', async () => {
    const here = keysIn();
    const first = await here.newest();
    const second = await keysIn().rotate();
    expect(second.id).not.toBe(first.id);
    expect((await here.newest()).id).toBe(second.id);
    expect((await here.all()).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect([stored(1), stored(2)]).toEqual([first.publicJwk, { ...second.publicJwk, d: expect.any(String) }]);
    expect(statSync(file(1)).mode & 0o777).toBe(0o600);
  });

  it('can be rotated before there is one', async () => {
    const made = await keysIn().rotate();
    expect((await keysIn().all()).map(({ id }) => id)).toEqual([made.id]);
  });

  it('that cannot be read are named with their file, never with what is in it', async () => {
    await keysIn().newest();
    writeFileSync(file(1), '{"kty":"OKP","d":"secret"}');
    const failed = keysIn().newest();
    await expect(failed).rejects.toThrow(`The file ${file(1)} is no Ed25519 key`);
    await expect(failed).rejects.not.toThrow('secret"');
  });

  it('without a private half in the newest one sign nothing', async () => {
    const { publicJwk } = await keysIn().newest();
    writeFileSync(file(1), JSON.stringify(publicJwk));
    await expect(keysIn().newest()).rejects.toThrow('Rotate the keys');
    await expect(keysIn().rotate()).resolves.toBeDefined();
  });
});
