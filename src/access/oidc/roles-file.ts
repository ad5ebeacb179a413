/** The part of OIDC_CONFIG that says which roles an identity provider may give, and when. */
import type { Field } from '../../config/field.js';
import type { Role } from '../actor.js';
import { readClaim, readCondition } from './conditions.js';
import type { Ceiling, EmailProof, RoleRule, ScopeSource } from './settings.js';

const ROLES = ['AGENCY', 'ADMIN', 'EVALUATOR', 'PROVIDER', 'COORDINATOR', 'PARTICIPANT'] as const;
const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/;
/** Three digits, such as 621 for Kolding; some registers write 0621. */
const MUNICIPALITY = /^0?(\d{3})$/;
const PROVIDER = /^\S{1,320}$/;

export function readCeiling(field: Field): Ceiling {
  const read = field.object([], ROLES);
  for (const role of ['AGENCY', 'ADMIN', 'EVALUATOR'] as const)
    read(role).ifGiven((value) => value.oneOf([true], 'leave the role out to keep it back'));
  const participant = read('PARTICIPANT').ifGiven((value) =>
    value.object(['domains'], ['verifiedWhen', 'verifiedByIssuer']),
  );
  return {
    roles: new Set<Role>(ROLES.filter((role) => field.has(role))),
    municipalities: readNames(read('COORDINATOR'), 'municipalities', municipalityCode),
    providers: readNames(read('PROVIDER'), 'providers', providerKey),
    domains: new Set(participant?.('domains').oneOrMore(readDomain)),
    emailProof: read('PARTICIPANT').ifGiven(readProof) ?? null,
  };
}

function readNames(field: Field, key: string, read: (item: Field) => string): ReadonlySet<string> {
  return new Set(field.ifGiven((given) => given.object([key])(key).oneOrMore(read)));
}

function readDomain(field: Field): string {
  const domain = field.text().toLowerCase();
  if (!DOMAIN.test(domain)) throw field.refusal(`"${domain}" must be a domain such as kolding.dk`);
  return domain;
}

/** An address that anybody can write into a profile would let them take over whoever has it. */
function readProof(field: Field): EmailProof {
  if (field.has('verifiedWhen') === field.has('verifiedByIssuer'))
    throw field.refusal(
      'must have either verifiedWhen, a condition that a verified address fulfils, ' +
        'or "verifiedByIssuer": true where nobody but the provider can set the addresses of these domains',
    );
  field.at('verifiedByIssuer').ifGiven((value) => value.oneOf([true]));
  return field.at('verifiedWhen').ifGiven(readCondition) ?? 'BY_ISSUER';
}

export function readRule(field: Field, ceiling: Ceiling): RoleRule {
  const role = field.at('role').ifGiven((value) => value.oneOf(ROLES));
  if (role === undefined) throw field.at('role').refusal('is missing');
  if (!ceiling.roles.has(role)) throw field.at('role').refusal(`mayGive does not name ${role}`);
  const scopeKeys = role === 'COORDINATOR' ? COORDINATOR_KEYS : role === 'PROVIDER' ? PROVIDER_KEYS : [];
  const read = field.object(['role'], ['when', ...scopeKeys]);
  const when = read('when').ifGiven((conditions) => conditions.list(readCondition)) ?? [];
  if (when.length === 0 && role !== 'PARTICIPANT')
    throw field.refusal(`has no condition in "when": everybody who signs in would have the role ${role}`);
  switch (role) {
    case 'COORDINATOR':
      return {
        role,
        when,
        scope: readScope(field, COORDINATOR_KEYS, municipalityCode, ceiling.municipalities),
      };
    case 'PROVIDER':
      return { role, when, scope: readScope(field, PROVIDER_KEYS, providerKey, ceiling.providers) };
    default:
      return { role, when };
  }
}

const COORDINATOR_KEYS = ['municipality', 'municipalityFrom'] as const;
const PROVIDER_KEYS = ['provider', 'providerFrom'] as const;

function readScope(
  field: Field,
  [constantKey, claimKey]: readonly [string, string],
  name: (item: Field) => string,
  allowed: ReadonlySet<string>,
): ScopeSource {
  const within = (item: Field): string => {
    const text = name(item);
    if (!allowed.has(text)) throw item.refusal(`mayGive does not name ${text}`);
    return text;
  };
  if (field.has(constantKey) === field.has(claimKey))
    throw field.refusal(`must have either ${constantKey} or ${claimKey}`);
  if (field.has(constantKey)) return { constant: within(field.at(constantKey)) };
  const read = field.at(claimKey).object(['claim'], ['values']);
  const values = read('values').ifGiven((entries) =>
    entries.entries().map((entry) => [entry.key, within(entry)] as const),
  );
  return { claim: readClaim(read('claim')), values: values === undefined ? null : new Map(values) };
}

function municipalityCode(field: Field): string {
  const code = asMunicipalityCode(field.text());
  if (code === null) throw field.refusal('must be the three digits of a municipality, such as 621');
  return code;
}

export function asMunicipalityCode(text: string): string | null {
  return MUNICIPALITY.exec(text)?.[1] ?? null;
}

function providerKey(field: Field): string {
  const key = field.text();
  if (!PROVIDER.test(key)) throw field.refusal('must be the key of a provider, without spaces');
  return key;
}
