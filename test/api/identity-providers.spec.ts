/** Sign-in with outside identity providers, against real OpenID Connect servers on this machine. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPublicKey, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import sql from 'sql-template-tag';
import { KEY_TIMES } from '../../src/access/oidc/keys.js';
import { loadIssuers } from '../../src/access/oidc/settings-file.js';
import type { RoleClaim } from '../../src/access/token.js';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { post } from '../support/http.js';
import { IdentityProvider, makeKey, RESOURCE } from '../support/identity-provider.js';

const AGENCY: RoleClaim = { role: 'AGENCY' };
const LOA = 'https://data.gov.dk/concept/core/nsis/loa';
const SUBSTANTIAL = { [LOA]: 'Substantial' };
const NOW = () => Math.floor(Date.now() / 1000);
const VIEWER = '{ viewer { name roles person { email } } }';

const PEOPLE = {
  agency: { name: 'Agnes', groups: ['forloeb-agency', 'all'], ...SUBSTANTIAL },
  admin: { name: 'Adam', groups: ['forloeb-admin'], [LOA]: 'High' },
  evaluator: { name: 'Eva', groups: ['forloeb-evaluator'], ...SUBSTANTIAL },
  provider: { name: 'Peter', groups: ['all'], partner: 'aalborg', ...SUBSTANTIAL },
  coordinator: { name: 'Karen', roles: ['coordinator'], email: 'karen@kolding.dk', ...SUBSTANTIAL },
  participant: { name: 'Mia', email: 'Mia@Kolding.dk', email_verified: true, ...SUBSTANTIAL },
  unverified: { name: 'Ulla', email: 'mia@kolding.dk', email_verified: false, ...SUBSTANTIAL },
  foreign: { name: 'Fie', email: 'mia@vejle.dk', email_verified: true, ...SUBSTANTIAL },
  weak: { name: 'Viggo', roles: ['coordinator'], [LOA]: 'Low' },
  careless: { name: 'Carl', groups: ['forloeb-admin'], ...SUBSTANTIAL },
  greedy: { name: 'Grete', groups: ['forloeb-agency', 'forloeb-admin'], roles: ['ADMIN'], ...SUBSTANTIAL },
};

/** What the settings file says of the agency's and the municipality's provider. */
const settingsOf = (agency: IdentityProvider, municipality: IdentityProvider) => {
  const common = {
    audience: RESOURCE,
    algorithms: ['RS256'],
    clockToleranceSeconds: 0,
    maxLifetimeMinutes: 60,
  };
  const inGroup = (group: string) => [{ claim: 'groups', contains: group }];
  return {
    issuers: {
      AGENCY: {
        ...common,
        issuer: agency.issuer,
        assurance: { claim: LOA, minimum: 'SUBSTANTIAL', byRole: { ADMIN: 'HIGH' } },
        mayGive: { AGENCY: true, ADMIN: true, EVALUATOR: true, PROVIDER: { providers: ['aalborg'] } },
        rules: [
          { role: 'AGENCY', when: inGroup('forloeb-agency') },
          { role: 'ADMIN', when: inGroup('forloeb-admin') },
          { role: 'EVALUATOR', when: inGroup('forloeb-evaluator') },
          { role: 'PROVIDER', providerFrom: { claim: 'partner' }, when: inGroup('all') },
        ],
      },
      KOLDING: {
        ...common,
        issuer: municipality.issuer,
        require: [{ claim: 'scp', hasWord: 'access' }],
        assurance: { claim: LOA, minimum: 'SUBSTANTIAL' },
        mayGive: {
          COORDINATOR: { municipalities: ['621'] },
          PARTICIPANT: { domains: ['kolding.dk'], verifiedWhen: { claim: 'email_verified', is: true } },
        },
        rules: [
          { role: 'COORDINATOR', municipality: '621', when: [{ claim: 'roles', contains: 'coordinator' }] },
          { role: 'PARTICIPANT' },
        ],
      },
    },
  };
};

/** Minutes pass for the server and the providers alike, and nothing has to wait for them. */
const letMinutesPass = () =>
  jest.useFakeTimers({
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });

