import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import type { AccountSettings } from '../config/account-settings.js';
import { containsCpr } from '../domain/cpr.js';

/** Of the package's constants, which are types only: the variant that OWASP and RFC 9106 advise. */
const ARGON2ID = 2;
const SHORTEST = 12;
const LONGEST = 256;
/** Signs that are added to a common password to make it long enough. */
const PADDING = /^[\d\W_]+|[\d\W_]+$/gu;
const FEWEST_DIFFERENT = 5;

/** Why a password is not taken. */
export type PasswordProblem = 'LENGTH' | 'PERSONAL' | 'COMMON' | 'CPR';

/** The same in words, for programs. */
export const PASSWORD_PROBLEMS: Readonly<Record<PasswordProblem, string>> = {
  LENGTH: `must have ${SHORTEST} to ${LONGEST} characters`,
  PERSONAL: 'must not hold the name or the e-mail address',
  COMMON: 'is among those that are tried first; choose another',
  CPR: 'looks like a CPR number',
};

/** The same text, however the keyboard put it together (NIST SP 800-63B). */
export function asPassword(typed: string): string {
  return typed.normalize('NFKC');
}

/**
 * Null for one that is good enough: long, and neither one of the commonest, nor what is known of its owner, nor a CPR
 * number. Which kinds of signs it has is nobody's business (NIST SP 800-63B).
 */
export function passwordProblem(
  typed: string,
  owner: { readonly email: string; readonly name: string },
): PasswordProblem | null {
  const password = asPassword(typed);
  const length = [...password].length;
  if (length < SHORTEST || length > LONGEST) return 'LENGTH';
  if (containsCpr(password)) return 'CPR';
  const lower = password.toLowerCase();
  const [mailbox = ''] = owner.email.split('@');
  const personal = [owner.email, mailbox, owner.name, ...owner.name.split(/\s+/)].map((text) =>
    asPassword(text).toLowerCase(),
  );
  if (personal.some((text) => text.length > 3 && lower.includes(text))) return 'PERSONAL';
  return isCommon(lower) ? 'COMMON' : null;
}

/** One of 49,000 that people choose, with or without numbers and signs around it; or few signs again and again. */
function isCommon(lower: string): boolean {
  if (new Set(lower).size < FEWEST_DIFFERENT || /^(.{1,6})\1+$/u.test(lower)) return true;
  common ??= new Set(dictionary['passwords-common'].map(String));
  return common.has(lower) || common.has(lower.replaceAll(PADDING, ''));
}
let common: ReadonlySet<string> | undefined;

/** Passwords as they are kept: Argon2id with a salt of its own for each. */
export class Passwords {
  private readonly options;
  /** What nobody's password is compared with, so that it takes as long to say that there is nobody. */
  private nobodys: Promise<string> | undefined;

  constructor({ passwordMemoryKib, passwordPasses }: AccountSettings) {
    this.options = {
      algorithm: ARGON2ID,
      memoryCost: passwordMemoryKib,
      timeCost: passwordPasses,
      parallelism: 1,
    };
  }

  async hash(typed: string): Promise<string> {
    return hash(asPassword(typed), this.options);
  }

  /** False, after the same time, when there is nothing to compare with. */
  async matches(kept: string | null, typed: string): Promise<boolean> {
    const password = asPassword(typed).slice(0, 2 * LONGEST);
    if (kept !== null) return verify(kept, password);
    this.nobodys ??= this.hash('nobody has this');
    await verify(await this.nobodys, password);
    return false;
  }
}
