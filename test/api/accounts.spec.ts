/** Accounts of the installation: who invites whom, what a link opens, and how an account ends. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { accessibilityProblems } from '../support/accessibility.js';
import { codeOf, codesOn, Holder, invite, PASSWORD, signIn } from '../support/account.js';
import { startApp, type TestApp } from '../support/app.js';
import { Browser, PUBLIC } from '../support/browser.js';
import { Client } from '../support/client.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { HOUSING, Town } from '../support/town.js';

const KOLDING = '621';
const ODENSE = '461';
const ADMIN: RoleClaim[] = [{ role: 'ADMIN' }];
const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const COORDINATOR: RoleClaim[] = [{ role: 'COORDINATOR', municipality: KOLDING }];
const NOW = '2026-11-22T12:00:00Z';
const VIEWER = '{ viewer { name roles account { email status secondFactor roles { role } } } }';
const REFUSED = { code: 'UNAUTHENTICATED', reason: 'INVALID_TOKEN' };

let database: TestDatabase;
let app: TestApp;
/** Another process on the same database. */
let other: TestApp;
let town: Town;
let substans: string;
let fonden: string;
beforeAll(async () => {
  database = await freshDatabase({ PUBLIC_URL: PUBLIC });
  app = await startApp(NOW, { database });
  other = await startApp(NOW, { database });
  town = new Town(app);
  const engagementId = await town.engagement(HOUSING, [KOLDING]);
  const mia = await town.person('Mia', { municipalityCode: KOLDING, email: 'mia@kolding.example' });
  await town.enrol({ engagementId, municipalityCode: KOLDING, trackKey: 'MEETING_LEADER' }, mia);
  await town.person('Ole', { municipalityCode: ODENSE, email: 'ole@odense.example' });
  const provider = async (key: string) =>
    (await town.agency.succeed('providerRegister', { key, name: key }, 'provider { id }')).provider.id;
  [substans, fonden] = [await provider('substans'), await provider('fonden')];
});
afterAll(async () => {
  await other.close();
  await app.close();
  await database.drop();
});

const as = (roles: RoleClaim[] | null) => new Client(app, roles);
const ask = async (token: string, at = app) => at.askWith(token, VIEWER);
const refusalOf = async (token: string, at = app) => (await ask(token, at)).errors?.[0]?.extensions;
const setTime = (instant: string) => [app, other].forEach((each) => each.clock.set(instant));

