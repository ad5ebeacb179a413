/** Somebody with an account of the installation: invited, with a password and an authenticator app. */
import { expect } from '@jest/globals';
import { TOTP, Secret } from 'otpauth';
import type { RoleClaim } from '../../src/access/token.js';
import type { TestApp } from './app.js';
import { Browser, type Page } from './browser.js';
import { Client } from './client.js';

export const PASSWORD = 'fire grønne stole i haven';

type Fields = Record<string, unknown>;

export interface Invited {
  readonly id: string;
  /** The path of the page that the link leads to. */
  readonly path: string;
  readonly email: string;
}

export async function invite(
  app: TestApp,
  by: RoleClaim[],
  email: string,
  roles: Fields[],
  name = 'Ane Madsen',
): Promise<Invited> {
  const { account, link } = await new Client(app, by).succeed(
    'accountInvite',
    { email, name, roles },
    'account { id } link',
  );
  return { id: account.id, path: new URL(link).pathname, email };
}

/** What an authenticator app shows at the moment that the server takes for now. */
export function codeOf(app: TestApp, secret: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.parse(app.clock.now()) });
}

/** The texts in `<code>` of a page: the secret for an app, or recovery codes. */
export function codesOn(page: Page): string[] {
  return [...page.text.matchAll(/<code>([^<]*)<\/code>/g)].map(([, text]) =>
    (text ?? '').replaceAll(' ', ''),
  );
}

export class Holder {
  private constructor(
    readonly id: string,
    readonly email: string,
    /** In base32; empty without a second factor. */
    readonly secret: string,
    readonly recoveryCodes: readonly string[],
  ) {}

  /** Accepts an invitation, with a second factor unless told. */
  static async accepting(app: TestApp, { id, path, email }: Invited, withApp = true): Promise<Holder> {
    const browser = new Browser(app);
    const [secret = ''] = codesOn(await browser.open(path));
    const code = withApp ? codeOf(app, secret) : '';
    const done = await browser.send(path, { password: PASSWORD, repeated: PASSWORD, code });
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('Your account is ready')]);
    return new Holder(id, email, withApp ? secret : '', codesOn(done));
  }

  static async of(app: TestApp, email: string, ...roles: Fields[]): Promise<Holder> {
    return Holder.accepting(app, await invite(app, [{ role: 'ADMIN' }], email, roles));
  }

  /** The next code: each is accepted once, so half a minute passes on every server. */
  code(app: TestApp, ...others: TestApp[]): string {
    const later = new Date(Date.parse(app.clock.now()) + 31_000).toISOString();
    for (const each of [app, ...others]) each.clock.set(later);
    return this.secret === '' ? '' : codeOf(app, this.secret);
  }

  async token(app: TestApp, ...others: TestApp[]): Promise<string> {
    const answer = await signIn(app, {
      email: this.email,
      password: PASSWORD,
      code: this.code(app, ...others),
    });
    expect(answer).toMatchObject({ __typename: 'SignInPayload' });
    return answer.token;
  }

  async browser(app: TestApp, ...others: TestApp[]): Promise<Browser> {
    const browser = new Browser(app);
    const typed = { email: this.email, password: PASSWORD, code: this.code(app, ...others) };
    const page = await browser.send('/sign-in/account', typed);
    expect([page.url, page.status]).toEqual([expect.stringContaining('/account'), 200]);
    return browser;
  }
}

export async function signIn(app: TestApp, input: Fields): Promise<any> {
  return new Client(app, null).act('signIn', input, 'token endsAt');
}
