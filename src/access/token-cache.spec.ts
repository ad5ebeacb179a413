import { describe, it, expect } from '@jest/globals';
import { TokenCache } from './token-cache.js';
import { openLocalToken, signToken, type Claims } from './token.js';

const SECRET = 'a secret of more than thirty-two characters';
const CLAIMS: Claims = { subject: 'local:agency', name: 'Agency', roles: [{ role: 'AGENCY' }] };
const MINUTE = 60_000;

const open = (token: string, now: Date) => openLocalToken(token, SECRET, now);

describe('the cache of tokens', () => {
  it('answers the same claims again until the token expires', async () => {
    let now = new Date();
    const cache = new TokenCache(open, 10, () => now);
    const token = await signToken(CLAIMS, SECRET, { expiresIn: '10m', now });
    const first = await cache.verify(token);
    expect(first).toEqual(CLAIMS);
    expect(await cache.verify(token)).toBe(first);
    now = new Date(now.getTime() + 11 * MINUTE);
    expect(await cache.verify(token)).toBe('INVALID_TOKEN');
    expect(cache.size).toBe(0);
  });

  it('remembers no token that was refused', async () => {
    const cache = new TokenCache(open);
    expect(await cache.verify(await signToken(CLAIMS, `another ${SECRET}`))).toBe('INVALID_TOKEN');
    expect(await cache.verify('x')).toBe('INVALID_TOKEN');
    expect(cache.size).toBe(0);
  });

  it('never holds more than its limit, and still verifies what it forgot', async () => {
    const cache = new TokenCache(open, 3);
    const tokens = await Promise.all(
      Array.from({ length: 10 }, (_, i) => signToken({ ...CLAIMS, subject: `local:${i}` }, SECRET)),
    );
    await Promise.all(tokens.map((token) => cache.verify(token)));
    expect(cache.size).toBe(3);
    expect(await cache.verify(tokens[0] ?? '')).toMatchObject({ subject: 'local:0' });
    expect(cache.size).toBe(3);
  });
});