describe('who may invite whom', () => {
  const SCOPES: Record<string, () => object> = {
    ADMIN: () => ({ role: 'ADMIN' }),
    AGENCY: () => ({ role: 'AGENCY' }),
    EVALUATOR: () => ({ role: 'EVALUATOR' }),
    'COORDINATOR of Kolding': () => ({ role: 'COORDINATOR', municipalityCode: KOLDING }),
    'COORDINATOR of Odense': () => ({ role: 'COORDINATOR', municipalityCode: ODENSE }),
    'PROVIDER substans': () => ({ role: 'PROVIDER', providerId: substans }),
    'PROVIDER fonden': () => ({ role: 'PROVIDER', providerId: fonden }),
  };
  const ALL = Object.keys(SCOPES);
  const MAY: [string, RoleClaim[], string[]][] = [
    ['an administrator: everybody', ADMIN, ALL],
    ['the agency: everybody but administrators', AGENCY, ALL.filter((each) => each !== 'ADMIN')],
    ['a coordinator: further coordinators of the own municipality', COORDINATOR, ['COORDINATOR of Kolding']],
    ['a provider: its own staff', [{ role: 'PROVIDER', provider: 'substans' }], ['PROVIDER substans']],
  ];

  it.each(MAY)('%s', async (_, by, expected) => {
    const done: string[] = [];
    for (const [name, scope] of Object.entries(SCOPES)) {
      const email = `x${ALL.indexOf(name)}.${by[0]?.role.toLowerCase()}@sted.example`;
      const answer = await as(by).act(
        'accountInvite',
        { email, name: 'X', roles: [scope()] },
        'account { id }',
      );
      if (answer.__typename === 'AccountInvitePayload') done.push(name);
      else expect(answer.problems[0]).toMatchObject({ message: 'is not yours to give' });
    }
    expect(done).toEqual(expected);
  });

  it.each([
    ['participants', [{ role: 'PARTICIPANT', email: 'mia@kolding.example' }]],
    ['evaluators', [{ role: 'EVALUATOR' }]],
  ] as [string, RoleClaim[]][])('nobody is invited by %s', async (_, by) => {
    const input = '{ email: "a@sted.example", name: "A", roles: [{ role: EVALUATOR }] }';
    const answer = await app.ask(by, `mutation { accountInvite(input: ${input}) { __typename } }`);
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
  });

  it('V39: a coordinator invites participants on own seats, under the address of their record, and no others', async () => {
    const roles = [{ role: 'PARTICIPANT' }];
    const refused = [];
    for (const email of ['ole@odense.example', 'nobody@kolding.example'])
      refused.push(await as(COORDINATOR).act('accountInvite', { email, name: 'P', roles }, '__typename'));
    expect(refused[0]).toEqual(refused[1]);
    expect(refused[0]).toMatchObject({ problems: [{ path: 'roles.0', message: 'is not yours to give' }] });
    const agency = await as(AGENCY).act(
      'accountInvite',
      { email: 'nobody@kolding.example', name: 'P', roles },
      '__typename',
    );
    expect(agency).toMatchObject({ __typename: 'InvalidInput' });
    const mia = await Holder.accepting(
      app,
      await invite(app, COORDINATOR, 'mia@kolding.example', roles),
      false,
    );
    const token = await mia.token(app, other);
    expect((await app.askWith(token, '{ viewer { person { name } } }')).data.viewer.person).toEqual({
      name: 'Mia',
    });
  });

  it('an address has one account', async () => {
    const input = { email: ' MIA@kolding.example', name: 'Mia', roles: [{ role: 'EVALUATOR' }] };
    expect(await as(ADMIN).act('accountInvite', input, '__typename')).toMatchObject({ code: 'DUPLICATE' });
  });

  it('each sees the accounts that are theirs to give, and of those the roles that are', async () => {
    const both = [
      { role: 'COORDINATOR', municipalityCode: KOLDING },
      { role: 'COORDINATOR', municipalityCode: ODENSE },
    ];
    await invite(app, ADMIN, 'to@steder.example', both);
    const list = '{ accounts(first: 100) { totalCount nodes { email roles { municipality { code } } } } }';
    const { accounts } = await as(COORDINATOR).query(list);
    const emails = accounts.nodes.map((each: any) => each.email);
    expect(emails).toContain('to@steder.example');
    expect(emails).toContain('mia@kolding.example');
    expect(emails.filter((each: string) => each.endsWith('agency@sted.example'))).toEqual([
      'x3.agency@sted.example',
    ]);
    expect(accounts.totalCount).toBe(emails.length);
    expect(accounts.nodes.find((each: any) => each.email === 'to@steder.example').roles).toEqual([
      { municipality: { code: KOLDING } },
    ]);
  });
});

