import { errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import type { Logger } from 'pino';
import type { TokenRefusal, Verified } from '../token.js';
import { claimsOf } from './claims.js';
import { IssuerDescription } from './description.js';
import { IssuerKeys, IssuerUnavailable } from './keys.js';
import type { Condition, IssuerSettings } from './settings.js';

/** `typ` of an access token, where the settings do not name one; others are for other uses (RFC 8725, 3.11). */
const ACCESS_TOKEN_TYPES = new Set<string | undefined>([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);
/** An ID token has no other `typ`, so that no token made for another use is taken for one. */
const ID_TOKEN_TYPES = new Set<string | undefined>([undefined, 'jwt']);
/** Only ID tokens have these: they say to an application that somebody signed in, and open nothing. */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];
/** Says that a token is bound to a key or certificate, which nobody proves who only sends it along. */
const BOUND_TOKEN_CLAIM = 'cnf';

/** What a token must be for, and what else must hold of it. */
interface Use {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly typ: string | null;
  readonly require: readonly Condition[];
  /** Why a token that holds is none for this use; null when it is one. */
  readonly wrong: (token: JWTVerifyResult<JWTPayload>) => string | null;
}

/** One identity provider: verifies its tokens with its keys, and says who they stand for here. */
export class Issuer {
  readonly description: IssuerDescription;
  private readonly keys: IssuerKeys;

  constructor(
    readonly settings: IssuerSettings,
    private readonly logger: Logger,
  ) {
    this.description = new IssuerDescription(settings.issuer);
    this.keys = new IssuerKeys(settings.issuer, this.description, (err) =>
      logger.warn({ err, issuer: settings.key }, 'an identity provider did not give its keys'),
    );
  }

  /** An access token. Throws IssuerUnavailable when the provider's keys cannot be had. */
  async verify(token: string, now: Date): Promise<Verified | TokenRefusal> {
    const { tokenIssuer: issuer, audiences: audience, tokenType: typ, require } = this.settings;
    const wrong = (each: JWTVerifyResult<JWTPayload>) => this.notForAccess(each);
    return this.verifyFor({ issuer, audience, typ, require, wrong }, token, now);
  }

  /**
   * What the provider said of somebody who signed in with a browser, to the application `clientId` and nobody else. Throws
   * as `verify` does.
   */
  async verifyIdToken(
    token: string,
    now: Date,
    { clientId, require }: { readonly clientId: string; readonly require: readonly Condition[] },
  ): Promise<Verified | TokenRefusal> {
    const use = { issuer: this.settings.issuer, audience: [clientId], typ: null, require, wrong: notIdToken };
    return this.verifyFor(use, token, now);
  }

  private async verifyFor(use: Use, token: string, now: Date): Promise<Verified | TokenRefusal> {
    const { settings } = this;
    const maxSeconds = settings.maxLifetimeMinutes * 60;
    const verified = await jwtVerify(token, this.keys.find, {
      issuer: use.issuer,
      audience: [...use.audience],
      algorithms: [...settings.algorithms],
      clockTolerance: settings.clockToleranceSeconds,
      // With it jose asks for `iat`, and refuses one in the future.
      maxTokenAge: maxSeconds,
      requiredClaims: ['exp'],
      currentDate: now,
      ...(use.typ !== null && { typ: use.typ }),
    }).catch((error: unknown) => {
      if (error instanceof IssuerUnavailable) throw error;
      return this.refuse('INVALID_TOKEN', fault(error));
    });
    if (typeof verified === 'string') return verified;
    const wrongUse = use.wrong(verified);
    if (wrongUse !== null) return this.refuse('INVALID_TOKEN', wrongUse);
    const { exp = 0, iat = 0 } = verified.payload;
    if (exp - iat > maxSeconds) return this.refuse('INVALID_TOKEN', 'lives too long');
    const claims = claimsOf({ ...settings, require: use.require }, verified.payload);
    if (typeof claims === 'string') return this.refuse(claims, 'its claims');
    const expiresAt = (exp + settings.clockToleranceSeconds) * 1000;
    return { claims, expiresAt: Math.min(expiresAt, this.keys.trustedUntil()) };
  }

  private notForAccess({ payload, protectedHeader }: JWTVerifyResult<JWTPayload>): string | null {
    const { typ } = protectedHeader;
    if (this.settings.tokenType === null && !ACCESS_TOKEN_TYPES.has(typ?.toLowerCase())) return 'typ';
    return [...ID_TOKEN_CLAIMS, BOUND_TOKEN_CLAIM].find((claim) => claim in payload) ?? null;
  }

  /** For a provider that does not answer, or not with what it should. */
  unavailable(err: unknown): IssuerUnavailable {
    this.logger.warn({ err, issuer: this.settings.key }, 'an identity provider did not answer');
    return new IssuerUnavailable(err);
  }

  /** Whoever runs the server can see why; what the token says stays out of the log. */
  refuse<R extends string>(reason: R, why: string): R {
    this.logger.info({ issuer: this.settings.key, reason, why }, 'a sign-in was refused');
    return reason;
  }
}

function notIdToken({ payload, protectedHeader }: JWTVerifyResult<JWTPayload>): string | null {
  if (!ID_TOKEN_TYPES.has(protectedHeader.typ?.toLowerCase())) return 'typ';
  return 'nonce' in payload ? null : 'nonce missing';
}

function fault(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return `${error.claim} ${error.reason}`;
  return error instanceof errors.JOSEError ? error.code : 'unreadable';
}
