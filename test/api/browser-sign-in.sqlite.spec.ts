/** Sign-in with a browser, against a real OpenID Connect server on this machine; sessions.spec.ts has what comes after. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, importJWK, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { KEY_TIMES } from '../../src/access/oidc/keys.js';
import { loadIssuers } from '../../src/access/oidc/settings-file.js';
import type { IssuerSettings } from '../../src/access/oidc/settings.js';
import { accessibilityProblems } from '../support/accessibility.js';
import { startApp, type TestApp } from '../support/app.js';
import { Browser, PUBLIC, type Page } from '../support/browser.js';
import { Client } from '../support/client.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { IdentityProvider, makeKey, RESOURCE } from '../support/identity-provider.js';

const LOA = 'https://data.gov.dk/concept/core/nsis/loa';
const PEOPLE = {
  karen: { name: 'Karen', roles: ['coordinator'], email: 'karen@kolding.dk', [LOA]: 'Substantial' },
  agnes: { name: 'Agnes', groups: ['forloeb-agency'], [LOA]: 'High' },
  viggo: { name: 'Viggo', roles: ['coordinator'], [LOA]: 'Low' },
  nobody: { name: 'Nora', [LOA]: 'High' },
};
const SECRET = 'only this server and its provider know it';
const NOW = () => Math.floor(Date.now() / 1000);
const PEOPLE_QUESTION = '{ viewer { name roles } people { nodes { name } } }';
const NOT_SIGNED_IN = { code: 'UNAUTHENTICATED' };

let folder: string;
let provider: IdentityProvider;
let issuers: IssuerSettings[];
let database: TestDatabase;
let app: TestApp;
/** Another process on the same database. */
let other: TestApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forloeb-sign-in-'));
  const key = await makeKey('ours');
  writeFileSync(join(folder, 'key.json'), JSON.stringify(key));
  const { kty, n, e, kid, alg } = key;
  provider = await IdentityProvider.start(PEOPLE, [
    { id: 'forloeb', redirectUri: callback('KOLDING'), proof: { secret: SECRET } },
    { id: 'forloeb-agency', redirectUri: callback('AGENCY'), proof: { key: { kty, n, e, kid, alg } as JWK } },
  ]);
  issuers = settings();
  database = await freshDatabase({ PUBLIC_URL: PUBLIC });
  app = await startApp(undefined, { database, issuers });
  other = await startApp(undefined, { database, issuers });
  const staff = new Client(app, [{ role: 'AGENCY' }]);
  for (const [name, municipalityCode] of [
    ['Mia', '621'],
    ['Ole', '461'],
  ])
    await staff.succeed('personRegister', { name, email: `${name}@a.dk`, municipalityCode }, 'person { id }');
});
afterEach(() => {
  jest.useRealTimers();
  provider.idToken = null;
  provider.trouble = 'none';
});
afterAll(async () => {
  await Promise.all([app.close(), other.close()]);
  await database.drop();
  await provider.stop();
  rmSync(folder, { recursive: true, force: true });
});

const callback = (key: string) => `${PUBLIC}/sign-in/${key}/callback`;

/** The municipality's client shows a secret, the agency's signs with a key. */
function settings(): IssuerSettings[] {
  const common = {
    issuer: provider.issuer,
    audience: RESOURCE,
    algorithms: ['RS256'],
    clockToleranceSeconds: 0,
    maxLifetimeMinutes: 60,
    assurance: { claim: LOA, minimum: 'SUBSTANTIAL' },
  };
  const file = join(folder, 'oidc.json');
  const content = {
    KOLDING: {
      ...common,
      require: [{ claim: 'scp', hasWord: 'access' }],
      mayGive: { COORDINATOR: { municipalities: ['621'] } },
      rules: [
        { role: 'COORDINATOR', municipality: '621', when: [{ claim: 'roles', contains: 'coordinator' }] },
      ],
      browser: {
        clientId: 'forloeb',
        secretFrom: 'KOLDING_SECRET',
        scopes: ['openid'],
        label: { da: 'Kolding Kommune', en: 'Municipality of Kolding' },
        require: [],
      },
    },
    AGENCY: {
      ...common,
      tokenIssuer: 'http://sts.agency.example/trust',
      mayGive: { AGENCY: true },
      rules: [{ role: 'AGENCY', when: [{ claim: 'groups', contains: 'forloeb-agency' }] }],
      browser: {
        clientId: 'forloeb-agency',
        keyFile: 'key.json',
        scopes: ['openid'],
        label: { da: 'Styrelsen', en: 'The agency' },
      },
    },
  };
  writeFileSync(file, JSON.stringify({ issuers: content }));
  return loadIssuers(file, { KOLDING_SECRET: SECRET });
}

