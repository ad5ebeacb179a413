import { describe, expect, it } from '@jest/globals';
import { claimsOf } from './claims.js';
import type { IssuerSettings } from './settings.js';

const when = [{ claim: ['groups'], test: 'contains', value: 'g' }] as const;
const SETTINGS: IssuerSettings = {
  browser: null,
  key: 'KOLDING',
  issuer: 'https://login.example',
  tokenIssuer: 'https://login.example',
  audiences: ['forloeb'],
  algorithms: ['RS256'],
  tokenType: null,
  clockToleranceSeconds: 0,
  maxLifetimeMinutes: 60,
  claims: { subject: ['sub'], name: ['name'], email: ['email'] },
  require: [{ claim: ['scp'], test: 'hasWord', value: 'access' }],
  assurance: {
    source: {
      claim: ['loa'],
      words: new Map([
        ['Low', 'LOW'],
        ['Substantial', 'SUBSTANTIAL'],
        ['High', 'HIGH'],
      ]),
    },
    minimum: 'LOW',
    byRole: new Map([
      ['COORDINATOR', 'SUBSTANTIAL'],
      ['AGENCY', 'HIGH'],
    ]),
  },
  ceiling: {
    roles: new Set(['AGENCY', 'COORDINATOR', 'PROVIDER', 'PARTICIPANT']),
    municipalities: new Set(['621']),
    providers: new Set(['aalborg']),
    domains: new Set(['kolding.dk']),
    emailProof: { claim: ['email_verified'], test: 'is', value: true },
  },
  rules: [
    { role: 'AGENCY', when },
    { role: 'COORDINATOR', when, scope: { constant: '621' } },
    { role: 'COORDINATOR', when: [], scope: { claim: ['codes'], values: null } },
    {
      role: 'COORDINATOR',
      when: [],
      scope: { claim: ['org', 'cvr'], values: new Map([['29189897', '621']]) },
    },
    { role: 'PROVIDER', when: [], scope: { claim: ['provider'], values: null } },
    { role: 'PARTICIPANT', when: [] },
  ],
};
const COORDINATOR = { role: 'COORDINATOR', municipality: '621' };
const SOMEBODY = { sub: 's', name: 'Karen Lund', scp: 'openid access', loa: 'High' };

const of = (claims: object, settings = SETTINGS) => claimsOf(settings, { ...SOMEBODY, ...claims });
const rolesOf = (claims: object) => {
  const found = of(claims);
  return typeof found === 'string' ? found : found.roles;
};

describe('roles from the claims of an outside token', () => {
  it('are given by the rules whose conditions hold, each once', () => {
    expect(rolesOf({ groups: ['f', 'g'] })).toEqual([{ role: 'AGENCY' }, COORDINATOR]);
    expect(rolesOf({ groups: 'g', codes: ['621', 621, '0621'] })).toEqual([{ role: 'AGENCY' }, COORDINATOR]);
    expect(rolesOf({ org: { cvr: 29189897 } })).toEqual([COORDINATOR]);
    expect(rolesOf({ provider: 'aalborg' })).toEqual([{ role: 'PROVIDER', provider: 'aalborg' }]);
  });

  it.each<[string, object]>([
    ['no claim', {}],
    ['another group', { groups: ['h'] }],
    ['a group that only begins like it', { groups: 'g h' }],
    ['another municipality', { codes: '461' }],
    ['a municipality that is no code', { codes: '6210' }],
    ['an organisation that is not in the list', { org: { cvr: '1' } }],
    ['an organisation that every object has', { org: { cvr: 'constructor' } }],
    ['another provider', { provider: 'elsewhere' }],
    ['claims of the wrong kind', { groups: { g: true }, codes: [{}], org: 'cvr', provider: null }],
  ])('are not given for %s', (_, claims) => {
    expect(rolesOf(claims)).toBe('NO_ROLE');
  });

  it('need the level of assurance of the role, and the issuer its own', () => {
    expect(rolesOf({ groups: 'g', loa: 'Substantial' })).toEqual([COORDINATOR]);
    expect(rolesOf({ groups: 'g', loa: 'Low' })).toBe('ASSURANCE_TOO_LOW');
    for (const loa of [undefined, 'low', 'HIGH', '', 3, ['High'], 'constructor'])
      expect(rolesOf({ groups: 'g', loa })).toBe('ASSURANCE_TOO_LOW');
    expect(rolesOf({ loa: 'Low' })).toBe('NO_ROLE');
  });

  it('are nobody’s without a name, a subject and what every token must have', () => {
    for (const claims of [{ name: '' }, { name: ['x'] }, { sub: 1 }, { sub: ' ' }, { scp: 'accessory' }])
      expect(rolesOf({ groups: 'g', ...claims })).toBe('INVALID_TOKEN');
  });
});

