import { describe, expect, it } from '@jest/globals';
import { loadEnv } from '../config/env.js';
import { passwordProblem, Passwords } from './passwords.js';

const OWNER = { email: 'ane.madsen@styrelsen.example', name: 'Ane Bo Madsen' };
const CHEAP = { passwordMemoryKib: 8, passwordPasses: 1 };
const passwords = new Passwords(loadEnv({ PASSWORD_MEMORY_KIB: '8', PASSWORD_PASSES: '1' }));

describe('a password', () => {
  it('is kept as Argon2id with 19 MiB, two passes and one lane unless told, as OWASP asks at least', async () => {
    const kept = await new Passwords(loadEnv({})).hash('fire grønne stole');
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  });

  it('is never kept with less in production', () => {
    const production = { NODE_ENV: 'production' };
    expect(() => loadEnv({ ...production, PASSWORD_MEMORY_KIB: '19455' })).toThrow(
      'PASSWORD_MEMORY_KIB: at least',
    );
    expect(() => loadEnv({ ...production, PASSWORD_PASSES: '1' })).toThrow('PASSWORD_PASSES: at least 2');
    expect(loadEnv(production)).not.toMatchObject(CHEAP);
  });

  it('has a salt of its own', async () => {
    expect(await passwords.hash('fire grønne stole')).not.toBe(await passwords.hash('fire grønne stole'));
  });

  it('is the same however the keyboard puts its letters together', async () => {
    const kept = await passwords.hash('blå cykler');
    for (const typed of ['blå cykler', 'bla\u030a cykler', 'blå\u00a0cykler', 'ｂlå cykler'])
      expect([typed, await passwords.matches(kept, typed)]).toEqual([typed, true]);
    for (const typed of ['bla cykler', 'Blå cykler', 'blå cykler ', ''])
      expect([typed, await passwords.matches(kept, typed)]).toEqual([typed, false]);
  });

  it('is nobody’s where there is no account', async () => {
    expect(await passwords.matches(null, 'nobody has this')).toBe(false);
  });

  it.each([
    ['of twelve letters', 'kvbjnmlqwzxt', null],
    ['of words', 'fire grønne stole i haven', null],
    ['of emoji', '🌻🚲🪑🌧️🐈📚🎻🧀🍎🚂🌙⛵', null],
    ['of 256', 'kvbjnmlq'.repeat(31) + 'abcdefgh', null],
    ['of 257', 'kvbjnmlq'.repeat(32) + 'a', 'LENGTH'],
    ['of eleven', 'kvbjnmlqwzx', 'LENGTH'],
    ['that is common', 'administrator', 'COMMON'],
    ['that is common, with more around it', '--Password!2024', 'COMMON'],
    ['of few different signs', 'abababbbaabb', 'COMMON'],
    ['that repeats itself', 'abcdefabcdef', 'COMMON'],
    ['with the mailbox', 'xx ANE.madsen xx', 'PERSONAL'],
    ['with the family name', 'her bor madsen', 'PERSONAL'],
    ['with a CPR number', 'jeg er 010190-1234', 'CPR'],
  ])('%s', (_, typed, problem) => {
    expect(passwordProblem(typed, OWNER)).toBe(problem);
  });
});
