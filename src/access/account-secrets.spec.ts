import { describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { AccountSecrets, newLinkSecret } from './account-secrets.js';

const AUTH = 'a secret for tests that is long enough to sign with';
const secrets = new AccountSecrets(AUTH);
const NOW = Date.parse('2026-11-22T12:00:10Z');
const MINUTE_HALF = 30_000;

describe('the secret of a second factor', () => {
  const { secret, uri } = secrets.offered('link 1', 'ane@sted.example');
  const codeAt = (time: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time });

  it('is read again with the same key, for the same account, and in no other way', () => {
    const sealed = secrets.seal(secret, 'acc_1');
    expect(sealed).not.toContain(secret);
    expect(secrets.seal(secret, 'acc_1')).not.toBe(sealed);
    expect(secrets.open(sealed, 'acc_1')).toBe(secret);
    expect(secrets.open(sealed, 'acc_2')).toBeNull();
    expect(new AccountSecrets(`${AUTH}!`).open(sealed, 'acc_1')).toBeNull();
    expect(secrets.open(`A${sealed.slice(1)}`, 'acc_1') ?? '').not.toBe(sealed.startsWith('A') ? '' : secret);
  });

  it('is offered again for the same occasion, and another for another or by another installation', () => {
    expect(secrets.offered('link 1', 'ane@sted.example').secret).toBe(secret);
    expect(secrets.offered('link 2', 'ane@sted.example').secret).not.toBe(secret);
    expect(new AccountSecrets(`${AUTH}!`).offered('link 1', 'ane@sted.example').secret).not.toBe(secret);
    expect(Buffer.from(Secret.fromBase32(secret).bytes)).toHaveLength(20);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Forl%C3%B8b:ane%40sted\.example\?/);
  });

  it('opens with the code of this half minute, and of one before and after it', () => {
    const step = Math.floor(NOW / MINUTE_HALF);
    for (const off of [-1, 0, 1])
      expect(secrets.stepOf(secret, codeAt(NOW + off * MINUTE_HALF), NOW)).toBe(step + off);
    for (const off of [-2, 2])
      expect(secrets.stepOf(secret, codeAt(NOW + off * MINUTE_HALF), NOW)).toBeNull();
    for (const code of ['', '12345', 'abcdef', '１２３４５６'])
      expect(secrets.stepOf(secret, code, NOW)).toBeNull();
  });
});

it('recovery codes and links cannot be guessed: ten of 80 bits, and 256 bits', () => {
  const codes = secrets.newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
  expect(secrets.hashOfRecoveryCode(codes[0]!.toUpperCase().replaceAll('-', ' '), 'acc_1')).toBe(
    secrets.hashOfRecoveryCode(codes[0]!, 'acc_1'),
  );
  expect(secrets.hashOfRecoveryCode(codes[0]!, 'acc_2')).not.toBe(
    secrets.hashOfRecoveryCode(codes[0]!, 'acc_1'),
  );
  expect(newLinkSecret().secret).toMatch(/^[\w-]{43}$/);
});
