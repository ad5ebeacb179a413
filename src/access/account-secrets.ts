import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** As authenticator apps expect it (RFC 6238): six digits of SHA-1, a new one every half minute. */
const CODE = { issuer: 'Forløb', algorithm: 'SHA1', digits: 6, period: 30 } as const;
const TOTP_BYTES = 20;
const RECOVERY_CODES = 10;
/** 80 bits: sixteen letters and digits. */
const RECOVERY_BYTES = 10;

/** A new secret for the end of a link, and what is kept of it. */
export function newLinkSecret(): { secret: string; hash: string } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: hashOfLink(secret) };
}

export function hashOfLink(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** What an authenticator app is given. */
export interface SecondFactor {
  /** In base32. */
  readonly secret: string;
  readonly uri: string;
}

/**
 * The second factors of accounts. All keys follow from the secret that signs the tokens: whoever has the database alone
 * can make no code.
 */
export class AccountSecrets {
  private readonly sealing: Buffer;
  private readonly recovery: Buffer;

  constructor(private readonly authSecret: string) {
    this.sealing = this.key('forloeb second factors', 32);
    this.recovery = this.key('forloeb recovery codes', 32);
  }

  /** A key for one purpose. */
  key(purpose: string, bytes: number): Buffer {
    return Buffer.from(hkdfSync('sha256', this.authSecret, '', purpose, bytes));
  }

  /**
   * What somebody is offered until a code of it confirms it. The same again for the same occasion, so that nothing needs
   * to be kept of what nobody confirms.
   */
  offered(occasion: string, email: string): SecondFactor {
    const secret = new Secret({
      buffer: new Uint8Array(this.key(`forloeb offer ${occasion}`, TOTP_BYTES)).buffer,
    });
    return { secret: secret.base32, uri: new TOTP({ ...CODE, label: email, secret }).toString() };
  }

  /** The half minute that a code belongs to, now or one before or after it; null when it is no code of the secret. */
  stepOf(secret: string, code: string, now: number): number | null {
    const token = code.replaceAll(/\s/g, '');
    // The library throws at six signs that are more than six bytes.
    if (!/^\d{6}$/.test(token)) return null;
    const totp = new TOTP({ ...CODE, secret: Secret.fromBase32(secret) });
    const delta = totp.validate({ token, timestamp: now, window: 1 });
    return delta === null ? null : totp.counter({ timestamp: now }) + delta;
  }

  /** Readable here only, and only for the account that it belongs to. */
  seal(secret: string, accountId: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.sealing, nonce).setAAD(Buffer.from(accountId));
    const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** Null when it was sealed with another secret, or for another account. */
  open(sealed: string, accountId: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv(CIPHER, this.sealing, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(accountId)).setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  /** Ten codes, as they are shown this once. */
  newRecoveryCodes(): string[] {
    return Array.from({ length: RECOVERY_CODES }, () =>
      new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32
        .toLowerCase()
        .replaceAll(/(.{4})(?=.)/g, '$1-'),
    );
  }

  /** What is kept of a recovery code. */
  hashOfRecoveryCode(code: string, accountId: string): string {
    const plain = code.toLowerCase().replaceAll(/[\s-]/g, '');
    return createHmac('sha256', this.recovery).update(`${accountId} ${plain}`).digest('hex');
  }
}
