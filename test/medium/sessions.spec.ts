/** Sessions of people who signed in with a browser, however they did. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import type { IssuerSettings } from '../../src/access/oidc/settings.js';
import type { Holder } from '../../src/access/session-holders.js';
import { SessionCookie } from '../../src/access/session-cookie.js';
import { Sessions } from '../../src/access/sessions.js';
import type { Claims } from '../../src/access/token.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp, type StartOptions, type TestApp } from '../support/app.js';
import { Browser, FROM_OWN_PAGE, PUBLIC } from '../support/browser.js';
import { Client } from '../support/client.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const NOON = '2026-11-22T12:00:00Z';
const VIEWER = '{ viewer { name roles } }';
const KAREN: Claims = {
  subject: 'oidc:kolding:karen',
  name: 'Karen',
  roles: [{ role: 'COORDINATOR', municipality: '621' }],
  addresses: ['karen@kolding.dk'],
};
const AS_KAREN = { data: { viewer: { name: 'Karen', roles: ['COORDINATOR'] } } };
const PROVIDER: IssuerSettings = {
  key: 'KOLDING',
  issuer: 'https://login.kolding.example',
  tokenIssuer: 'https://login.kolding.example',
  audiences: ['forloeb'],
  algorithms: ['RS256'],
  tokenType: null,
  clockToleranceSeconds: 0,
  maxLifetimeMinutes: 60,
  claims: { subject: ['sub'], name: ['name'], email: ['email'] },
  require: [],
  assurance: { source: 'SUBSTANTIAL', minimum: 'SUBSTANTIAL', byRole: new Map() },
  ceiling: {
    roles: new Set(['COORDINATOR']),
    municipalities: new Set(['621']),
    providers: new Set(),
    domains: new Set(),
    emailProof: null,
  },
  rules: [],
  browser: null,
};

const SETTINGS = { PUBLIC_URL: PUBLIC, SESSION_IDLE_MINUTES: '30', SESSION_HOURS: '8' };

describe('a session', () => {
  let database: TestDatabase;
  let app: TestApp;
  /** Another process on the same database. */
  let other: TestApp;
  const start = (options: StartOptions = {}) => startApp(NOON, { database, issuers: [PROVIDER], ...options });
  beforeAll(async () => {
    database = await freshDatabase(SETTINGS);
    app = await start();
    other = await start();
    const staff = new Client(app, [{ role: 'AGENCY' }]);
    for (const [name, municipalityCode] of [
      ['Mia', '621'],
      ['Ole', '461'],
    ])
      await staff.succeed(
        'personRegister',
        { name, email: `${name}@a.dk`, municipalityCode },
        'person { id }',
      );
  });
  afterEach(() => [app, other].forEach(({ clock }) => clock.set(NOON)));
  afterAll(async () => {
    await other.close();
    await app.close();
    await database.drop();
  });

  /** Whoever signs in with a browser, once it is known who they are. */
  async function signIn(
    browser = new Browser(app),
    holder: Holder = { issuer: 'KOLDING', claims: KAREN },
  ): Promise<Browser> {
    await browser.accept((request, reply) => browser.app.app.get(Sessions).open(holder, request, reply));
    return browser;
  }
  const told = async (browser: Browser) => {
    const { data, errors } = await browser.ask(VIEWER);
    return errors?.[0].extensions ?? { data };
  };
  const refused = (reason: string) => ({ code: 'UNAUTHENTICATED', reason });
  const pass = (time: string) => [app, other].forEach(({ clock }) => clock.set(`2026-11-22T${time}Z`));
  const lastUse = async (browser: Browser) => {
    const hash = createHash('sha256').update(browser.cookie('session')?.value ?? '');
    const row = sql`SELECT last_used_at AS at FROM session WHERE id_hash = ${hash.digest('hex')}`;
    return (await app.store.queryOne<{ at: string }>(row))?.at;
  };
  const settled = () => app.app.get(UnitOfWork).idle();

  it('opens what a token with the same claims opens, in every process', async () => {
    const browser = await signIn();
    for (const question of [VIEWER, '{ people { nodes { name } } }', '{ providers { key } }'])
      expect(await browser.ask(question)).toEqual(await app.askAs(KAREN, question));
    expect(await told(browser)).toEqual(AS_KAREN);
    browser.app = other;
    expect(await told(browser)).toEqual(AS_KAREN);
  });

  it('is shown by a cookie that only this server gets and no script can read', async () => {
    const { name, value, ...flags } = (await signIn()).cookie('session')!;
    expect({ name, ...flags }).toEqual({
      name: '__Host-forloeb_session',
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'strict',
    });
    expect(value).toMatch(/^[\w-]{43}$/);
  });

  it('has a simple cookie over http on this machine, and none at all over http elsewhere', async () => {
    const cookie = { name: 'forloeb_session', value: 'x'.repeat(43) };
    const idFor = (origin: string) => {
      const browser = new Browser(app);
      browser.setCookie(cookie);
      return browser.accept(async (request) => new SessionCookie(origin).idIn(request));
    };
    expect(await idFor('http://127.0.0.1:3000')).toBe(cookie.value);
    expect(await idFor('http://forloeb.example')).toBeNull();
    expect(await idFor(PUBLIC)).toBeNull();
  });

  it('is kept as a digest of its id', async () => {
    const { value } = (await signIn()).cookie('session')!;
    const rows = await app.store.query<object>(sql`SELECT * FROM session`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(value);
  });

  it('has a new id at each sign-in, and the one before is over', async () => {
    const browser = await signIn();
    const before = browser.cookie('session')!;
    await signIn(browser);
    expect(browser.cookie('session')!.value).not.toBe(before.value);
    expect(await told(browser)).toEqual(AS_KAREN);
    browser.setCookie(before);
    expect(await told(browser)).toEqual(refused('SESSION_OVER'));
  });

  it('cannot be had under an id that somebody else has chosen', async () => {
    const chosen = 'x'.repeat(43);
    const browser = new Browser(app);
    browser.setCookie({ name: '__Host-forloeb_session', value: chosen });
    expect(await told(browser)).toEqual(refused('SESSION_OVER'));
    await signIn(browser);
    expect(browser.cookie('session')!.value).not.toBe(chosen);
    browser.setCookie({ name: '__Host-forloeb_session', value: chosen });
    expect(await told(browser)).toEqual(refused('SESSION_OVER'));
  });

  it('ends when it has not been used for a while, and not before', async () => {
    const browser = await signIn();
    for (const time of ['12:29:00', '12:58:00', '13:27:00']) {
      pass(time);
      expect(await told(browser)).toEqual(AS_KAREN);
      await settled();
    }
    pass('13:57:01');
    expect(await told(browser)).toEqual(refused('SESSION_OVER'));
  });

  it('ends after its hours, however much it is used', async () => {
    const browser = await signIn();
    for (let minutes = 20; minutes < 8 * 60; minutes += 20) {
      const [hour, minute] = [12 + Math.floor(minutes / 60), minutes % 60];
      pass(`${hour}:${String(minute).padStart(2, '0')}:00`);
      expect(await told(browser)).toEqual(AS_KAREN);
      await settled();
    }
    pass('20:00:01');
    expect(await told(browser)).toEqual(refused('SESSION_OVER'));
  });

  it('has its use written down once a minute', async () => {
    const browser = await signIn();
    const opened = await lastUse(browser);
    pass('12:00:59');
    await told(browser);
    await settled();
    expect(await lastUse(browser)).toBe(opened);
    pass('12:02:00');
    await told(browser);
    await settled();
    expect(await lastUse(browser)).toMatch(/T12:02:00/);
  });

  it('that is closed is over everywhere, and no other is', async () => {
    const [mine, theirs] = [await signIn(), await signIn()];
    const before = mine.cookie('session')!;
    await mine.accept((request, reply) => app.app.get(Sessions).close(request, reply));
    expect(mine.cookie('session')).toBeUndefined();
    for (const process of [app, other]) {
      mine.app = process;
      mine.setCookie(before);
      expect(await told(mine)).toEqual(refused('SESSION_OVER'));
    }
    expect(await told(theirs)).toEqual(AS_KAREN);
  });

  it('is used by the pages of this server only', async () => {
    const browser = await signIn();
    const reasonFor = async (headers: Record<string, string>) =>
      (await browser.ask(VIEWER, headers)).errors?.[0].extensions.reason;
    const elsewhere: Record<string, string>[] = [
      {},
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { origin: PUBLIC, 'sec-fetch-site': 'cross-site' },
      { origin: PUBLIC, 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of elsewhere) expect(await reasonFor(headers)).toBe('OTHER_ORIGIN');
    expect(await reasonFor({ origin: PUBLIC })).toBeUndefined();
    expect(await reasonFor(FROM_OWN_PAGE)).toBeUndefined();
  });

  it('and a token are never used together', async () => {
    const browser = await signIn();
    const { errors } = await browser.ask(VIEWER, { ...FROM_OWN_PAGE, authorization: 'Bearer any' });
    expect(errors?.[0].extensions).toEqual(refused('TWO_SIGN_INS'));
  });

  it('is over when something else is agreed with the provider that vouched for it, or the provider is gone', async () => {
    const browser = await signIn();
    const ceiling = { ...PROVIDER.ceiling, municipalities: new Set(['461']) };
    for (const issuers of [[{ ...PROVIDER, ceiling }], []]) {
      browser.app = await start({ issuers });
      expect(await told(browser)).toEqual(refused('SESSION_OVER'));
      await browser.app.close();
    }
    browser.app = app;
    expect(await told(browser)).toEqual(AS_KAREN);
  });

  it('L26: gives no role that has ended, from the next request on', async () => {
    const browser = await signIn();
    const people = async () => (await browser.ask('{ people { nodes { name } } }')).data?.people.nodes;
    expect(await people()).toEqual([{ name: 'Mia' }]);
    const [coordinator, municipalityCode, reason] = ['karen@kolding.dk', '621', 'left'];
    const agency = new Client(app, [{ role: 'AGENCY' }]);
    await agency.succeed('coordinatorEnd', { coordinator, municipalityCode, reason }, '__typename');
    expect(await people()).toBeUndefined();
    await agency.succeed('coordinatorReinstate', { coordinator, municipalityCode, reason }, '__typename');
    expect(await people()).toEqual([{ name: 'Mia' }]);
  });

  it('lets somebody send a file, as a token does', async () => {
    const file = Buffer.alloc(200_000).toString('base64');
    const input = `{ engagementId: "eng_1", trackKey: "INTRO", dryRun: true, file: "${file}" }`;
    const upload = `mutation { rosterImport(input: ${input}) { __typename } }`;
    expect(await (await signIn()).ask(upload)).toEqual({
      data: { rosterImport: { __typename: 'NotFound' } },
    });
    const { errors } = await new Browser(app).ask(upload);
    expect(errors?.[0].extensions.code).toBe('BODY_TOO_LARGE');
  });

  it('leaves nothing behind when it is over', async () => {
    const browser = await signIn();
    const count = async () => (await app.store.query(sql`SELECT id_hash FROM session`)).length;
    await app.app.get(Sessions).sweep();
    expect(await count()).toBeGreaterThan(0);
    expect(await told(browser)).toEqual(AS_KAREN);
    pass('20:30:00');
    await app.app.get(Sessions).sweep();
    expect(await count()).toBe(0);
  });
});
