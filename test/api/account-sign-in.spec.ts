/** Signing in with an account: what is refused, what is counted, what ends it, and what is kept of it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { accessibilityProblems } from '../support/accessibility.js';
import { codeOf, codesOn, Holder, invite, PASSWORD, signIn } from '../support/account.js';
import { startApp, type TestApp } from '../support/app.js';
import { Browser, PUBLIC } from '../support/browser.js';
import { Client } from '../support/client.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { everything } from '../support/schema-contents.js';

const ADMIN: RoleClaim[] = [{ role: 'ADMIN' }];
const NOW = '2026-11-22T12:00:00Z';
const VIEWER = '{ viewer { name } }';
const REFUSED = { code: 'UNAUTHENTICATED', reason: 'INVALID_TOKEN' };
const WRONG = 'ikke den rigtige kode';

let database: TestDatabase;
let app: TestApp;
/** Another process on the same database. */
let other: TestApp;
const log: string[] = [];
beforeAll(async () => {
  database = await freshDatabase({ PUBLIC_URL: PUBLIC });
  const logger = pino({ level: 'trace' }, { write: (line) => void log.push(line) });
  app = await startApp(NOW, { database, logger });
  other = await startApp(NOW, { database, logger });
});
afterAll(async () => {
  await other.close();
  await app.close();
  await database.drop();
});

const as = (roles: RoleClaim[] | null, at = app) => new Client(at, roles);
const later = (seconds: number) => {
  const instant = new Date(Date.parse(app.clock.now()) + seconds * 1_000).toISOString();
  for (const each of [app, other]) each.clock.set(instant);
};
const typed = ({ email }: Holder, code: string, password = PASSWORD) => ({ email, password, code });
const expectRefused = async (input: object, at = app) => {
  const answer = await signIn(at, { ...input });
  expect(answer).toMatchObject({ __typename: 'SignInRefused', code: 'SIGN_IN_REFUSED' });
  return answer;
};
const expectWorks = async (holder: Holder, at = app) =>
  expect(await signIn(at, typed(holder, holder.code(app, other)))).toMatchObject({
    __typename: 'SignInPayload',
  });
const staff = (email: string) => Holder.of(app, email, { role: 'AGENCY' });

describe('whoever is refused', () => {
  it('is told the same for an unknown address, a wrong password, a wrong code, a locked and an ended account', async () => {
    const [holder, locked, ended] = [
      await staff('rigtig@styrelsen.example'),
      await staff('laast@styrelsen.example'),
      await staff('lukket@styrelsen.example'),
    ];
    const { path } = await invite(app, ADMIN, 'inviteret@styrelsen.example', [{ role: 'AGENCY' }]);
    expect(path).toContain('/invitation/');
    await as(ADMIN).succeed('accountEnd', { accountId: ended.id, reason: 'x' }, '__typename');
    later(31);
    for (let tries = 0; tries < 5; tries++) await expectRefused(typed(locked, '', WRONG));
    const tries = [
      typed(holder, '', WRONG),
      typed(holder, ''),
      typed(holder, '123456'),
      typed(holder, 'aaaa-bbbb-cccc-dddd'),
      { ...typed(holder, ''), email: 'ingen@styrelsen.example' },
      { ...typed(holder, ''), email: 'inviteret@styrelsen.example' },
      typed(locked, codeOf(app, locked.secret)),
      typed(ended, codeOf(app, ended.secret)),
    ];
    const answers = new Set<string>();
    const pages = new Set<string>();
    for (const input of tries) {
      answers.add(JSON.stringify(await expectRefused(input)));
      const page = await new Browser(app).send('/sign-in/account', input);
      pages.add(`${page.status} ${page.text.replaceAll(input.email, 'ADDRESS')}`);
    }
    expect([answers.size, pages.size]).toEqual([1, 1]);
    const [page = ''] = pages;
    expect(page).toMatch(/^422 .*role="alert"/s);
    expect(page).not.toContain(PASSWORD);
  });

  it('waits as long for an address that nobody has as for a wrong password', async () => {
    const slow = await startApp(NOW, {
      database: {
        ...database,
        env: Object.assign(Object.create(database.env), { passwordMemoryKib: 19_456, passwordPasses: 2 }),
      },
    });
    const holder = await Holder.of(slow, 'maalt@styrelsen.example', { role: 'EVALUATOR' });
    const timed = async (email: string) => {
      const began = performance.now();
      await expectRefused({ email, password: WRONG }, slow);
      return performance.now() - began;
    };
    await timed('x@x.example');
    const known = Math.min(await timed(holder.email), await timed(holder.email), await timed(holder.email));
    const unknown = Math.min(
      await timed('x@x.example'),
      await timed('x@x.example'),
      await timed('x@x.example'),
    );
    await slow.close();
    expect(unknown).toBeGreaterThan(known / 3);
    expect(known).toBeGreaterThan(unknown / 3);
  });
});

