import { jwtVerify, SignJWT } from 'jose';
import sql from 'sql-template-tag';
import type { Clock } from '../config/clock.js';
import { instantOfMs, type Instant } from '../domain/calendar.js';
import type { Store } from '../storage/store.js';
import { needsSecondFactor } from './account-giving.js';
import type { AccountSecrets } from './account-secrets.js';
import type { Actor } from './actor.js';
import { TokenCache } from './token-cache.js';
import type { Claims, RoleClaim, TokenRefusal, Verified } from './token.js';

/** So that a token that went astray is recognised as one, by people and by programs that look for them. */
const PREFIX = 'forloeb_account_';
const SUBJECT = 'account:';
const ALGORITHM = 'HS256';
const HOUR = 3_600_000;

/** Who has signed in with an account, and how often it had been signed out everywhere by then. */
export interface AccountHolder {
  readonly accountId: string;
  readonly version: number;
}

export function isAccountToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** The account that somebody is signed in with; null for everybody else. */
export function accountIdOf({ subject }: Actor): string | null {
  return subject.startsWith(SUBJECT) ? subject.slice(SUBJECT.length) : null;
}

export interface AccountRole {
  readonly role: RoleClaim['role'];
  readonly municipalityCode: string | null;
  readonly providerKey: string | null;
}

export function claimOf({ role, municipalityCode, providerKey }: AccountRole, email: string): RoleClaim {
  switch (role) {
    case 'COORDINATOR':
      return { role, municipality: municipalityCode ?? '' };
    case 'PROVIDER':
      return { role, provider: providerKey ?? '' };
    case 'PARTICIPANT':
      return { role, email };
    default:
      return { role };
  }
}

/**
 * From what somebody signed in with to who they are now. Asked of the database at every request, so that a role that was
 * taken away, an account that ended and a sign-out everywhere hold at once in every process (L26).
 */
export class Accounts {
  private readonly signing: Buffer;
  private readonly tokens = new TokenCache<AccountHolder>(
    (token, now) => this.open(token, now),
    10_000,
    () => new Date(this.clock.now()),
  );

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    secrets: AccountSecrets,
    private readonly secondFactorForAll: boolean,
  ) {
    this.signing = secrets.key('forloeb account tokens', 32);
  }

  /**
   * Null for an account that has ended, or was signed out everywhere since it was at `version`. Roles that need a second
   * factor are not given without one.
   */
  async claimsOf(accountId: string, version: number): Promise<Claims | null> {
    const rows = await this.store.query<
      AccountRole & { name: string; email: string; totpSecret: string | null }
    >(sql`
      SELECT a.name, a.email, a.totp_secret, r.role, r.municipality_code, p.key AS provider_key
      FROM account a JOIN account_role r ON r.account_id = a.id AND r.superseded_at IS NULL
      LEFT JOIN provider p ON p.id = r.provider_id
      WHERE a.id = ${accountId} AND a.token_version = ${version} AND a.ended_at IS NULL
        AND a.password_hash IS NOT NULL ORDER BY r.id`);
    const held = rows.filter(
      (row) => row.totpSecret !== null || !needsSecondFactor([row.role], this.secondFactorForAll),
    );
    const [first] = held;
    if (first === undefined) return null;
    return {
      subject: `${SUBJECT}${accountId}`,
      name: first.name,
      roles: held.map((row) => claimOf(row, row.email)),
      addresses: [first.email],
    };
  }

  /** A bearer token for somebody who has just signed in. */
  async newToken(
    { accountId, version }: AccountHolder,
    hours: number,
  ): Promise<{ token: string; endsAt: Instant }> {
    const now = Date.parse(this.clock.now());
    const endsAt = Math.floor(now / 1000) * 1000 + hours * HOUR;
    const token = await new SignJWT({ ver: version })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(accountId)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(endsAt / 1000)
      .sign(this.signing);
    return { token: PREFIX + token, endsAt: instantOfMs(endsAt) };
  }

  async claimsOfToken(token: string): Promise<Claims | null> {
    const holder = await this.tokens.verify(token);
    return typeof holder === 'string' ? null : this.claimsOf(holder.accountId, holder.version);
  }

  private async open(token: string, now: Date): Promise<Verified<AccountHolder> | TokenRefusal> {
    const opened = await jwtVerify(token.slice(PREFIX.length), this.signing, {
      algorithms: [ALGORITHM],
      requiredClaims: ['sub', 'exp', 'ver'],
      currentDate: now,
    }).catch(() => null);
    const { sub, ver, exp = 0 } = opened?.payload ?? {};
    if (typeof sub !== 'string' || typeof ver !== 'number') return 'INVALID_TOKEN';
    return { claims: { accountId: sub, version: ver }, expiresAt: exp * 1000 };
  }
}