describe('an invitation', () => {
  const open = (path: string) => new Browser(app).open(path);
  const missing = async () => (await open('/invitation/x')).text.replaceAll('/invitation/x', 'PATH');

  it('leads to an account with what it says, once a password and a second factor are chosen', async () => {
    const holder = await Holder.of(app, 'ane@styrelsen.example', { role: 'AGENCY' });
    expect(holder.recoveryCodes).toHaveLength(10);
    const token = await holder.token(app, other);
    expect((await ask(token, other)).data.viewer).toEqual({
      name: 'Ane Madsen',
      roles: ['AGENCY'],
      account: {
        email: 'ane@styrelsen.example',
        status: 'ACTIVE',
        secondFactor: true,
        roles: [{ role: 'AGENCY' }],
      },
    });
    const browser = await holder.browser(app, other);
    expect((await browser.open('/account')).text).toContain('Ane Madsen');
  });

  it('opens once, also when it is sent to two processes at the same time', async () => {
    const { path, id } = await invite(app, ADMIN, 'en.gang@styrelsen.example', [{ role: 'EVALUATOR' }]);
    const typed = { password: PASSWORD, repeated: PASSWORD, code: '' };
    const pages = await Promise.all([app, other].map((each) => new Browser(each).send(path, typed)));
    expect(pages.map((page) => page.status).sort()).toEqual([200, 404]);
    expect((await open(path)).text.replaceAll(path, 'PATH')).toBe(await missing());
    const events = await app.store.query(
      sql`SELECT kind FROM account_event WHERE account_id = ${id} AND kind = 'ACTIVATED'`,
    );
    expect(events).toHaveLength(1);
  });

  it('is over after seven days', async () => {
    const { path } = await invite(app, ADMIN, 'sent@styrelsen.example', [{ role: 'EVALUATOR' }]);
    const now = app.clock.now();
    const inDays = (days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString();
    setTime(inDays(6.9));
    expect((await open(path)).status).toBe(200);
    setTime(inDays(7.1));
    expect([(await open(path)).status, (await open(path)).text.replaceAll(path, 'PATH')]).toEqual([
      404,
      await missing(),
    ]);
    setTime(now);
  });

  it('opens nothing once it is revoked, and its address is free again', async () => {
    const invited = await invite(app, ADMIN, 'fortrudt@styrelsen.example', [{ role: 'EVALUATOR' }]);
    const input = { accountId: invited.id, reason: 'Forkert adresse' };
    const { account } = await as(ADMIN).succeed(
      'accountInvitationRevoke',
      input,
      'account { status endedAt }',
    );
    expect(account.status).toBe('ENDED');
    expect((await open(invited.path)).status).toBe(404);
    await invite(app, ADMIN, 'fortrudt@styrelsen.example', [{ role: 'EVALUATOR' }]);
  });

  it('needs a second factor for every role that sees others, and leaves it to the rest', async () => {
    const typed = { password: PASSWORD, repeated: PASSWORD, code: '' };
    const roles = [
      { role: 'ADMIN' },
      { role: 'AGENCY' },
      { role: 'PROVIDER', providerId: substans },
      { role: 'COORDINATOR', municipalityCode: KOLDING },
    ];
    for (const [index, role] of roles.entries()) {
      const { path } = await invite(app, ADMIN, `krav${index}@sted.example`, [role]);
      const page = await new Browser(app).send(path, typed);
      expect([page.status, page.text]).toEqual([
        422,
        expect.stringContaining('your roles need a second factor'),
      ]);
    }
    const free = await invite(app, ADMIN, 'krav9@sted.example', [{ role: 'EVALUATOR' }]);
    expect((await new Browser(app).send(free.path, typed)).status).toBe(200);
  });

  it.each([
    ['short', 'elleve tegn', 'must have 12 to 256 characters'],
    ['too long', 'lang '.repeat(52), 'must have 12 to 256 characters'],
    ['the name', 'min ven er Ane Madsen', 'must not hold your name'],
    ['the address', 'svag1@sted.example!', 'must not hold your name'],
    ['common', 'password1234', 'among those that are tried first'],
    ['the same again and again', 'abcabcabcabc', 'among those that are tried first'],
    ['a CPR number', 'min kode 010190-1234', 'looks like a CPR number'],
  ])('takes no password that is %s', async (_, password, words) => {
    const email = 'svag1@sted.example';
    const { id, path } = await invite(app, ADMIN, email, [{ role: 'EVALUATOR' }]);
    const page = await new Browser(app).send(path, { password, repeated: password, code: '' });
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(words)]);
    await as(ADMIN).succeed('accountInvitationRevoke', { accountId: id, reason: 'x' }, '__typename');
  });

  it('says what is wrong at the field, aloud, and in both languages without barriers', async () => {
    const { path } = await invite(app, ADMIN, 'fejl@styrelsen.example', [{ role: 'AGENCY' }]);
    for (const lang of ['da', 'en']) {
      const there = `${path}?lang=${lang}`;
      const typed = { password: 'kort', repeated: 'andet', code: '000000' };
      const wrong = await new Browser(app).send(there, typed);
      expect(wrong.text).toMatch(/role="alert".*href="#password".*href="#repeated".*href="#code"/s);
      for (const field of ['password', 'repeated', 'code'])
        expect(wrong.text).toMatch(new RegExp(`id="${field}"[^>]*-problem"[^>]*aria-invalid="true"`));
      expect(wrong.text).not.toContain('kort');
      expect(await accessibilityProblems(wrong.text)).toEqual([]);
      expect(await accessibilityProblems((await open(there)).text)).toEqual([]);
    }
  });

  it('is accepted only from its own page', async () => {
    const { path } = await invite(app, ADMIN, 'fremmed@styrelsen.example', [{ role: 'EVALUATOR' }]);
    const typed = { password: PASSWORD, repeated: PASSWORD, code: '' };
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: PUBLIC },
      { origin: 'https://evil.example' },
    ])
      expect((await new Browser(app).send(path, typed, headers as Record<string, string>)).status).toBe(403);
    expect((await open(path)).status).toBe(200);
  });
});