const folder = mkdtempSync(join(tmpdir(), 'forloeb-oidc-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Pair {
  readonly agency: IdentityProvider;
  readonly municipality: IdentityProvider;
}

async function startPair(): Promise<Pair> {
  return {
    agency: await IdentityProvider.start(PEOPLE),
    municipality: await IdentityProvider.start(PEOPLE),
  };
}

/** As the server reads it at start; `KOLDING` is the municipality of the first pair, `KOLDING_1` of the next. */
function settingsFile(...pairs: Pair[]) {
  const issuers = pairs.flatMap(({ agency, municipality }, index) =>
    Object.entries(settingsOf(agency, municipality).issuers).map(([key, settings]) => [
      index === 0 ? key : `${key}_${index}`,
      settings,
    ]),
  );
  const file = join(folder, `${randomUUID()}.json`);
  writeFileSync(file, JSON.stringify({ issuers: Object.fromEntries(issuers) }));
  return loadIssuers(file);
}

/** What a server answers to a token: what the viewer is, or why not. */
async function told(app: TestApp, token: string): Promise<any> {
  const { data, errors } = await app.askWith(token, VIEWER);
  return errors === undefined ? data.viewer : { ...errors[0]?.extensions };
}

const REFUSED = { code: 'UNAUTHENTICATED', reason: 'INVALID_TOKEN' };
const UNAVAILABLE = { code: 'UNAVAILABLE', reason: 'IDENTITY_PROVIDER' };

/** Signed as the provider would, or as somebody else would who has a key. */
async function signed(payload: object, key: JWK, header: object = {}): Promise<string> {
  return new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...header })
    .sign(await importJWK(key, 'RS256'));
}

