/**
 * From what a verified token says to who somebody is here. A token can only ever give what the settings let its issuer
 * give: a role, municipality, provider or domain that they do not name is not given, whatever the token says.
 */
import { createHash } from 'node:crypto';
import type { Claims, RoleClaim, TokenRefusal } from '../token.js';
import { holds, type Payload, textsAt, valueAt } from './conditions.js';
import { asMunicipalityCode } from './roles-file.js';
import { type Ceiling, type IssuerSettings, type Level, LEVELS, type ScopeSource } from './settings.js';

const LONGEST_TEXT = 320;
const EMAIL = /^[^\s@"]+@([a-z0-9.-]+)$/;

export function claimsOf(settings: IssuerSettings, payload: Payload): Claims | TokenRefusal {
  const name = textAt(payload, settings.claims.name);
  const subject = textAt(payload, settings.claims.subject);
  if (name === null || subject === null || !settings.require.every((each) => holds(payload, each)))
    return 'INVALID_TOKEN';
  const { minimum, byRole } = settings.assurance;
  const level = levelOf(settings, payload);
  if (!reaches(level, minimum)) return 'ASSURANCE_TOO_LOW';
  const email = emailOf(settings, payload);
  const roles = rolesOf(settings, payload, email);
  const given = roles.filter(({ role }) => reaches(level, byRole.get(role) ?? minimum));
  if (given.length === 0) return roles.length === 0 ? 'NO_ROLE' : 'ASSURANCE_TOO_LOW';
  return {
    subject: subjectOf(settings, subject),
    name,
    roles: given,
    ...(email !== null && { addresses: [email] }),
  };
}

/**
 * The same for the same person for as long as the provider knows them, and no other's at any provider. It goes into the
 * log, so it says nothing about who that is: some providers name people by their e-mail address.
 */
function subjectOf({ key, tokenIssuer }: IssuerSettings, subject: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([tokenIssuer, subject]))
    .digest('hex');
  return `oidc:${key.toLowerCase()}:${digest.slice(0, 32)}`;
}

function textAt(payload: Payload, path: readonly string[]): string | null {
  const value = valueAt(payload, path);
  return typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_TEXT ? value : null;
}

function levelOf({ assurance: { source } }: IssuerSettings, payload: Payload): Level | null {
  if (typeof source === 'string') return source;
  const word = valueAt(payload, source.claim);
  return typeof word === 'string' ? (source.words.get(word) ?? null) : null;
}

function reaches(level: Level | null, needed: Level): boolean {
  return level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(needed);
}

/**
 * The address in small letters, verified or not. Refused where small letters could turn it into somebody else's: the
 * signs for kelvin and ångström, and letters that are put together from several signs.
 */
function emailOf({ claims }: IssuerSettings, payload: Payload): string | null {
  const text = textAt(payload, claims.email);
  if (text === null || text !== text.normalize('NFC')) return null;
  const email = text.toLowerCase();
  return EMAIL.test(email) ? email : null;
}

function rolesOf(settings: IssuerSettings, payload: Payload, email: string | null): RoleClaim[] {
  const { ceiling } = settings;
  const found = settings.rules
    .filter((rule) => rule.when.every((condition) => holds(payload, condition)))
    .flatMap((rule): RoleClaim[] => {
      switch (rule.role) {
        case 'COORDINATOR':
          return scopesOf(rule.scope, payload)
            .flatMap((text) => asMunicipalityCode(text) ?? [])
            .filter((municipality) => ceiling.municipalities.has(municipality))
            .map((municipality) => ({ role: 'COORDINATOR', municipality }));
        case 'PROVIDER':
          return scopesOf(rule.scope, payload)
            .filter((provider) => ceiling.providers.has(provider))
            .map((provider) => ({ role: 'PROVIDER', provider }));
        case 'PARTICIPANT':
          return email !== null && isOwn(email, ceiling, payload) ? [{ role: 'PARTICIPANT', email }] : [];
        default:
          return [{ role: rule.role }];
      }
    });
  return [...new Map(found.map((role) => [JSON.stringify(role), role])).values()];
}

function scopesOf(source: ScopeSource, payload: Payload): string[] {
  if ('constant' in source) return [source.constant];
  const texts = textsAt(payload, source.claim);
  const { values } = source;
  return values === null ? texts : texts.flatMap((text) => values.get(text) ?? []);
}

/** Whether an address belongs to whoever signed in, as far as this provider can vouch for it. */
function isOwn(email: string, { domains, emailProof }: Ceiling, payload: Payload): boolean {
  const domain = EMAIL.exec(email)?.[1] ?? '';
  if (emailProof === null || !domains.has(domain)) return false;
  return emailProof === 'BY_ISSUER' || holds(payload, emailProof);
}
