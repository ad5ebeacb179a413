/** What the server does with a request before it is GraphQL, and what it shows of itself. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { request as send } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RoleClaim } from '../../src/access/token.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import { startApp, type TestApp } from '../support/app.js';
import { bearer, type HttpAnswer, post, read } from '../support/http.js';

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];
const BROWSER = { accept: 'text/html,application/xhtml+xml' };
const SMALL = { query: '{ __typename }' };

let apps: TestApp[] = [];
async function start(settings: NodeJS.ProcessEnv): Promise<TestApp> {
  const app = await startApp(undefined, { settings });
  apps.push(app);
  return app;
}
afterEach(async () => {
  for (const app of apps) await app.close();
  apps = [];
});
const get = async ({ app }: TestApp, path: string, headers: Record<string, string> = {}) =>
  read(await fetch(`${await app.getUrl()}${path}`, { headers }));
const codeOf = ({ errors }: HttpAnswer) => errors?.[0]?.extensions['code'];

describe('in production', () => {
  it('neither schema nor explorer is shown, and no mistake is answered with a word of the schema', async () => {
    const app = await start({ NODE_ENV: 'production', AUTH_SECRET: 's'.repeat(32) });
    const asked = await post(app, { query: getIntrospectionQuery() });
    expect([asked.status, codeOf(asked), asked.data]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED', undefined]);
    const page = await get(app, '/graphql', BROWSER);
    expect(page.text).not.toContain('<html');
    const misspelt = await post(app, { query: '{ enrolment { id } viewr { name } }' });
    expect(misspelt.status).toBe(400);
    expect(misspelt.text).not.toMatch(/did you mean|viewer"/i);
  });

  it('unless a setting says otherwise', async () => {
    const app = await start({
      NODE_ENV: 'production',
      AUTH_SECRET: 's'.repeat(32),
      INTROSPECTION: 'true',
      EXPLORER: 'true',
    });
    const asked = await post(app, { query: getIntrospectionQuery() });
    expect(asked.data.__schema.queryType.name).toBe('Query');
    expect((await get(app, '/graphql', BROWSER)).text).toContain('<title>Forløb</title>');
  });
});

it('elsewhere a setting hides them', async () => {
  const app = await start({ INTROSPECTION: 'false', EXPLORER: 'false' });
  expect(codeOf(await post(app, { query: getIntrospectionQuery() }))).toBe('GRAPHQL_VALIDATION_FAILED');
  expect((await get(app, '/graphql', BROWSER)).text).not.toContain('<html');
});

describe('one server', () => {
  let app: TestApp;
  let url: string;
  let agency: string;
  beforeAll(async () => {
    app = await startApp(undefined, { settings: { BODY_LIMIT_BYTES: '2000', UPLOAD_LIMIT_BYTES: '50000' } });
    url = await app.app.getUrl();
    agency = await bearer(AGENCY);
  });
  afterAll(() => app.close());

  describe('headers', () => {
    const strict = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];

    it.each([
      ['an answer', () => post(app, SMALL)],
      ['a mistake', () => post(app, '{')],
      ['the health of the server', () => get(app, '/health/live')],
      ['what is not there', () => get(app, '/nowhere')],
    ])('%s may be used by no page, is stored nowhere and tells nothing of the server', async (_, answer) => {
      const { headers } = await answer();
      expect(headers.get('content-security-policy')?.split(';').sort()).toEqual([...strict].sort());
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toMatch(/no-store/);
      expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    });

    it('the explorer has its own policy and the rest of the headers', async () => {
      const { headers } = await get(app, '/graphql', BROWSER);
      expect(headers.get('content-security-policy')).toContain("connect-src 'self'");
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-cache');
    });
  });

  it('a form on another site cannot ask anything: what a browser sends unasked is refused', async () => {
    const query = encodeURIComponent('{ __typename }');
    const simple = await get(app, `/graphql?query=${query}`, { authorization: agency });
    expect([simple.status, codeOf(simple)]).toEqual([400, 'BAD_REQUEST']);
    const marked = await get(app, `/graphql?query=${query}`, { 'apollo-require-preflight': '1' });
    expect(marked.data).toEqual({ __typename: 'Query' });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const form = await post(app, JSON.stringify(SMALL), { 'content-type': type, authorization: agency });
      expect(form.status).toBeGreaterThanOrEqual(400);
      expect(form.status).toBeLessThan(500);
      expect(form.data).toBeUndefined();
    }
  });

  describe('the size of a request', () => {
    const padded = (bytes: number) =>
      JSON.stringify({ ...SMALL, extensions: { padding: 'x'.repeat(bytes) } });
    const upload = (bytes: number) => {
      const query =
        'mutation($input: RosterImportInput!) { rosterImport(input: $input) { ... on DomainError { code } } }';
      const file = Buffer.alloc(bytes, 'Navn;E-mail\n').toString('base64');
      const input = { engagementId: 'eng_0', municipalityCode: '621', trackKey: 'INTRO', dryRun: true, file };
      return JSON.stringify({ query, variables: { input } });
    };

    it('is small for whoever is not signed in, also when it carries a file', async () => {
      const answer = await post(app, upload(3_000));
      expect([answer.status, answer.errors?.[0]?.extensions]).toEqual([
        413,
        { code: 'BODY_TOO_LARGE', limit: 2_000, actual: upload(3_000).length },
      ]);
    });

    it('is small for an operation that carries no file, and large for one that does', async () => {
      const signedIn = { authorization: agency };
      const query = await post(app, padded(3_000), signedIn);
      expect([query.status, query.errors?.[0]?.extensions]).toEqual([
        413,
        { code: 'BODY_TOO_LARGE', limit: 2_000, actual: padded(3_000).length },
      ]);
      const roster = await post(app, upload(20_000), signedIn);
      expect([roster.status, roster.data.rosterImport]).toEqual([200, { code: 'NOT_FOUND' }]);
      const huge = await post(app, upload(60_000), signedIn);
      expect([huge.status, huge.errors?.[0]?.extensions]).toMatchObject([
        413,
        { code: 'BODY_TOO_LARGE', limit: 50_000 },
      ]);
    });

    it('has to be said in advance', async () => {
      const status = await new Promise((resolve, reject) => {
        const request = send(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
        });
        request.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject);
        request.end(JSON.stringify(SMALL));
      });
      expect(status).toBe(411);
    });
  });

  it('what is no JSON is answered in the words of GraphQL', async () => {
    const answer = await post(app, '{"query": ');
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST']);
    expect(answer.text).not.toContain(' at ');
    const type = await post(app, 'x', { 'content-type': 'application/xml' });
    expect([type.status, codeOf(type)]).toEqual([415, 'BAD_REQUEST']);
  });
});

describe('a request that takes too long', () => {
  it('is given up with a typed error, and nothing further of it is begun', async () => {
    const app = await start({ REQUEST_TIMEOUT_MS: '300' });
    const headers = { authorization: await bearer(AGENCY) };
    const register = (key: string) =>
      `${key}: providerRegister(input: { key: "${key}", name: "${key}" }) { __typename }`;
    let release: () => void = () => undefined;
    const held = app.app.get(UnitOfWork).run(() => new Promise<void>((resolve) => (release = resolve)));
    const answer = await post(
      app,
      { query: `mutation { ${register('first')} ${register('second')} }` },
      headers,
    );
    expect([answer.status, answer.errors?.[0]?.extensions]).toEqual([503, { code: 'TIMED_OUT' }]);
    release();
    await held;
    await app.app.get(UnitOfWork).idle();
    await pause(50);
    const { data } = await post(app, { query: '{ providers { key } }' }, headers);
    // The one that was waiting was saved after all, as the message says it may be.
    expect(data.providers).toEqual([{ key: 'first' }]);
  });
});

describe('how often somebody may ask', () => {
  const many = async (count: number, ask: () => Promise<HttpAnswer>) => {
    const answers: HttpAnswer[] = [];
    for (let i = 0; i < count; i += 1) answers.push(await ask());
    return answers;
  };

  it('an address that asks too often is told when to come back, and the health of the server is not counted', async () => {
    const app = await start({ RATE_LIMIT_ADDRESS: '5' });
    await many(20, () => get(app, '/health/live'));
    const answers = await many(7, () => post(app, SMALL));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const { headers, errors } = answers[5]!;
    const wait = Number(headers.get('retry-after'));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', limit: 5, retryAfterSeconds: wait });
    expect((await get(app, '/health/live')).status).toBe(200);
  });

  it('a caller has so much to spend in a minute: whoever asks for more at once may ask less often', async () => {
    const app = await start({ RATE_LIMIT_CALLER: '1000', QUERY_MAX_COST: '1000' });
    const [one, two] = await Promise.all([bearer(AGENCY, 'one'), bearer(AGENCY, 'two')]);
    const query = '{ enrolments(first: 100) { nodes { id status trackKey } } }';
    const ask = (authorization: string) => () => post(app, { query }, { authorization });
    const answers = await many(4, ask(one));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    expect(Number(answers[2]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(codeOf(answers[2]!)).toBe('RATE_LIMITED');
    expect((await ask(two)()).status).toBe(200);
    // Who is not signed in is known by the address.
    const verify = { query: '{ certificateVerify(number: "FL-MNNX-Z75V-9") { status } }' };
    const anonymous = await many(100, () => post(app, verify));
    expect(anonymous.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expect((await ask(two)()).status).toBe(200);
  });

  it('behind proxies the address is what the last of ours saw, and nobody can make one up', async () => {
    const from = (app: TestApp, address: string) => () => post(app, SMALL, { 'x-forwarded-for': address });
    const direct = await start({ RATE_LIMIT_ADDRESS: '2' });
    const forged = await many(3, from(direct, '192.0.2.1'));
    forged.push(await from(direct, '192.0.2.2')());
    expect(forged.map(({ status }) => status)).toEqual([200, 200, 429, 429]);

    const behind = await start({ RATE_LIMIT_ADDRESS: '2', TRUST_PROXIES: '1' });
    const first = await many(3, from(behind, '198.51.100.9, 192.0.2.1'));
    expect(first.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect((await from(behind, '203.0.113.4, 192.0.2.1')()).status).toBe(429);
    expect((await from(behind, '192.0.2.2')()).status).toBe(200);
  });
});