describe('sign-in with an outside identity provider', () => {
  let app: TestApp;
  let agency: IdentityProvider;
  let municipality: IdentityProvider;
  let settings: ReturnType<typeof settingsFile>;
  beforeAll(async () => {
    const pair = await startPair();
    ({ agency, municipality } = pair);
    settings = settingsFile(pair);
    app = await startApp(undefined, { issuers: settings });
    const staff = new Client(app, [AGENCY]);
    for (const [name, email, municipalityCode] of [
      ['Mia', 'mia@kolding.dk', '621'],
      ['Ole', 'ole@odense.dk', '461'],
    ])
      await staff.succeed('personRegister', { name, email, municipalityCode }, 'person { id }');
    const input = { key: 'aalborg', name: 'Aalborg' };
    const { provider } = await staff.succeed('providerRegister', input, 'provider { id }');
    const cohort = { programmeKey: 'AD_BOSTOETTE_2019', trackKey: 'INTRO' };
    for (const [name, providerId] of [
      ['Own', provider.id],
      ['Other', null],
    ])
      if (providerId !== null)
        await staff.succeed('cohortOpen', { ...cohort, name, providerId }, 'cohort { id }');
  });
  afterAll(async () => {
    await app.close();
    await agency.stop();
    await municipality.stop();
  });

  describe('lets somebody in', () => {
    it.each([
      [
        'agency',
        'AGENCY',
        '{ people { nodes { name } } }',
        { people: { nodes: [{ name: 'Mia' }, { name: 'Ole' }] } },
      ],
      ['admin', 'ADMIN', '{ providers { key } }', { providers: [{ key: 'aalborg' }] }],
      [
        'evaluator',
        'EVALUATOR',
        '{ municipality(code: "621") { name } }',
        { municipality: { name: 'Kolding' } },
      ],
      ['provider', 'PROVIDER', '{ cohorts { nodes { name } } }', { cohorts: { nodes: [{ name: 'Own' }] } }],
    ])('as %s, by a group', async (person, role, question, answer) => {
      const token = await agency.signIn(person);
      expect(await told(app, token)).toMatchObject({ roles: [role], person: null });
      expect(await app.askWith(token, question)).toEqual({ data: answer });
    });

    it('as coordinator of the own municipality, who sees its people', async () => {
      const token = await municipality.signIn('coordinator');
      expect(await told(app, token)).toEqual({ name: 'Karen', roles: ['COORDINATOR'], person: null });
      const { data } = await app.askWith(token, '{ people { nodes { name } } }');
      expect(data).toEqual({ people: { nodes: [{ name: 'Mia' }] } });
    });

    it('as participant, by a verified address in the own domain', async () => {
      const me = { name: 'Mia', roles: ['PARTICIPANT'], person: { email: 'mia@kolding.dk' } };
      expect(await told(app, await municipality.signIn('participant'))).toEqual(me);
      for (const person of ['unverified', 'foreign'])
        expect(await told(app, await municipality.signIn(person))).toMatchObject({ reason: 'NO_ROLE' });
    });

    it('in no role that the provider may not give, whatever its tokens say', async () => {
      expect(await told(app, await municipality.signIn('greedy'))).toMatchObject({ reason: 'NO_ROLE' });
      expect(await told(app, await agency.signIn('coordinator'))).toMatchObject({ reason: 'NO_ROLE' });
    });

    it('in no role that needs more assurance, and not at all when no role is left', async () => {
      const low = { code: 'UNAUTHENTICATED', reason: 'ASSURANCE_TOO_LOW' };
      expect(await told(app, await agency.signIn('greedy'))).toMatchObject({ roles: ['AGENCY'] });
      expect(await told(app, await agency.signIn('careless'))).toEqual(low);
      expect(await told(app, await municipality.signIn('weak'))).toEqual(low);
    });

    it('beside those with a token of this installation, unless these are switched off', async () => {
      const strict = await startApp(undefined, {
        issuers: settings,
        settings: { LOCAL_TOKENS: 'false', OIDC_CONFIG: './oidc.jsonc' },
      });
      expect((await app.ask([AGENCY], VIEWER)).data.viewer.roles).toEqual(['AGENCY']);
      expect((await strict.ask([AGENCY], VIEWER)).errors?.[0]?.extensions).toEqual(REFUSED);
      expect(await told(strict, await agency.signIn('agency'))).toMatchObject({ roles: ['AGENCY'] });
      await strict.close();
    });
  });

  it('records what somebody does under a name that is theirs alone and says nothing', async () => {
    const token = await municipality.signIn('coordinator');
    const register = `mutation { personRegister(input: { name: "Nina" }) { __typename } }`;
    expect(await app.askWith(token, register)).toEqual({
      data: { personRegister: { __typename: 'PersonRegisterPayload' } },
    });
    const [row] = await app.store.query<{ recordedBy: string }>(
      sql`SELECT recorded_by FROM person WHERE name = ${'Nina'}`,
    );
    expect(row?.recordedBy).toMatch(/^oidc:kolding:[0-9a-f]{32}$/);
  });

  it('L26: ends for a coordinator on the day, although the provider still says so', async () => {
    const staff = new Client(app, [AGENCY]);
    const end = { coordinator: 'karen@kolding.dk', municipalityCode: '621', reason: 'Ny koordinator' };
    await staff.succeed('coordinatorEnd', end, 'change { on }');
    const { errors } = await app.askWith(
      await municipality.signIn('coordinator'),
      '{ people { totalCount } }',
    );
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    await staff.succeed('coordinatorReinstate', end, 'change { on }');
  });

  describe('refuses a token', () => {
    it.each<[string, () => Record<string, unknown>]>([
      ['that has expired', () => ({ exp: NOW() - 1, iat: NOW() - 600 })],
      ['that never expires', () => ({ exp: undefined })],
      ['that holds from later on', () => ({ nbf: NOW() + 120 })],
      ['from the future', () => ({ iat: NOW() + 120 })],
      ['that lives too long', () => ({ exp: NOW() + 3700 })],
      ['for another audience', () => ({ aud: 'https://elsewhere.example' })],
      ['of an issuer that is not known', () => ({ iss: 'https://elsewhere.example' })],
      ['of an issuer that is spelt otherwise', () => ({ iss: `${agency.issuer}/` })],
      ['of this installation itself', () => ({ iss: 'forloeb', aud: 'forloeb' })],
      ['without an issuer', () => ({ iss: undefined })],
      ['without a subject', () => ({ sub: undefined })],
      ['without a name', () => ({ name: undefined })],
      ['that is an ID token', () => ({ nonce: 'n' })],
      ['that is bound to a key', () => ({ cnf: { jkt: 'x' } })],
    ])('%s', async (_, payload) => {
      expect(await told(app, await agency.signIn('agency', { payload: payload() }))).toEqual(REFUSED);
    });

    it('of another use, or without a time or an audience', async () => {
      const payload = decodeJwt(await agency.signIn('agency'));
      const key = agency.signingKey;
      expect(await told(app, await signed(payload, key))).toMatchObject({ roles: ['AGENCY'] });
      expect(await told(app, await signed(payload, key, { typ: 'logout+jwt' }))).toEqual(REFUSED);
      for (const claim of ['iat', 'aud'])
        expect(await told(app, await signed({ ...payload, [claim]: undefined }, key))).toEqual(REFUSED);
    });

    it('that was asked for another resource', async () => {
      const token = await agency.signIn('agency', { resource: 'https://elsewhere.example/api' });
      expect(await told(app, token)).toEqual(REFUSED);
    });

    it('that does not fulfil what every token of the provider must', async () => {
      const token = await municipality.signIn('coordinator', { payload: { scp: 'other' } });
      expect(await told(app, token)).toEqual(REFUSED);
    });

    it('that was changed, or is none', async () => {
      const [header, , signature] = (await agency.signIn('evaluator')).split('.');
      const [, payload] = (await agency.signIn('agency')).split('.');
      for (const text of [`${header}.${payload}.${signature}`, `${header}.${payload}.`, 'a.b.c', 'x'])
        expect(await told(app, text)).toEqual(REFUSED);
    });

    it('that is not signed', async () => {
      const payload = decodeJwt(await agency.signIn('agency'));
      const token = new UnsecuredJWT(payload).encode();
      expect(decodeProtectedHeader(token)).toEqual({ alg: 'none' });
      expect(await told(app, token)).toEqual(REFUSED);
    });

    it('that is signed with the public key as if it were a shared secret', async () => {
      const payload = decodeJwt(await agency.signIn('agency'));
      const key = createPublicKey({ key: agency.signingKey as never, format: 'jwk' });
      const { kid } = agency.signingKey;
      const secrets = [
        key.export({ type: 'spki', format: 'pem' }),
        key.export({ type: 'spki', format: 'der' }),
        JSON.stringify(key.export({ format: 'jwk' })),
        agency.signingKey.n ?? '',
      ];
      for (const secret of secrets) {
        const signer = new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid });
        expect(await told(app, await signer.sign(Buffer.from(secret)))).toEqual(REFUSED);
      }
    });

    it('that brings its own key, or says where it is', async () => {
      const payload = decodeJwt(await agency.signIn('agency'));
      const own = await makeKey(String(agency.signingKey.kid));
      const { kty, n, e } = own;
      expect(await told(app, await signed(payload, agency.signingKey))).toMatchObject({ roles: ['AGENCY'] });
      for (const header of [{}, { jwk: { kty, n, e } }, { jku: 'https://elsewhere.example/jwks' }])
        expect(await told(app, await signed(payload, own, header))).toEqual(REFUSED);
    });

    it('of one provider that is signed by another, under whichever key it names', async () => {
      const payload = decodeJwt(await agency.signIn('agency'));
      const [own, other] = [agency.signingKey, await makeKey('second')];
      await municipality.useKeys([other, own]);
      const stranger = municipality.signingKey;
      expect(await told(app, await signed(payload, stranger))).toEqual(REFUSED);
      expect(await told(app, await signed(payload, stranger, { kid: own.kid }))).toEqual(REFUSED);
      expect(await told(app, await signed(payload, own, { kid: stranger.kid }))).toEqual(REFUSED);
      const theirs = { ...payload, iss: municipality.issuer };
      expect(await told(app, await signed(theirs, stranger, { kid: own.kid }))).toEqual(REFUSED);
    });

    it('that is too long to look at', async () => {
      const token = await agency.signIn('agency', { payload: { filler: 'x'.repeat(11_000) } });
      expect(token.length).toBeGreaterThan(15_000);
      expect(await told(app, token)).toEqual(REFUSED);
      const fitting = await agency.signIn('agency', { payload: { filler: 'x'.repeat(9_000) } });
      expect(await told(app, fitting)).toMatchObject({ roles: ['AGENCY'] });
    });
  });
});