describe('a code', () => {
  it('is accepted once, in whichever process, and not when one after it was', async () => {
    const holder = await staff('kode@styrelsen.example');
    const early = holder.code(app, other);
    const two = await Promise.all([signIn(app, typed(holder, early)), signIn(other, typed(holder, early))]);
    expect(two.map((each) => each.__typename).sort()).toEqual(['SignInPayload', 'SignInRefused']);
    await expectRefused(typed(holder, early), other);
    later(31);
    const next = codeOf(app, holder.secret);
    later(31);
    await expectWorks(holder);
    await expectRefused(typed(holder, next));
  });

  it('that confirmed the second factor does not sign in as well', async () => {
    const invited = await invite(app, ADMIN, 'bekraeft@styrelsen.example', [{ role: 'AGENCY' }]);
    const browser = new Browser(app);
    const [secret = ''] = codesOn(await browser.open(invited.path));
    const code = codeOf(app, secret);
    await browser.send(invited.path, { password: PASSWORD, repeated: PASSWORD, code });
    await expectRefused({ email: invited.email, password: PASSWORD, code });
  });

  it('for recovery is accepted once each, however it is typed', async () => {
    const holder = await staff('noedkode@styrelsen.example');
    const [first = '', second = ''] = holder.recoveryCodes;
    const done = await signIn(app, typed(holder, ` ${first.toUpperCase().replaceAll('-', ' ')}`));
    expect(done.__typename).toBe('SignInPayload');
    await expectRefused(typed(holder, first), other);
    expect((await signIn(other, typed(holder, second))).__typename).toBe('SignInPayload');
  });
});

describe('an account is locked', () => {
  it('after five that were wrong, by two processes together; for twice as long by each further one', async () => {
    const holder = await staff('to.processer@styrelsen.example');
    for (const at of [app, other, app, other, app]) await expectRefused(typed(holder, '', WRONG), at);
    await expectRefused(typed(holder, codeOf(app, holder.secret)), other);
    later(31);
    await expectRefused(typed(holder, '', WRONG));
    later(31);
    await expectRefused(typed(holder, codeOf(app, holder.secret)), other);
    later(31);
    await expectWorks(holder, other);
    for (let tries = 0; tries < 4; tries++) await expectRefused(typed(holder, '', WRONG));
    await expectWorks(holder);
  });

  it('for no more than five of those that are tried at the same time', async () => {
    const holder = await staff('samtidig@styrelsen.example');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        expectRefused(typed(holder, '', WRONG), index % 2 ? app : other),
      ),
    );
    const row = await app.store.queryOne<{ failures: number }>(
      sql`SELECT failures FROM account WHERE id = ${holder.id}`,
    );
    expect(Number(row?.failures)).toBe(5);
  });

  it('until somebody who gives its roles opens it', async () => {
    const holder = await staff('aabnes@styrelsen.example');
    for (let tries = 0; tries < 5; tries++) await expectRefused(typed(holder, '', WRONG));
    const { account } = await as(ADMIN).succeed(
      'accountUnlock',
      { accountId: holder.id, reason: 'Ringede' },
      'account { lockedUntil }',
    );
    expect(account.lockedUntil).toBeNull();
    await expectWorks(holder, other);
  });

  it('and an address that tries many accounts has to wait', async () => {
    const own = await freshDatabase({ RATE_LIMIT_SIGN_IN: '3', PUBLIC_URL: PUBLIC });
    const strict = await startApp(NOW, { database: own });
    for (let tries = 0; tries < 3; tries++)
      await expectRefused({ email: `${tries}@x.example`, password: WRONG }, strict);
    const source = 'mutation { signIn(input: { email: "a@x.example", password: "x" }) { __typename } }';
    const answer = await strict.ask(null, source);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', limit: 3 });
    const page = await new Browser(strict).send('/sign-in/account', {
      email: 'a@x.example',
      password: WRONG,
    });
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    await strict.close();
    await own.drop();
  });
});

