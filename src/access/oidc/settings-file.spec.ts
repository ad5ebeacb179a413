import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../config/env.js';
import { loadIssuers } from './settings-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'forloeb-oidc-'));
  writeFileSync(join(folder, 'public.json'), JSON.stringify({ kty: 'RSA', n: 'n', e: 'e', alg: 'RS256' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(content: unknown): string {
  const file = join(folder, 'oidc.jsonc');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function complaint(content: unknown): string {
  try {
    loadIssuers(written(content));
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

const BROWSER = { clientId: 'forloeb', label: { da: 'Kolding', en: 'Kolding' } };
const COORDINATORS = [{ claim: 'roles', contains: 'coordinator' }];
const MUNICIPALITY = {
  issuer: 'https://login.example/kolding/v2.0',
  audience: 'api://forloeb',
  algorithms: ['RS256'],
  assurance: { assumed: 'SUBSTANTIAL', minimum: 'LOW', byRole: { COORDINATOR: 'SUBSTANTIAL' } },
  mayGive: {
    COORDINATOR: { municipalities: ['621', '0630'] },
    PARTICIPANT: { domains: 'Kolding.dk', verifiedWhen: { claim: 'xms_edov', is: true } },
  },
  rules: [
    { role: 'COORDINATOR', municipality: '621', when: COORDINATORS },
    {
      role: 'COORDINATOR',
      municipalityFrom: { claim: ['org', 'cvr'], values: { 29: '0630' } },
      when: COORDINATORS,
    },
    { role: 'PARTICIPANT' },
  ],
};
const AGENCY = {
  issuer: 'http://127.0.0.1:4000',
  tokenIssuer: 'http://sts.example/adfs/services/trust',
  audience: ['a', 'b'],
  algorithms: ['ES256', 'EdDSA'],
  tokenType: 'at+jwt',
  clockToleranceSeconds: 0,
  maxLifetimeMinutes: 60,
  subject: 'oid',
  name: 'displayName',
  email: 'mail',
  require: [{ claim: 'scp', hasWord: 'access' }],
  assurance: { claim: 'acr', words: { 'urn:2': 'SUBSTANTIAL' }, minimum: 'SUBSTANTIAL' },
  mayGive: { AGENCY: true, PROVIDER: { providers: ['aalborg'] } },
  rules: [
    { role: 'AGENCY', when: [{ claim: 'groups', contains: 'agency' }] },
    { role: 'PROVIDER', provider: 'aalborg', when: [{ claim: 'tid', is: 'x' }] },
  ],
};

/** The file of one provider with the value at a path replaced; undefined removes it. */
function twisted(path: string, value: unknown, provider: object = MUNICIPALITY): object {
  const issuers: Record<string, unknown> = structuredClone({ KOLDING: provider });
  const keys = `KOLDING.${path}`.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((object, key) => object[key] as Record<string, unknown>, issuers);
  parent[last] = value;
  return { issuers };
}

describe('the file of identity providers', () => {
  it('is read whole, several providers at once, with comments', () => {
    const [kolding, agency] = loadIssuers(
      written(`{ "issuers": { "KOLDING": ${JSON.stringify(MUNICIPALITY)}, // their own
        "AGENCY_AD": ${JSON.stringify(AGENCY)}, } }`),
    );
    expect(kolding).toMatchObject({
      key: 'KOLDING',
      issuer: 'https://login.example/kolding/v2.0',
      tokenIssuer: 'https://login.example/kolding/v2.0',
      audiences: ['api://forloeb'],
      tokenType: null,
      clockToleranceSeconds: 30,
      maxLifetimeMinutes: 1440,
      claims: { subject: ['sub'], name: ['name'], email: ['email'] },
      assurance: { source: 'SUBSTANTIAL', minimum: 'LOW', byRole: new Map([['COORDINATOR', 'SUBSTANTIAL']]) },
      ceiling: {
        roles: new Set(['COORDINATOR', 'PARTICIPANT']),
        municipalities: new Set(['621', '630']),
        domains: new Set(['kolding.dk']),
        emailProof: { claim: ['xms_edov'], test: 'is', value: true },
      },
    });
    expect(kolding?.rules[1]).toMatchObject({
      scope: { claim: ['org', 'cvr'], values: new Map([['29', '630']]) },
    });
    expect(agency).toMatchObject({
      tokenIssuer: 'http://sts.example/adfs/services/trust',
      audiences: ['a', 'b'],
      claims: { subject: ['oid'], name: ['displayName'], email: ['mail'] },
      require: [{ claim: ['scp'], test: 'hasWord', value: 'access' }],
      assurance: { source: { claim: ['acr'], words: new Map([['urn:2', 'SUBSTANTIAL']]) } },
    });
  });

  it('is explained in the README by one that would be accepted', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const [, example = ''] = /```jsonc\n(\{\n {2}"issuers".*?)```/s.exec(readme) ?? [];
    const issuers = loadIssuers(written(example), { KOLDING_CLIENT_SECRET: 'a secret' });
    expect(issuers[0]?.browser).toMatchObject({ proof: { secret: 'a secret' }, require: [] });
    expect(issuers.map(({ key }) => key)).toEqual(['KOLDING', 'AGENCY', 'MITID_ERHVERV']);
  });

  it('says how people sign in with a browser, and where the secret or key for it is', () => {
    const read = (more: object) =>
      loadIssuers(written(twisted('browser', { ...BROWSER, ...more })), { SECRET: ' s3cret ' })[0]?.browser;
    expect(read({})).toEqual({
      ...BROWSER,
      proof: null,
      scopes: ['openid', 'profile', 'email'],
      require: [],
    });
    expect(read({ secretFrom: 'SECRET' })?.proof).toEqual({ secret: 's3cret' });
    const key = { kty: 'RSA', n: 'n', e: 'AQAB', d: 'd', alg: 'RS256', kid: 'ours' };
    writeFileSync(join(folder, 'key.json'), JSON.stringify(key));
    expect(read({ keyFile: 'key.json' })?.proof).toEqual({ key });
    const condition = { claim: 'tid', is: 'x' };
    const own = read({ require: [condition], scopes: ['openid', 'nemlogin'] });
    expect(own).toMatchObject({ scopes: ['openid', 'nemlogin'], require: [{ claim: ['tid'], value: 'x' }] });
    const [agency] = loadIssuers(written(twisted('browser', BROWSER, AGENCY)));
    expect(agency?.browser?.require).toEqual(agency?.require);
  });

  it.each<[string, unknown, string]>([
    ['browser', {}, 'browser.clientId: is missing'],
    ['browser', { ...BROWSER, secret: 'x' }, 'browser.secret: unknown key'],
    ['browser', { ...BROWSER, label: 'Kolding' }, 'browser.label: must be an object'],
    ['browser', { ...BROWSER, scopes: ['profile'] }, 'browser.scopes: must have openid'],
    [
      'browser',
      { ...BROWSER, secretFrom: 'NOT_SET' },
      'secretFrom: the environment variable NOT_SET is not set',
    ],
    [
      'browser',
      { ...BROWSER, secretFrom: 'A', keyFile: 'b' },
      'browser: must have either secretFrom or keyFile',
    ],
    ['browser', { ...BROWSER, keyFile: 'none.json' }, 'browser.keyFile: cannot be read: ENOENT'],
    [
      'browser',
      { ...BROWSER, keyFile: 'public.json' },
      'browser.keyFile: must name a file with a private key',
    ],
    ['issuer', 'http://login.example', 'issuer: must be an https address; http only on this machine'],
    ['issuer', 'http://127.0.0.1.login.example', 'issuer: must be an https address'],
    ['issuer', 'https://login.example/?a=1', 'issuer: must have no query'],
    ['issuer', undefined, 'issuer: is missing'],
    ['audience', [], 'audience: must name at least one'],
    ['audience', '', 'audience: must be a text'],
    ['algorithms', ['HS256'], 'algorithms.0: "HS256" must be RS256 or PS256 or ES256 or EdDSA'],
    ['algorithms', 'none', 'algorithms: "none" must be'],
    ['clockToleranceSeconds', 301, 'clockToleranceSeconds: 301 is above 300'],
    ['maxLifetimeMinutes', 1441, 'maxLifetimeMinutes: 1441 is above 1440'],
    ['audiences', 'x', 'audiences: unknown key'],
    ['assurance', { minimum: 'LOW' }, 'assurance: must have either the claim'],
    ['assurance', { minimum: 'LOW', claim: 'acr', assumed: 'LOW' }, 'assurance: must have either the claim'],
    ['assurance.minimum', 'Low', 'assurance.minimum: "Low" must be LOW or SUBSTANTIAL or HIGH'],
    ['assurance.minimum', 'HIGH', 'assurance.byRole.COORDINATOR: SUBSTANTIAL is below the minimum, HIGH'],
    ['assurance.byRole', { AGENCY: 'HIGH' }, 'assurance.byRole.AGENCY: is no role that mayGive names'],
    ['mayGive.COORDINATOR', {}, 'mayGive.COORDINATOR.municipalities: is missing'],
    ['mayGive.COORDINATOR.municipalities', ['Kolding'], 'municipalities.0: must be the three digits'],
    ['mayGive.ADMIN', false, 'mayGive.ADMIN: false must be true'],
    ['mayGive.OWNER', true, 'mayGive.OWNER: unknown key'],
    ['mayGive.PARTICIPANT.domains', ['*'], 'domains.0: "*" must be a domain'],
    ['mayGive.PARTICIPANT.verifiedWhen', undefined, 'mayGive.PARTICIPANT: must have either verifiedWhen'],
    ['mayGive.PARTICIPANT.verifiedByIssuer', true, 'mayGive.PARTICIPANT: must have either verifiedWhen'],
    ['rules', [], 'rules: must have at least one rule'],
    ['rules.0.role', 'AGENCY', 'rules.0.role: mayGive does not name AGENCY'],
    ['rules.0.role', 'BOSS', 'rules.0.role: "BOSS" must be AGENCY or'],
    ['rules.0.municipality', '461', 'rules.0.municipality: mayGive does not name 461'],
    ['rules.0.municipality', undefined, 'rules.0: must have either municipality or municipalityFrom'],
    ['rules.1.municipalityFrom.values', { 29: '461' }, 'values.29: mayGive does not name 461'],
    ['rules.0.when', [], 'rules.0: has no condition in "when": everybody who signs in'],
    ['rules.0.when', [{ claim: 'x' }], 'rules.0.when.0: must have one of these: is, contains, hasWord'],
    ['rules.0.when', [{ claim: 'x', is: 1, contains: 2 }], 'rules.0.when.0: must have one of these'],
    ['rules.2.municipality', '621', 'rules.2.municipality: unknown key'],
  ])('is refused when %s is %j, with the place and the reason', (path, value, message) => {
    expect(complaint(twisted(path, value))).toMatch(
      /^These settings are wrong:\n {2}OIDC_CONFIG: .*oidc\.jsonc: issuers\.KOLDING\./,
    );
    expect(complaint(twisted(path, value))).toContain(message);
  });

  it('names a fault of each provider, and what is wrong with the whole file', () => {
    const both = { issuers: { A: { ...MUNICIPALITY, audience: 1 }, B: { ...AGENCY, rules: 1 } } };
    expect(complaint(both)).toMatch(/issuers\.A\.audience: .*\n.*issuers\.B\.rules: must be a list$/);
    expect(complaint({ issuers: { A: AGENCY, B: AGENCY } })).toContain('B: has the same token issuer as A');
    expect(complaint({ issuers: {} })).toContain('issuers: must name at least one identity provider');
    expect(complaint({ issuers: [] })).toContain('issuers: must be an object');
    expect(complaint({ issuers: { kolding: AGENCY } })).toContain('must be capitals');
    expect(complaint({})).toContain('issuers: is missing');
    expect(complaint('{ "issuers": ')).toContain('line 1: ');
    expect(() => loadIssuers(join(folder, 'none.jsonc'))).toThrow(/none\.jsonc: cannot be read: ENOENT/);
  });
});
