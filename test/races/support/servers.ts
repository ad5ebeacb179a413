/** Several servers on one database, as one address: each request goes to the next of them. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { signToken, type RoleClaim } from '../../../src/access/token.js';
import { createApp } from '../../../src/create-app.js';
import { parseInstant, type Instant } from '../../../src/domain/calendar.js';
import { PostgresDatabase } from '../../../src/storage/postgres.js';
import { SqliteDatabase } from '../../../src/storage/sqlite.js';
import { migrate } from '../../../src/storage/open-store.js';
import { Store } from '../../../src/storage/store.js';
import { FakeClock } from '../../support/app.js';
import { freshDatabase, onSqlite, type TestDatabase } from '../../support/database.js';
import { Onlooker } from './onlooker.js';
import { SwitchableDatabase } from './switchable-database.js';
import { told, type Told } from './told.js';

export const SECRET = 'a secret for races that is long enough to sign with';

/** SQLite belongs to one server. */
const SERVERS = onSqlite ? 1 : 3;

interface Server {
  readonly app: NestFastifyApplication;
  readonly database: SwitchableDatabase;
  readonly url: string;
}

/** Whoever can be asked over HTTP. */
export class Address {
  private turn = 0;
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(private readonly urls: readonly string[]) {}

  get servers(): number {
    return this.urls.length;
  }

  /** One GraphQL request to the next server; never throws for what the answer says. */
  async ask(roles: RoleClaim[], query: string, variables: object = {}): Promise<any> {
    const url = this.urls[this.turn % this.urls.length]!;
    this.turn += 1;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await this.tokenFor(roles)}`,
      },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  }

  /** A mutation with an input of the type named after it. */
  async act(roles: RoleClaim[], name: string, input: object, selection: string): Promise<Told> {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const answer = await this.ask(
      roles,
      `mutation($input: ${type}Input!) { ${name}(input: $input) {
        __typename ... on ${type}Payload { ${selection} } ... on DomainError { code message } } }`,
      { input },
    );
    return told(answer, name);
  }

  /** The payload of a mutation that must succeed. */
  async succeed(roles: RoleClaim[], name: string, input: object, selection: string): Promise<any> {
    const { said, data } = await this.act(roles, name, input, selection);
    if (said !== 'OK') throw new Error(`${name}: ${said} ${data?.message ?? ''}`);
    return data;
  }

  /** The answer of a query that must succeed. */
  async read(roles: RoleClaim[], query: string, variables: object = {}): Promise<any> {
    const { data, errors } = await this.ask(roles, query, variables);
    if (errors) throw new Error(`A query failed: ${JSON.stringify(errors)}`);
    return data;
  }

  private tokenFor(roles: RoleClaim[]): Promise<string> {
    const key = JSON.stringify(roles);
    const token = this.tokens.get(key) ?? signToken({ subject: `race:${key}`, name: 'Race', roles }, SECRET);
    this.tokens.set(key, token);
    return token;
  }
}

/** As many servers as the database is for, in this process, each with connections of its own. */
export class Servers extends Address {
  private constructor(
    private readonly all: readonly Server[],
    readonly clock: FakeClock,
    readonly onlooker: Onlooker,
    readonly database: TestDatabase,
  ) {
    super(all.map((server) => server.url));
  }

  /** On an empty database of their own. They read one clock, unless each is to have one that is ahead by so much. */
  static async start(
    now: string,
    { count = SERVERS, aheadMs = [] }: { count?: number; aheadMs?: readonly number[] } = {},
  ): Promise<Servers> {
    const database = await freshDatabase();
    const { env } = database;
    const clock = new FakeClock(parseInstant(now) as Instant);
    const all: Server[] = [];
    await migrate(env);
    for (let index = 0; index < count; index += 1) {
      const own = new SwitchableDatabase(
        onSqlite ? await SqliteDatabase.open(env.databasePath) : await PostgresDatabase.open(env),
      );
      const ahead = aheadMs[index];
      const app = await createApp({
        env,
        clock: ahead === undefined ? clock : new AheadClock(clock, ahead),
        store: new Store(own),
        authSecret: SECRET,
        logger: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      });
      await app.listen(0, '127.0.0.1');
      all.push({ app, database: own, url: `${await app.getUrl()}/graphql` });
    }
    return new Servers(all, clock, await Onlooker.open(env), database);
  }

  /** What the tables are like. */
  get writer(): DataSource {
    return this.all[0]!.database.writer;
  }

  /** Each server's own instance of something. */
  each<T>(type: new (...args: never[]) => T): T[] {
    return this.all.map(({ app }) => app.get(type));
  }

  /** Switches the transactions on or off. */
  guard(guarded: boolean): void {
    for (const { database } of this.all) database.guarded = guarded;
  }

  /** Says some statement in other words, so that a guard within it is gone. */
  rewrite(words: (text: string) => string): void {
    for (const { database } of this.all) database.rewrite = words;
  }

  /** How many works took how many tries since the last time that this was asked. */
  tries(): ReadonlyMap<number, number> {
    const sum = new Map<number, number>();
    for (const { database } of this.all) {
      for (const [tries, works] of database.tries) sum.set(tries, (sum.get(tries) ?? 0) + works);
      database.tries.clear();
    }
    return sum;
  }

  /** One of the servers by itself. */
  only(index: number): Address {
    return new Address([this.all[index]!.url]);
  }

  async close(): Promise<void> {
    for (const { app, database } of this.all) {
      await app.close();
      await database.close();
    }
    await this.onlooker.close();
    await this.database.drop();
  }
}

class AheadClock extends FakeClock {
  constructor(
    private readonly other: FakeClock,
    private readonly ms: number,
  ) {
    super(other.now());
  }

  override now(): Instant {
    return new Date(Date.parse(this.other.now()) + this.ms).toISOString() as Instant;
  }
}
