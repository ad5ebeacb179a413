import { describe, it, expect } from '@jest/globals';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { durationSeconds, openLocalToken, signToken, type Claims } from './token.js';

const SECRET = 'a secret of more than thirty-two characters';
const OTHER_SECRET = 'another secret of more than thirty-two chars';
const CLAIMS: Claims = {
  subject: 'local:everyone',
  name: 'Everyone',
  roles: [
    { role: 'AGENCY' },
    { role: 'ADMIN' },
    { role: 'EVALUATOR' },
    { role: 'PROVIDER', provider: 'aalborg' },
    { role: 'COORDINATOR', municipality: '621' },
    { role: 'PARTICIPANT', email: 'søren@kommune.dk' },
  ],
};
const MINUTE = 60_000;

/** A token as somebody else could make it: right in everything but what is given. */
function forge(payload: JWTPayload, { secret = SECRET, alg = 'HS256' } = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const right = { sub: 'x', name: 'X', roles: [], iss: 'forloeb', aud: 'forloeb', iat: now, exp: now + 60 };
  return new SignJWT({ ...right, ...payload }).setProtectedHeader({ alg }).sign(Buffer.from(secret));
}

/** What a token of this installation says; null when it is refused. */
async function verifyToken(token: string, secret: string): Promise<Claims | null> {
  const opened = await openLocalToken(token, secret, new Date());
  return typeof opened === 'string' ? null : opened.claims;
}

describe('a token', () => {
  it('gives back exactly the claims that were signed', async () => {
    expect(await verifyToken(await signToken(CLAIMS, SECRET), SECRET)).toEqual(CLAIMS);
    expect(await verifyToken(await forge({}), SECRET)).toEqual({ subject: 'x', name: 'X', roles: [] });
  });

  it('is refused after thirty days, or the time that was asked for', async () => {
    const ago = (minutes: number) => ({ now: new Date(Date.now() - minutes * MINUTE) });
    const thirtyDays = 30 * 24 * 60;
    expect(await verifyToken(await signToken(CLAIMS, SECRET, ago(thirtyDays - 1)), SECRET)).not.toBeNull();
    expect(await verifyToken(await signToken(CLAIMS, SECRET, ago(thirtyDays + 1)), SECRET)).toBeNull();
    const short = { expiresIn: '10m' };
    expect(
      await verifyToken(await signToken(CLAIMS, SECRET, { ...short, ...ago(9) }), SECRET),
    ).not.toBeNull();
    expect(await verifyToken(await signToken(CLAIMS, SECRET, { ...short, ...ago(11) }), SECRET)).toBeNull();
  });

  it('is refused when signed with another secret or another algorithm, or not at all', async () => {
    expect(await verifyToken(await forge({}, { secret: OTHER_SECRET }), SECRET)).toBeNull();
    const long = SECRET.repeat(2);
    expect(await verifyToken(await forge({}, { secret: long, alg: 'HS512' }), long)).toBeNull();
    const unsigned = new UnsecuredJWT({ sub: 'x', name: 'X', roles: [{ role: 'ADMIN' }] })
      .setIssuer('forloeb')
      .setAudience('forloeb')
      .setExpirationTime('1h')
      .encode();
    expect(await verifyToken(unsigned, SECRET)).toBeNull();
  });

  it('is refused when its text was changed, or is no token', async () => {
    const [header, , signature] = (await signToken(CLAIMS, SECRET)).split('.');
    const payload = Buffer.from(JSON.stringify({ sub: 'x', roles: [{ role: 'ADMIN' }] })).toString(
      'base64url',
    );
    expect(await verifyToken(`${header}.${payload}.${signature}`, SECRET)).toBeNull();
    for (const text of ['', 'x', 'a.b.c', '..', 'null']) expect(await verifyToken(text, SECRET)).toBeNull();
  });

  it.each<[string, JWTPayload]>([
    ['another issuer', { iss: 'elsewhere' }],
    ['another audience', { aud: 'elsewhere' }],
    ['no expiry', { exp: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: ' ' }],
    ['no name', { name: undefined }],
    ['a start in the future', { nbf: Math.floor(Date.now() / 1000) + 600 }],
    ['roles that are no list', { roles: 'ADMIN' }],
    ['an unknown role', { roles: [{ role: 'OWNER' }] }],
    ['an unknown role beside a known one', { roles: [{ role: 'AGENCY' }, { role: 'agency' }] }],
    ['a role that is only a word', { roles: ['ADMIN'] }],
    ['a role that is nothing', { roles: [null] }],
    ['a provider without a key', { roles: [{ role: 'PROVIDER' }] }],
    ['a coordinator without a municipality', { roles: [{ role: 'COORDINATOR' }] }],
    ['a municipality that is no code', { roles: [{ role: 'COORDINATOR', municipality: 'Kolding' }] }],
    ['a municipality that is a number', { roles: [{ role: 'COORDINATOR', municipality: 621 }] }],
    ['a participant without an address', { roles: [{ role: 'PARTICIPANT', email: 'anna' }] }],
  ])('is refused with %s', async (_, payload) => {
    expect(await verifyToken(await forge(payload), SECRET)).toBeNull();
  });

  it('carries nothing but what a role is known to have', async () => {
    const token = await forge({ roles: [{ role: 'AGENCY', municipality: '621', admin: true }] });
    expect((await verifyToken(token, SECRET))?.roles).toEqual([{ role: 'AGENCY' }]);
  });

  it('lasts whole minutes, hours or days', async () => {
    expect(['90m', '12h', '30d'].map(durationSeconds)).toEqual([5400, 43_200, 2_592_000]);
    for (const text of ['', '0d', '30', 'd', '1.5h', '-1d', '1y', '30d ', '9999999d']) {
      expect(durationSeconds(text)).toBeNull();
    }
    await expect(signToken(CLAIMS, SECRET, { expiresIn: 'soon' })).rejects.toThrow(RangeError);
  });
});
