import { createHash } from 'node:crypto';
import type { IssuerSettings } from './oidc/settings.js';
import type { Claims } from './token.js';

/** Accounts of this installation. Asked at every request, so that what changes in an account holds at once. */
export interface AccountClaims {
  /** Null for an account that is closed, or that has had all its sessions ended since it was at `version`. */
  claimsOf(accountId: string, version: number): Promise<Claims | null>;
}

/** Who opened a session: somebody whom an identity provider vouched for, or an account of this installation. */
export type Holder =
  | { readonly issuer: string; readonly claims: Claims }
  | { readonly accountId: string; readonly version: number };

/** As it is kept; either what belongs to an issuer or what belongs to an account is null. */
export interface KeptHolder {
  readonly issuer: string | null;
  readonly issuerRules: string | null;
  readonly claims: string | null;
  readonly accountId: string | null;
  readonly accountVersion: number | null;
}

/** What was found out about the holder of a session when it was opened, and what that is worth now. */
export class SessionHolders {
  /** By the key of an issuer, a digest of all that is agreed with it. */
  private readonly rules: ReadonlyMap<string, string>;

  constructor(
    issuers: readonly IssuerSettings[],
    private readonly accounts: AccountClaims | null,
  ) {
    this.rules = new Map(issuers.map((settings) => [settings.key, digestOf(settings)]));
  }

  keep(holder: Holder): KeptHolder {
    if ('accountId' in holder)
      return {
        issuer: null,
        issuerRules: null,
        claims: null,
        accountId: holder.accountId,
        accountVersion: holder.version,
      };
    const issuerRules = this.rules.get(holder.issuer);
    if (issuerRules === undefined) throw new Error(`no identity provider ${holder.issuer}`);
    const claims = JSON.stringify(holder.claims);
    return { issuer: holder.issuer, issuerRules, claims, accountId: null, accountVersion: null };
  }

  /**
   * Null when it is worth nothing any more. What a provider said holds as long as the same is agreed with the provider:
   * under other rules it has to be asked again.
   */
  async claimsOf(kept: KeptHolder): Promise<Claims | null> {
    const { accountId, accountVersion, issuer, issuerRules, claims } = kept;
    if (accountId !== null) return (await this.accounts?.claimsOf(accountId, accountVersion ?? 0)) ?? null;
    if (claims === null || issuer === null || this.rules.get(issuer) !== issuerRules) return null;
    return JSON.parse(claims) as Claims;
  }
}

/** Without the client's secret, and without what only changes how the provider is called. */
function digestOf({ browser, ...settings }: IssuerSettings): string {
  const signIn = browser && [browser.clientId, browser.require];
  const text = JSON.stringify([settings, signIn], (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value,
  );
  return createHash('sha256').update(text).digest('hex');
}