describe('a participant from an outside token', () => {
  const verified = { email_verified: true };

  it('is whoever has a verified address in the provider’s own domains', () => {
    const participant = [{ role: 'PARTICIPANT', email: 'søren@kolding.dk' }];
    expect(rolesOf({ email: 'Søren@Kolding.DK', ...verified })).toEqual(participant);
  });

  it.each<[string, object]>([
    ['is not verified', { email: 'anna@kolding.dk', email_verified: false }],
    ['is verified in another word', { email: 'anna@kolding.dk', email_verified: 'true' }],
    ['says nothing of it', { email: 'anna@kolding.dk' }],
    ['is in another domain', { email: 'anna@vejle.dk', ...verified }],
    ['is in a domain below', { email: 'anna@evil.kolding.dk', ...verified }],
    ['is in a domain that ends alike', { email: 'anna@notkolding.dk', ...verified }],
    ['has two signs @', { email: 'anna@kolding.dk@vejle.dk', ...verified }],
    ['hides one between quotes', { email: '"anna@vejle.dk"@kolding.dk', ...verified }],
    ['becomes another in small letters', { email: '\u212Aim@kolding.dk', ...verified }],
    ['has a domain that does', { email: 'anna@\u212Aolding.dk', ...verified }],
    ['has a space', { email: 'anna@kolding.dk ', ...verified }],
    ['is a list', { email: ['anna@kolding.dk'], ...verified }],
  ])('is nobody when the address %s', (_, claims) => {
    expect(rolesOf(claims)).toBe('NO_ROLE');
  });

  it('is trusted without a sign only where the provider alone sets the addresses', () => {
    const settings = { ...SETTINGS, ceiling: { ...SETTINGS.ceiling, emailProof: 'BY_ISSUER' as const } };
    expect(of({ email: 'anna@kolding.dk' }, settings)).toMatchObject({
      roles: [{ role: 'PARTICIPANT', email: 'anna@kolding.dk' }],
    });
    expect(of({ email: 'anna@vejle.dk' }, settings)).toBe('NO_ROLE');
  });
});

describe('the subject of an outside token', () => {
  const subject = (sub: string, settings = SETTINGS) => {
    const found = of({ sub, groups: 'g' }, settings);
    return typeof found === 'string' ? found : found.subject;
  };

  it('is the same each time, another for everybody else, and says nothing of whom it is', () => {
    expect(subject('anna@kolding.dk')).toMatch(/^oidc:kolding:[0-9a-f]{32}$/);
    expect(subject('anna@kolding.dk')).toBe(subject('anna@kolding.dk'));
    const elsewhere = { ...SETTINGS, tokenIssuer: 'https://other.example' };
    const all = [subject('a'), subject('A'), subject('b'), subject('a', elsewhere)];
    expect(new Set(all).size).toBe(4);
  });

  it('L26: comes with the address, verified or not, under which a role can have been ended', () => {
    expect(of({ groups: 'g', email: 'Karen@Vejle.dk' })).toMatchObject({ addresses: ['karen@vejle.dk'] });
    expect(of({ groups: 'g' })).not.toHaveProperty('addresses');
  });
});
