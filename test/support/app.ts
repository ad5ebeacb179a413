/** A whole server on a fresh, migrated database, with a clock that tests set. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { signToken, type Claims, type RoleClaim } from '../../src/access/token.js';
import { Clock } from '../../src/config/clock.js';
import type { Core } from '../../src/core.module.js';
import { createApp } from '../../src/create-app.js';
import { parseInstant, type Instant } from '../../src/domain/calendar.js';
import { openStore } from '../../src/storage/open-store.js';
import type { Store } from '../../src/storage/store.js';
import { freshDatabase, type TestDatabase } from './database.js';

export const SECRET = 'a secret for tests that is long enough to sign with';

/** Moves on by a millisecond each time it is read, so that records have an order. */
export class FakeClock extends Clock {
  private offset = 0;

  constructor(private base: Instant) {
    super();
  }

  override now(): Instant {
    this.offset += 1;
    return new Date(Date.parse(this.base) + this.offset).toISOString() as Instant;
  }

  set(instant: string): void {
    const parsed = parseInstant(instant);
    if (parsed === null) throw new Error(`not an instant: ${instant}`);
    this.base = parsed;
    this.offset = 0;
  }
}

export interface Answer {
  data: any;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly clock: FakeClock;
  readonly store: Store;
  /** One GraphQL request over HTTP; the roles sign the token, none = not signed in. */
  ask(roles: RoleClaim[] | null, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The same, signed in as somebody in particular. */
  askAs(claims: Claims, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The same with any bearer token. */
  askWith(token: string, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

export interface StartOptions {
  /** Programme files instead of those that ship with the product. */
  readonly programmeFolder?: string;
  /** A database that is used and kept, so that a second start finds what the first one left. */
  readonly database?: TestDatabase;
  /** Further environment variables. */
  readonly settings?: NodeJS.ProcessEnv;
  readonly issuers?: Core['issuers'];
  /** Where the log goes; left out, nowhere. */
  readonly logger?: Core['logger'];
}

export async function startApp(
  now = '2026-11-22T12:00:00Z',
  { database: kept, settings, logger: own, ...options }: StartOptions = {},
): Promise<TestApp> {
  const database = kept ?? (await freshDatabase(settings));
  const { env } = database;
  const store = await openStore(env);
  const clock = new FakeClock(parseInstant(now) as Instant);
  const logger = own ?? pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const app = await createApp({
    env,
    clock,
    store,
    authSecret: SECRET,
    logger,
    ...options,
  });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/graphql`;
  const tokens = new Map<string, Promise<string>>();
  const tokenFor = (claims: Claims) => {
    const key = JSON.stringify(claims);
    const token = tokens.get(key) ?? signToken(claims, SECRET);
    tokens.set(key, token);
    return token;
  };
  const askWith = async (token: string | null, query: string, variables: Record<string, unknown> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  const ask = async (claims: Claims | null, query: string, variables?: Record<string, unknown>) =>
    askWith(claims && (await tokenFor(claims)), query, variables);
  return {
    app,
    clock,
    store,
    ask: (roles, query, variables) => {
      const claims = roles && { subject: `test:${JSON.stringify(roles)}`, name: 'Test', roles };
      return ask(claims, query, variables);
    },
    askAs: ask,
    askWith,
    async close() {
      await app.close();
      await store.close();
      if (kept === undefined) await database.drop();
    },
  };
}