/** Somebody with a browser of their own goes the whole way. */
async function signIn(user = 'karen', path = '/sign-in/KOLDING', browser = new Browser(app)) {
  provider.user = user;
  return { browser, page: await browser.open(path) };
}

/** The same up to the provider's answer, which is not opened yet. */
async function answered(user = 'karen', path = '/sign-in/KOLDING') {
  const browser = new Browser(app);
  provider.user = user;
  let page = await browser.visit(`${PUBLIC}${path}`);
  for (let to = place(page); !to.startsWith(PUBLIC); to = place(page)) page = await browser.visit(to);
  return { browser, url: new URL(place(page)) };
}
const place = ({ url, headers }: Page) => new URL(headers.get('location') ?? '', url).href;

const isSignedIn = async (browser: Browser) =>
  (await browser.ask('{ viewer { name } }')).data?.viewer.name !== undefined;

/** Nobody is signed in, and a page says so that has nothing of what came from elsewhere. */
async function expectRefused({ browser, page }: { browser: Browser; page: Page }, text: string) {
  expect(page.text).toContain('You are not signed in');
  expect(page.text).toContain(text);
  expect([page.status, new URL(page.url).pathname]).toEqual([403, '/sign-in/failed']);
  expect(browser.cookie('session')).toBeUndefined();
  expect(browser.cookie('sign_in')).toBeUndefined();
}
const INCOMPLETE = 'Your sign-in was not completed';
const NOT_BEGUN = 'Your sign-in was not started in this browser';

describe('whoever signs in with a browser', () => {
  it('chooses where, and ends at a page that says who they are here', async () => {
    const list = await new Browser(app).open('/sign-in');
    expect(list.text).toMatch(/href="\/sign-in\/KOLDING\?[^"]*">Municipality of Kolding</);
    expect(list.text).toMatch(/href="\/sign-in\/AGENCY\?[^"]*">The agency</);
    const { browser, page } = await signIn();
    expect([page.status, page.url]).toEqual([200, `${PUBLIC}/me`]);
    for (const text of ['Karen', 'Municipal coordinator: Kolding', '22.11.2026 at 23.00', 'Sign out'])
      expect(page.text).toContain(text);
    expect((await browser.open('/')).text).toContain('href="/me"');
    expect(await accessibilityProblems(page.text)).toEqual([]);
    expect(await accessibilityProblems((await browser.open('/me?lang=da')).text)).toEqual([]);
  });

  it('goes to the provider with PKCE, a state and a nonce, to come back to one address only', async () => {
    const { browser } = await signIn();
    const [begun] = browser.way;
    const { searchParams: asked } = new URL(place(begun!));
    expect(Object.fromEntries(asked)).toEqual({
      client_id: 'forloeb',
      response_type: 'code',
      redirect_uri: callback('KOLDING'),
      scope: 'openid',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      ui_locales: 'en',
    });
    expect(begun!.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-forloeb_sign_in=[\w.-]+; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const back = browser.way.find(({ url }) => url.startsWith(callback('KOLDING')));
    expect(back!.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-forloeb_sign_in=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      expect.stringMatching(/^__Host-forloeb_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
    ]);
  });

  it('sees in GraphQL what a token of the same provider opens for them, in every process', async () => {
    const { browser } = await signIn();
    const withToken = await app.askWith(await provider.signIn('karen'), PEOPLE_QUESTION);
    expect(withToken.data).toEqual({
      viewer: { name: 'Karen', roles: ['COORDINATOR'] },
      people: { nodes: [{ name: 'Mia' }] },
    });
    expect(await browser.ask(PEOPLE_QUESTION)).toEqual(withToken);
    browser.app = other;
    expect(await browser.ask(PEOPLE_QUESTION)).toEqual(withToken);
  });

  it('can do so where this server shows with a key of its own who it is', async () => {
    const { page } = await signIn('agnes', '/sign-in/AGENCY');
    expect(page.text).toContain('The agency');
  });

  it('is led to the page that they asked for, and to no other server', async () => {
    const asked = await signIn('karen', '/me?lang=da');
    expect(asked.page.url).toBe(`${PUBLIC}/sign-in?returnTo=%2Fme%3Flang%3Dda`);
    const link = /href="(\/sign-in\/KOLDING\?[^"]*)"/.exec(asked.page.text)?.[1] ?? '';
    expect((await signIn('karen', link.replaceAll('&amp;', '&'))).page.url).toBe(`${PUBLIC}/me?lang=da`);
    const elsewhere = `/sign-in/KOLDING?${new URLSearchParams({ returnTo: '//elsewhere.example' })}`;
    expect((await signIn('karen', elsewhere)).page.url).toBe(`${PUBLIC}/me`);
  });

  it('has a session of their own, whatever the browser had before', async () => {
    const browser = new Browser(app);
    const planted = { name: '__Host-forloeb_session', value: 'x'.repeat(43) };
    browser.setCookie(planted);
    await signIn('karen', '/sign-in/KOLDING', browser);
    const first = browser.cookie('session')!;
    expect(first.value).not.toBe(planted.value);
    await signIn('karen', '/sign-in/KOLDING', browser);
    expect(await isSignedIn(browser)).toBe(true);
    for (const old of [planted, first]) {
      browser.setCookie(old);
      expect(await isSignedIn(browser)).toBe(false);
    }
  });

  it('signs out from a page of ours, in every process, and is shown where to sign out at the provider', async () => {
    const { browser } = await signIn();
    const session = browser.cookie('session')!;
    const forged = await browser.send('/sign-out', {}, { origin: 'https://elsewhere.example' });
    expect([forged.status, await isSignedIn(browser)]).toEqual([403, true]);
    const asked = await browser.open('/sign-out');
    expect(asked.text).toContain('action="/sign-out?lang=en"');
    expect(await accessibilityProblems(asked.text)).toEqual([]);
    const page = await browser.send('/sign-out?lang=en');
    expect(page.url).toBe(`${PUBLIC}/sign-out?lang=en&from=KOLDING`);
    expect([page.status, browser.cookie('session')]).toEqual([200, undefined]);
    expect(page.text).toContain(`href="${provider.issuer}/session/end?client_id=forloeb"`);
    expect(await accessibilityProblems(page.text)).toEqual([]);
    for (const process of [app, other]) {
      browser.app = process;
      browser.setCookie(session);
      expect((await browser.ask(PEOPLE_QUESTION)).errors[0].extensions).toMatchObject(NOT_SIGNED_IN);
      expect((await browser.open('/me')).url).toContain('/sign-in?');
    }
  });
});