describe('an account ends, or loses a role, at once', () => {
  it('L26: accountEnd, for every token and session, in every process', async () => {
    const holder = await Holder.of(app, 'slut@kolding.example', {
      role: 'COORDINATOR',
      municipalityCode: KOLDING,
    });
    const token = await holder.token(app, other);
    const browser = await holder.browser(app, other);
    const input = { accountId: holder.id, reason: 'Nyt arbejde' };
    await as(COORDINATOR).succeed('accountEnd', input, 'account { status }');
    for (const each of [app, other]) expect(await refusalOf(token, each)).toEqual(REFUSED);
    browser.app = other;
    expect((await browser.ask(VIEWER)).errors[0].extensions.reason).toBe('SESSION_OVER');
    const typed = { email: holder.email, password: PASSWORD, code: holder.code(app, other) };
    expect(await signIn(app, typed)).toMatchObject({ code: 'SIGN_IN_REFUSED' });
  });

  it('L26: coordinatorEnd by the address of the account', async () => {
    const email = 'afgang@kolding.example';
    const holder = await Holder.of(app, email, { role: 'COORDINATOR', municipalityCode: KOLDING });
    const token = await holder.token(app, other);
    expect((await ask(token, other)).data.viewer.roles).toEqual(['COORDINATOR']);
    const input = { coordinator: email, municipalityCode: KOLDING, reason: 'Nyt arbejde' };
    await as(AGENCY).succeed('coordinatorEnd', input, '__typename');
    const { errors } = await other.askWith(token, '{ openTasks(municipalityCode: "621") { count } }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
  });

  it('accountRolesChange: from the next request on; roles that others give stay', async () => {
    const holder = await Holder.of(
      app,
      'skift@steder.example',
      { role: 'COORDINATOR', municipalityCode: KOLDING },
      { role: 'EVALUATOR' },
    );
    const token = await holder.token(app, other);
    const roles = [{ role: 'COORDINATOR', municipalityCode: KOLDING }];
    const input = { accountId: holder.id, roles, reason: 'x' };
    expect(await as(COORDINATOR).act('accountRolesChange', input, '__typename')).toMatchObject({
      from: 'UNCHANGED',
    });
    expect(
      await as(COORDINATOR).act('accountEnd', { accountId: holder.id, reason: 'x' }, '__typename'),
    ).toMatchObject({
      from: 'HAS_OTHER_ROLES',
    });
    await as(ADMIN).succeed('accountRolesChange', { ...input, roles: [{ role: 'EVALUATOR' }] }, '__typename');
    expect((await ask(token, other)).data.viewer.roles).toEqual(['EVALUATOR']);
    const gone = await as(COORDINATOR).act('accountEnd', { accountId: holder.id, reason: 'x' }, '__typename');
    expect(gone).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('the agency ends no administrator', async () => {
    const holder = await invite(app, ADMIN, 'drift@styrelsen.example', [{ role: 'ADMIN' }]);
    const answer = await as(AGENCY).act('accountEnd', { accountId: holder.id, reason: 'x' }, '__typename');
    expect(answer).toMatchObject({ from: 'HAS_OTHER_ROLES' });
  });

  it('a role that needs a second factor is not given without one', async () => {
    const invited = await invite(app, ADMIN, 'uden@steder.example', [{ role: 'EVALUATOR' }]);
    const holder = await Holder.accepting(app, invited, false);
    const token = await holder.token(app, other);
    const roles = [{ role: 'EVALUATOR' }, { role: 'AGENCY' }];
    await as(ADMIN).succeed('accountRolesChange', { accountId: holder.id, roles, reason: 'x' }, '__typename');
    expect((await ask(token)).data.viewer.roles).toEqual(['EVALUATOR']);
  });
});

describe('a second factor that was lost', () => {
  it('is reset to a link, which needs the password; until then nothing is signed in', async () => {
    const holder = await Holder.of(app, 'tabt@styrelsen.example', { role: 'AGENCY' });
    const token = await holder.token(app, other);
    const { link } = await as(ADMIN).succeed(
      'accountSecondFactorReset',
      { accountId: holder.id, reason: 'Ny telefon' },
      'link',
    );
    expect(await refusalOf(token, other)).toEqual(REFUSED);
    const logged = await app.store.query(
      sql`SELECT reason FROM audit_event WHERE subject_id = ${holder.id} AND action = 'accountSecondFactorReset'`,
    );
    expect(logged).toEqual([{ reason: 'Ny telefon' }]);
    const typed = { email: holder.email, password: PASSWORD };
    for (const code of ['', holder.code(app, other), holder.recoveryCodes[0]])
      expect(await signIn(app, { ...typed, code })).toMatchObject({ code: 'SIGN_IN_REFUSED' });
    const browser = new Browser(app);
    const { pathname } = new URL(link);
    const [secret = ''] = codesOn(await browser.open(pathname));
    const wrong = { password: 'noget helt andet', code: codeOf(app, secret) };
    expect((await browser.send(pathname, wrong)).status).toBe(422);
    const done = await browser.send(pathname, { password: PASSWORD, code: codeOf(app, secret) });
    expect([done.status, codesOn(done).length]).toEqual([200, 10]);
    const later = new Date(Date.parse(app.clock.now()) + 31_000).toISOString();
    setTime(later);
    expect(await signIn(app, { ...typed, code: codeOf(app, secret) })).toMatchObject({
      __typename: 'SignInPayload',
    });
  });
});