describe('whoever is signed in', () => {
  it('signs out everywhere: token and session are over at once in every process', async () => {
    const holder = await staff('overalt@styrelsen.example');
    const token = await holder.token(app, other);
    const [here, there] = [await holder.browser(app, other), await holder.browser(app, other)];
    there.app = other;
    for (const each of [app, other]) expect((await each.askWith(token, VIEWER)).errors).toBeUndefined();
    expect((await there.ask(VIEWER)).errors).toBeUndefined();
    const page = await here.send('/account', { act: 'out' });
    expect(page.url).toContain('/sign-in/account');
    for (const each of [app, other])
      expect((await each.askWith(token, VIEWER)).errors?.[0]?.extensions).toEqual(REFUSED);
    expect((await there.ask(VIEWER)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    const again = await holder.token(app, other);
    const out = 'mutation { accountSignOutEverywhere(input: { sure: true }) { __typename } }';
    expect((await other.askWith(again, out)).data.accountSignOutEverywhere.__typename).toMatch(/Payload$/);
    expect((await app.askWith(again, VIEWER)).errors?.[0]?.extensions).toEqual(REFUSED);
  });

  it('changes the password with the present one; everything else is signed out', async () => {
    const holder = await staff('skifter@styrelsen.example');
    const token = await holder.token(app, other);
    const change = async (currentPassword: string, newPassword: string) => {
      const input = `{ currentPassword: "${currentPassword}", newPassword: "${newPassword}" }`;
      const source = `mutation { accountPasswordChange(input: ${input}) { __typename
        ... on AccountPasswordChangePayload { token } ... on InvalidInput { problems { path } } } }`;
      return (await app.askWith(token, source)).data.accountPasswordChange;
    };
    const next = 'blå cykler om vinteren';
    expect((await change(WRONG, next)).problems).toEqual([{ path: 'currentPassword' }]);
    expect((await change(PASSWORD, 'kort')).problems).toEqual([{ path: 'newPassword' }]);
    const changed = await change(PASSWORD, next);
    expect((await other.askWith(token, VIEWER)).errors?.[0]?.extensions).toEqual(REFUSED);
    expect((await other.askWith(changed.token, VIEWER)).errors).toBeUndefined();
    await expectRefused(typed(holder, holder.code(app, other)));
    expect((await signIn(app, typed(holder, holder.code(app, other), next))).__typename).toBe(
      'SignInPayload',
    );
  });

  it('does the same on the page, and sets up another second factor there, without barriers', async () => {
    const holder = await staff('siden@styrelsen.example');
    const browser = await holder.browser(app, other);
    for (const lang of ['da', 'en'])
      expect(await accessibilityProblems((await browser.open(`/account?lang=${lang}`)).text)).toEqual([]);
    const wrong = await browser.send('/account', {
      act: 'password',
      current: WRONG,
      next: 'x',
      repeated: 'y',
    });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('The two passwords differ')]);
    const next = 'blå cykler om vinteren';
    const changed = await browser.send('/account', {
      act: 'password',
      current: PASSWORD,
      next,
      repeated: next,
    });
    expect(changed.text).toContain('The password is changed');
    const [secret = ''] = codesOn(await browser.open('/account'));
    expect(secret).not.toBe(holder.secret);
    const set = await browser.send('/account', { act: 'factor', password: next, code: codeOf(app, secret) });
    expect(codesOn(set)).toHaveLength(10);
    expect((await browser.open('/account')).status).toBe(200);
    await expectRefused(typed(holder, holder.code(app, other), next));
    expect((await signIn(app, typed(holder, codeOf(app, secret), next))).__typename).toBe('SignInPayload');
    const elsewhere = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect((await browser.send('/account', { act: 'out' }, elsewhere)).status).toBe(403);
    expect((await browser.open('/account')).status).toBe(200);
  });

  it('has a token that is over after some hours, and of which no part can be changed', async () => {
    const holder = await staff('timer@styrelsen.example');
    const token = await holder.token(app, other);
    const [head = '', body = '', sign = ''] = token.split('.');
    const more = Buffer.from(JSON.stringify({ sub: holder.id, ver: 1, exp: 9_999_999_999 })).toString(
      'base64url',
    );
    for (const changed of [
      `${head}.${more}.${sign}`,
      `${head}.${body}.`,
      token.replace('forloeb_account_', ''),
    ])
      expect((await app.askWith(changed, VIEWER)).errors?.[0]?.extensions).toEqual(REFUSED);
    later(7.9 * 3_600);
    expect((await app.askWith(token, VIEWER)).errors).toBeUndefined();
    later(0.2 * 3_600);
    expect((await app.askWith(token, VIEWER)).errors?.[0]?.extensions).toEqual(REFUSED);
  });

  it('with another token has no account to change', async () => {
    const input = { currentPassword: PASSWORD, newPassword: 'blå cykler om vinteren' };
    expect(await as(ADMIN).act('accountPasswordChange', input, 'token')).toMatchObject({ code: 'NOT_FOUND' });
    expect((await as(ADMIN).query('{ viewer { account { id } } }')).viewer.account).toBeNull();
  });
});