describe('nobody is signed in', () => {
  it.each([
    ['viggo', 'Sign in more strongly'],
    ['nobody', 'You are known, but have no role here'],
  ])('as %s: %s', async (user, text) => {
    const refused = await signIn(user);
    await expectRefused(refused, text);
    expect(await accessibilityProblems(refused.page.text)).toEqual([]);
  });

  describe('by an ID token', () => {
    const forged = async (token: string, payload: object, header: object = {}, key = provider.signingKey) =>
      new SignJWT({ ...decodeJwt(token), ...payload })
        .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
        .sign(await importJWK(key, 'RS256'));
    const says =
      (payload: object, header?: object) =>
      (token: string): Promise<string> =>
        forged(token, payload, header);

    it('is not what is wrong with the ones below: made like them, but right, one does', async () => {
      provider.idToken = says({});
      expect((await signIn()).page.text).toContain('Karen');
    });

    it.each<[string, (token: string) => string | Promise<string>]>([
      ['for another application', says({ aud: 'another' })],
      ['for the API instead of the application', says({ aud: RESOURCE })],
      ['for another application beside this one', says({ aud: ['forloeb', 'another'] })],
      ['of another provider', says({ iss: 'https://elsewhere.example' })],
      ['that has expired', says({ iat: NOW() - 600, exp: NOW() - 1 })],
      ['that does not expire', says({ exp: undefined })],
      ['that is not valid yet', says({ nbf: NOW() + 600 })],
      ['from the future', says({ iat: NOW() + 600, exp: NOW() + 1200 })],
      ['that lives too long', says({ exp: NOW() + 7200 })],
      ['with another nonce', says({ nonce: 'another' })],
      ['without a nonce', says({ nonce: undefined })],
      ['that is an access token', says({}, { typ: 'at+jwt' })],
      ['of nobody', says({ sub: undefined })],
      ['with a key that is not known', async (token) => forged(token, {}, {}, await makeKey('unknown'))],
      [
        'with another key under the name of one that is known',
        async (token) => forged(token, {}, {}, await makeKey(String(provider.signingKey.kid))),
      ],
      ['that is not signed', (token) => new UnsecuredJWT({ ...decodeJwt(token) }).encode()],
      ['that is signed with the public key as if it were a secret', (token) => hmacWithPublicKey(token)],
      ['that was changed', (token) => changed(token)],
      ['that is none', () => 'none'],
    ])('%s', async (_, made) => {
      provider.idToken = made;
      await expectRefused(await signIn(), INCOMPLETE);
    });

    function hmacWithPublicKey(token: string): string {
      const pem = createPublicKey({ key: provider.signingKey as JsonWebKey, format: 'jwk' });
      const secret = pem.export({ type: 'spki', format: 'pem' });
      const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');
      const text = `${head}.${token.split('.')[1]}`;
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    }

    function changed(token: string): string {
      const [head, , signature] = token.split('.');
      const payload = { ...decodeJwt(token), name: 'Somebody else' };
      return [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.');
    }
  });

  describe('by an answer of the provider', () => {
    it('that is sent again, also with what the browser knew when it was sent first', async () => {
      const { browser, url } = await answered();
      const underWay = browser.cookie('sign_in')!;
      expect((await browser.open(url.href)).text).toContain('Karen');
      await browser.send('/sign-out');
      await expectRefused({ browser, page: await browser.open(url.href) }, NOT_BEGUN);
      browser.setCookie(underWay);
      await expectRefused({ browser, page: await browser.open(url.href) }, INCOMPLETE);
    });

    it('to what another browser asked', async () => {
      const { url } = await answered();
      const stranger = new Browser(app);
      await expectRefused({ browser: stranger, page: await stranger.open(url.href) }, NOT_BEGUN);
      const { browser } = await answered();
      await expectRefused({ browser, page: await browser.open(url.href) }, INCOMPLETE);
    });

    it.each<[string, (url: URL) => void]>([
      ['with another state', (url) => url.searchParams.set('state', 'another')],
      ['without its state', (url) => url.searchParams.delete('state')],
      ['with two states', (url) => url.searchParams.append('state', 'another')],
      ['of another provider', (url) => url.searchParams.set('iss', 'https://elsewhere.example')],
      ['that does not say of which provider', (url) => url.searchParams.delete('iss')],
      ['at the address of another provider', (url) => (url.pathname = '/sign-in/AGENCY/callback')],
      ['with another code', (url) => url.searchParams.set('code', 'another')],
      ['without a code', (url) => url.searchParams.delete('code')],
    ])('%s', async (_, twist) => {
      const { browser, url } = await answered();
      twist(url);
      await expectRefused({ browser, page: await browser.open(url.href) }, INCOMPLETE);
    });

    it('that says no, of which nothing is repeated', async () => {
      const { browser, url } = await answered();
      url.searchParams.delete('code');
      url.searchParams.set('error', 'access_denied');
      url.searchParams.set('error_description', 'Ring 12345678 og sig din kode');
      const page = await browser.open(url.href);
      await expectRefused({ browser, page }, 'The sign-in was broken off');
      expect(page.url + page.text).not.toMatch(/access_denied|12345678/);
    });

    it('that comes too late', async () => {
      const { browser, url } = await answered();
      letTimePass(15 * 60_000 + 1_000);
      await expectRefused({ browser, page: await browser.open(url.href) }, NOT_BEGUN);
    });

    it('that was sealed with another secret', async () => {
      const { browser, url } = await answered();
      const { value = '', ...cookie } = browser.cookie('sign_in')!;
      browser.setCookie({ ...cookie, value: `${value.slice(0, -4)}AAAA` });
      await expectRefused({ browser, page: await browser.open(url.href) }, NOT_BEGUN);
    });
  });

  it('while the provider does not answer, and a page says so', async () => {
    const { browser, url } = await answered();
    provider.trouble = 'error';
    const page = await browser.open(url.href);
    expect([page.status, browser.cookie('session')]).toEqual([503, undefined]);
    expect(page.text).toContain('The sign-in does not answer');
    expect(await accessibilityProblems(page.text)).toEqual([]);
  });

  it('at a provider that is not in the settings', async () => {
    for (const path of ['/sign-in/VEJLE', '/sign-in/VEJLE/callback?code=x'])
      expect((await new Browser(app).open(path)).status).toBe(404);
  });

  it('where the address of this server is not safe', async () => {
    const settings = { PUBLIC_URL: 'http://forloeb.example' };
    const unsafe = await startApp(undefined, { issuers, settings });
    const browser = new Browser(unsafe);
    expect((await browser.open('/sign-in')).text).toContain('Nobody can sign in here with a browser yet');
    expect((await browser.open('/sign-in/KOLDING')).status).toBe(404);
    await unsafe.close();
  });
});

describe('the keys of the provider', () => {
  it('can be exchanged: a sign-in with the next one does', async () => {
    await signIn();
    await provider.useKeys([await makeKey('next'), provider.signingKey]);
    letTimePass(KEY_TIMES.unknownKey + 1_000);
    expect((await signIn()).page.text).toContain('Karen');
  });
});

/** For the server and the provider alike; nothing has to wait for it. */
function letTimePass(milliseconds: number): void {
  jest.useFakeTimers({
    now: Date.now() + milliseconds,
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
}
