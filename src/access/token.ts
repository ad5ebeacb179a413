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
  /** E-mail addresses they go by, beside those of the roles. Nothing is given for them; a role that was ended stays so. */
  addresses?: string[];
}

/**
 * Why nobody is signed in although a token or the cookie of a session was sent. Only a provider's own tokens are told more
 * than that they are not valid: that the sign-in was not strong enough for any role, or that there is no role.
 */
export type SignInRefusal = TokenRefusal | SessionRefusal;
export type TokenRefusal = 'INVALID_TOKEN' | 'ASSURANCE_TOO_LOW' | 'NO_ROLE';
type SessionRefusal = 'SESSION_OVER' | 'OTHER_ORIGIN' | 'TWO_SIGN_INS';

/** What a token was found to say, and how long that may be remembered. */
export interface Verified<T = Claims> {
  claims: T;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** The `iss` of what this installation signs; no outside provider's, as those are addresses. */
export const LOCAL_ISSUER = 'forloeb';
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
    .setIssuer(LOCAL_ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds)
    .sign(Buffer.from(secret));
}

/**
 * A token of this installation. A text that is none, or holds no longer, or says anything that is unknown here, is refused
 * whole.
 */
export async function openLocalToken(
  token: string,
  secret: string,
  now: Date,
): Promise<Verified | TokenRefusal> {
  const verified = await jwtVerify(token, Buffer.from(secret), {
    algorithms: [ALGORITHM],
    issuer: LOCAL_ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['sub', 'exp'],
    currentDate: now,
  }).catch(() => null);
  if (verified === null) return 'INVALID_TOKEN';
  const { sub, name, roles, exp = 0 } = verified.payload;
  if (!isText(sub) || !isText(name) || !Array.isArray(roles)) return 'INVALID_TOKEN';
  const known = roles.map(readRole).filter((role) => role !== null);
  if (known.length !== roles.length) return 'INVALID_TOKEN';
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
