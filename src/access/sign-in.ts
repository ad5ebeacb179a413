import { decodeJwt } from 'jose';
import type { Logger } from 'pino';
import { Issuer } from './oidc/issuer.js';
import type { IssuerSettings } from './oidc/settings.js';
import { TokenCache } from './token-cache.js';
import { type Claims, LOCAL_ISSUER, openLocalToken, type TokenRefusal, type Verified } from './token.js';

/** Room for two hundred groups, the most that Entra ID puts in; all headers together may have 16 KB. */
const LONGEST_TOKEN = 15_000;

/** Whose tokens are accepted. */
export interface TrustedTokens {
  /** Signs this installation's own tokens; null when they are switched off. */
  readonly localSecret: string | null;
  readonly issuers: readonly IssuerSettings[];
}

/**
 * From a bearer token to who sent it. What a token says of its issuer only chooses who looks at it: it must then hold with
 * that issuer's own keys, audience and rules.
 */
export class SignIn {
  private readonly issuers: ReadonlyMap<string, Issuer>;
  private readonly cache = new TokenCache<Claims>((token, now) => this.open(token, now));

  constructor(
    private readonly trusted: TrustedTokens,
    logger: Logger,
  ) {
    this.issuers = new Map(
      trusted.issuers.map((settings) => [settings.tokenIssuer, new Issuer(settings, logger)]),
    );
  }

  /** The providers that are trusted, as the settings name them. */
  get providers(): readonly Issuer[] {
    return [...this.issuers.values()];
  }

  /** Throws IssuerUnavailable when it cannot be known at the moment. */
  async verify(token: string): Promise<Claims | TokenRefusal> {
    return token.length > LONGEST_TOKEN ? 'INVALID_TOKEN' : this.cache.verify(token);
  }

  private async open(token: string, now: Date): Promise<Verified | TokenRefusal> {
    const issuer = statedIssuer(token);
    if (issuer === null) return 'INVALID_TOKEN';
    const { localSecret } = this.trusted;
    if (issuer === LOCAL_ISSUER)
      return localSecret === null ? 'INVALID_TOKEN' : openLocalToken(token, localSecret, now);
    return this.issuers.get(issuer)?.verify(token, now) ?? 'INVALID_TOKEN';
  }
}

/** Not verified, and good for nothing but to choose who verifies it. */
function statedIssuer(token: string): string | null {
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : null;
  } catch {
    return null;
  }
}
