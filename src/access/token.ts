import { createHash } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';

/** What a person may be here, and for whom. An outside identity provider's claims are mapped to the same list. */
export type RoleClaim =
  | { role: 'AGENCY' }
  | { role: 'ADMIN' }
  | { role: 'EVALUATOR' }
  | { role: 'PROVIDER'; provider: string }
  /** `municipality` is the three-digit municipality code, such as 621 for Kolding. */
  | { role: 'COORDINATOR'; municipality: string }
  | { role: 'PARTICIPANT'; email: string };

/** Who someone is, as far as the one who signed them in vouches for it. */
export interface Claims {
  subject: string;
  name: string;
  roles: RoleClaim[];
}

const ISSUER = 'forloeb';
const AUDIENCE = 'forloeb';
const ALGORITHM = 'HS256';
const UNIT_SECONDS: Record<string, number> = { m: 60, h: 3600, d: 86_400 };

/** The seconds in a duration such as 30d, 12h or 90m; null for anything else, and for nothing at all. */
export function durationSeconds(text: string): number | null {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (UNIT_SECONDS[unit] ?? 0);
}

/** Signs the claims for this installation. Throws a RangeError when `expiresIn` is no duration. */
export async function signToken(
  claims: Claims,
  secret: string,
  { expiresIn = '30d', now = new Date() }: { expiresIn?: string; now?: Date } = {},
): Promise<string> {
  const seconds = durationSeconds(expiresIn);
  if (seconds === null) throw new RangeError('expiresIn is a number and a unit: 30d, 12h or 90m');
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ name: claims.name, roles: claims.roles })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setSubject(claims.subject)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds)
    .sign(Buffer.from(secret));
}

/** The claims of a token that this installation signed and that has not expired; null for anything else. */
export async function verifyToken(token: string, secret: string): Promise<Claims | null> {
  return (await openToken(token, Buffer.from(secret), new Date()))?.claims ?? null;
}

/**
 * Verifies tokens and remembers the good ones until they expire, so that a caller's second request costs a hash.
 * Keeps hashes, never tokens; past its limit it forgets the one it learnt first.
 */
export class TokenCache {
  private readonly known = new Map<string, Opened>();
  private readonly key: Uint8Array;

  constructor(
    secret: string,
    private readonly limit = 10_000,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.key = Buffer.from(secret);
  }

  get size(): number {
    return this.known.size;
  }

  async verify(token: string): Promise<Claims | null> {
    const hash = createHash('sha256').update(token).digest('base64');
    const now = this.now();
    const known = this.known.get(hash);
    if (known && known.expiresAt > now.getTime()) return known.claims;

    const opened = await openToken(token, this.key, now);
    this.known.delete(hash);
    if (opened === null) return null;
    this.known.set(hash, opened);
    const [oldest] = this.known.keys();
    if (this.known.size > this.limit && oldest !== undefined) this.known.delete(oldest);
    return opened.claims;
  }
}

interface Opened {
  claims: Claims;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

async function openToken(token: string, key: Uint8Array, now: Date): Promise<Opened | null> {
  const verified = await jwtVerify(token, key, {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['sub', 'exp'],
    currentDate: now,
  }).catch(() => null);
  if (verified === null) return null;
  const { sub, name, roles, exp = 0 } = verified.payload;
  if (!isText(sub) || !isText(name) || !Array.isArray(roles)) return null;
  const known = roles.map(readRole).filter((role) => role !== null);
  if (known.length !== roles.length) return null;
  return { claims: { subject: sub, name, roles: known }, expiresAt: exp * 1000 };
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 320;

/** One role as we know it, without anything that was added to it; null when it is none of ours. */
function readRole(value: unknown): RoleClaim | null {
  const { role, provider, municipality, email } = (value ?? {}) as Record<string, unknown>;
  switch (role) {
    case 'AGENCY':
    case 'ADMIN':
    case 'EVALUATOR':
      return { role };
    case 'PROVIDER':
      return isText(provider) ? { role, provider } : null;
    case 'COORDINATOR':
      return isText(municipality) && /^\d{3}$/.test(municipality) ? { role, municipality } : null;
    case 'PARTICIPANT':
      return isText(email) && email.includes('@') ? { role, email } : null;
    default:
      return null;
  }
}
