import { errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import type { Logger } from 'pino';
import type { SignInRefusal, Verified } from '../token.js';
import { claimsOf } from './claims.js';
import { IssuerKeys, IssuerUnavailable } from './keys.js';
import type { IssuerSettings } from './settings.js';

/** `typ` of an access token, where the settings do not name one; others are for other uses (RFC 8725, 3.11). */
const ACCESS_TOKEN_TYPES = new Set<string | undefined>([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);
/** Only ID tokens have these: they say to an application that somebody signed in, and open nothing. */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];
/** Says that a token is bound to a key or certificate, which nobody proves who only sends it along. */
const BOUND_TOKEN_CLAIM = 'cnf';

/** One identity provider: verifies its tokens with its keys, and says who they stand for here. */
export class Issuer {
  private readonly keys: IssuerKeys;

  constructor(
    readonly settings: IssuerSettings,
    private readonly logger: Logger,
  ) {
    this.keys = new IssuerKeys(settings.issuer, (err) =>
      logger.warn({ err, issuer: settings.key }, 'an identity provider did not give its keys'),
    );
  }

  /** Throws IssuerUnavailable when its keys cannot be had. */
  async verify(token: string, now: Date): Promise<Verified | SignInRefusal> {
    const { settings } = this;
    const maxSeconds = settings.maxLifetimeMinutes * 60;
    const verified = await jwtVerify(token, this.keys.find, {
      issuer: settings.tokenIssuer,
      audience: [...settings.audiences],
      algorithms: [...settings.algorithms],
      clockTolerance: settings.clockToleranceSeconds,
      // With it jose asks for `iat`, and refuses one in the future.
      maxTokenAge: maxSeconds,
      requiredClaims: ['exp'],
      currentDate: now,
      ...(settings.tokenType !== null && { typ: settings.tokenType }),
    }).catch((error: unknown) => {
      if (error instanceof IssuerUnavailable) throw error;
      return this.refuse('INVALID_TOKEN', fault(error));
    });
    if (typeof verified === 'string') return verified;
    const wrongUse = this.wrongUse(verified);
    if (wrongUse !== null) return this.refuse('INVALID_TOKEN', wrongUse);
    const { exp = 0, iat = 0 } = verified.payload;
    if (exp - iat > maxSeconds) return this.refuse('INVALID_TOKEN', 'lives too long');
    const claims = claimsOf(settings, verified.payload);
    if (typeof claims === 'string') return this.refuse(claims, 'its claims');
    const expiresAt = (exp + settings.clockToleranceSeconds) * 1000;
    return { claims, expiresAt: Math.min(expiresAt, this.keys.trustedUntil()) };
  }

  private wrongUse({ payload, protectedHeader }: JWTVerifyResult<JWTPayload>): string | null {
    const { typ } = protectedHeader;
    if (this.settings.tokenType === null && !ACCESS_TOKEN_TYPES.has(typ?.toLowerCase())) return 'typ';
    return [...ID_TOKEN_CLAIMS, BOUND_TOKEN_CLAIM].find((claim) => claim in payload) ?? null;
  }

  /** Whoever runs the server can see why; what the token says stays out of the log. */
  private refuse(reason: SignInRefusal, why: string): SignInRefusal {
    this.logger.info({ issuer: this.settings.key, reason, why }, 'a token was refused');
    return reason;
  }
}

function fault(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return `${error.claim} ${error.reason}`;
  return error instanceof errors.JOSEError ? error.code : 'unreadable';
}