describe('what is kept', () => {
  it('is every sign-in, refusal, lock-out and change, for agency and administrators, page by page', async () => {
    const holder = await staff('haendelser@styrelsen.example');
    const began = app.clock.now();
    await holder.token(app, other);
    for (let tries = 0; tries < 5; tries++) await expectRefused(typed(holder, '', WRONG));
    await expectRefused({ email: 'ingen@x.example', password: WRONG });
    const ask = (more: string) =>
      as([{ role: 'AGENCY' }]).query(`{ accountEvents(${more}) { totalCount pageInfo { endCursor }
        nodes { kind accountId email recordedBy } } }`);
    const first = (await ask(`accountId: "${holder.id}", first: 3`)).accountEvents;
    const rest = (await ask(`accountId: "${holder.id}", after: "${first.pageInfo.endCursor}"`)).accountEvents;
    const kinds = [...first.nodes, ...rest.nodes].map((each) => each.kind);
    expect(kinds).toEqual([
      ...['INVITED', 'ACTIVATED', 'SIGNED_IN'],
      ...['SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'LOCKED'],
    ]);
    expect([first.totalCount, first.nodes[0].recordedBy]).toEqual([9, 'Test']);
    const { accountEvents } = await ask(`since: "${began}"`);
    expect(accountEvents.nodes.at(-1)).toEqual({
      kind: 'SIGN_IN_FAILED',
      accountId: null,
      email: null,
      recordedBy: null,
    });
    for (const role of [{ role: 'COORDINATOR', municipality: '621' }, { role: 'EVALUATOR' }] as RoleClaim[])
      expect((await app.ask([role], '{ accountEvents { totalCount } }')).errors?.[0]?.extensions).toEqual({
        code: 'FORBIDDEN',
      });
  });

  it('is no secret: none in any table, in the log, or in an answer about accounts', async () => {
    const invited = await invite(app, ADMIN, 'hemmelig@styrelsen.example', [{ role: 'AGENCY' }]);
    const holder = await Holder.accepting(app, invited);
    const code = holder.code(app, other);
    const { token } = await signIn(app, typed(holder, code));
    const browser = await holder.browser(app, other);
    await expectRefused(typed(holder, code, WRONG));
    await browser.send('/account', { act: 'password', current: WRONG, next: PASSWORD, repeated: PASSWORD });
    const standing = await invite(app, ADMIN, 'staaende@styrelsen.example', [{ role: 'AGENCY' }]);
    const answers = await as(ADMIN)
      .query(`{ accounts(first: 100, ended: true) { nodes { id email name status roles { role }
      secondFactor lockedUntil linkEndsAt recordedBy } } accountEvents(first: 100) { nodes { id kind reason } } }`);
    const secrets = {
      password: PASSWORD,
      wrong: WRONG,
      secret: holder.secret,
      ...Object.fromEntries(holder.recoveryCodes.map((each, index) => [`recovery ${index}`, each])),
      plainRecovery: holder.recoveryCodes[0]!.replaceAll('-', ''),
      link: standing.path.slice('/invitation/'.length),
      used: invited.path.slice('/invitation/'.length),
      token,
      cookie: browser.cookie('forloeb_session')?.value ?? '',
    };
    const places = {
      tables: JSON.stringify(await everything(app.store)),
      log: log.join('\n'),
      answers: JSON.stringify(answers),
    };
    expect(places.tables).toContain('hemmelig@styrelsen.example');
    expect(places.log).toContain('signIn');
    for (const [place, text] of Object.entries(places))
      for (const [name, secret] of Object.entries(secrets))
        expect([place, name, secret.length > 8, text.includes(secret)]).toEqual([place, name, true, false]);
    expect(places.log).not.toMatch(/hemmelig@|staaende@/);
  });

  it('V44: is in the log of changes, without a secret', async () => {
    const rows = await app.store.query<{ action: string }>(
      sql`SELECT DISTINCT action FROM audit_event WHERE subject_id LIKE 'acc%' ORDER BY action`,
    );
    expect(rows.map((row) => row.action)).toEqual([
      ...[
        'accountActivate',
        'accountEnd',
        'accountInvite',
        'accountPasswordChange',
        'accountSecondFactorSet',
      ],
      ...['accountSignOutEverywhere', 'accountUnlock'],
    ]);
  });
});