describe('the keys of an identity provider', () => {
  const pairs: Pair[] = [];
  let app: TestApp;
  /** Providers that the server has not heard of before. */
  let agency: IdentityProvider;
  let municipality: IdentityProvider;
  beforeAll(async () => {
    for (let i = 0; i < 5; i++) pairs.push(await startPair());
    app = await startApp(undefined, { issuers: settingsFile(...pairs) });
  });
  const unheard = pairs.values();
  beforeEach(() => {
    ({ agency, municipality } = unheard.next().value as Pair);
    letMinutesPass();
  });
  afterEach(() => void jest.useRealTimers());
  afterAll(async () => {
    await app.close();
    for (const pair of pairs) await Promise.all([pair.agency.stop(), pair.municipality.stop()]);
  });
  const later = (milliseconds: number) => jest.setSystemTime(Date.now() + milliseconds);
  const AS_AGENCY = { roles: ['AGENCY'] };
  const AS_COORDINATOR = { roles: ['COORDINATOR'] };

  it('are fetched when they are needed, once for all, and not for every key that somebody makes up', async () => {
    const token = await agency.signIn('agency');
    agency.asked.keys = agency.asked.description = 0;
    await Promise.all(
      Array.from({ length: 10 }, async () => expect(await told(app, token)).toMatchObject(AS_AGENCY)),
    );
    expect(agency.asked).toEqual({ description: 1, keys: 1 });
    expect(municipality.asked.keys).toBe(0);
    const own = await makeKey('own');
    const madeUp = async (kid: string) => told(app, await signed(decodeJwt(token), own, { kid }));
    for (let i = 0; i < 10; i++) expect(await madeUp(`${i}`)).toEqual(REFUSED);
    expect(agency.asked.keys).toBe(1);
    later(KEY_TIMES.unknownKey);
    for (let i = 0; i < 10; i++) expect(await madeUp(`${i}`)).toEqual(REFUSED);
    expect(agency.asked).toEqual({ description: 1, keys: 2 });
  });

  it('are used with the algorithms that were agreed, also when they would do for others', async () => {
    const { alg: _, ...key } = await makeKey('any');
    await agency.useKeys([key]);
    const token = await agency.signIn('agency');
    const another = async (alg: string) =>
      new SignJWT(decodeJwt(token)).setProtectedHeader({ alg, kid: key.kid }).sign(await importJWK(key, alg));
    expect(await told(app, token)).toMatchObject(AS_AGENCY);
    expect(await told(app, await another('RS256'))).toMatchObject(AS_AGENCY);
    for (const alg of ['PS256', 'RS512']) expect(await told(app, await another(alg))).toEqual(REFUSED);
  });

  it('can be exchanged while the server runs: old ones hold until they are taken back', async () => {
    const first = agency.signingKey;
    const second = await makeKey('second');
    const old = await agency.signIn('agency');
    expect(await told(app, old)).toMatchObject(AS_AGENCY);

    await agency.useKeys([second, first]);
    const fresh = await agency.signIn('agency');
    expect(decodeProtectedHeader(fresh).kid).toBe('second');
    later(KEY_TIMES.unknownKey);
    expect(await told(app, fresh)).toMatchObject(AS_AGENCY);
    expect(await told(app, old)).toMatchObject(AS_AGENCY);

    await agency.useKeys([second]);
    later(KEY_TIMES.fresh - 1_000);
    expect(await told(app, old)).toMatchObject(AS_AGENCY);
    later(1_000);
    expect(await told(app, old)).toEqual(REFUSED);
    expect(await told(app, fresh)).toMatchObject(AS_AGENCY);
  });

  it('hold for a while when the provider is gone; then nobody is let in, until it is back', async () => {
    const token = await municipality.signIn('coordinator');
    const another = await municipality.signIn('participant');
    expect(await told(app, token)).toMatchObject(AS_COORDINATOR);
    municipality.trouble = 'error';
    later(KEY_TIMES.fresh);
    expect(await told(app, token)).toMatchObject(AS_COORDINATOR);
    expect(await told(app, another)).toMatchObject({ roles: ['PARTICIPANT'] });
    later(KEY_TIMES.trusted - KEY_TIMES.fresh);
    expect(await told(app, token)).toEqual(UNAVAILABLE);
    expect(await told(app, another)).toEqual(UNAVAILABLE);
    const answer = await post(app, { query: VIEWER }, { authorization: `Bearer ${token}` });
    expect([answer.status, answer.errors?.[0]?.extensions]).toEqual([503, UNAVAILABLE]);
    municipality.trouble = 'none';
    expect(await told(app, token)).toEqual(UNAVAILABLE);
    later(KEY_TIMES.retry);
    expect(await told(app, token)).toMatchObject(AS_COORDINATOR);
  });

  it('that cannot be had hold up nobody who signs in elsewhere, and whoever waits only once', async () => {
    const [waiting, ready] = [await municipality.signIn('coordinator'), await agency.signIn('agency')];
    municipality.trouble = 'silence';
    municipality.asked.description = 0;
    const held = Promise.all(Array.from({ length: 10 }, () => told(app, waiting)));
    const first = await Promise.race([held, told(app, ready)]);
    expect(first).toMatchObject(AS_AGENCY);
    expect(await held).toEqual(Array.from({ length: 10 }, () => UNAVAILABLE));
    expect(await told(app, waiting)).toEqual(UNAVAILABLE);
    expect(municipality.asked.description).toBe(1);
  });
});
