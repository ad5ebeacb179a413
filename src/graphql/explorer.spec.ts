import { describe, it, expect, beforeAll, afterAll } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { gunzipSync } from 'node:zlib';
import { registerExplorer } from './explorer.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('the explorer', () => {
  let server: FastifyInstance;
  const get = (headers: Record<string, string>, url = '/graphql') => server.inject({ url, headers });

  beforeAll(async () => {
    server = fastify();
    registerExplorer(server);
    server.route({ method: ['GET', 'POST'], url: '/graphql', handler: () => 'data' });
    server.get('/', () => 'start');
    await server.ready();
  });
  afterAll(() => server.close());

  it('is what a browser sees at /graphql, with or without a query in the address', async () => {
    const page = await get({ accept: BROWSER });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('<title>Forløb</title>');
    expect((await get({ accept: BROWSER }, '/graphql?query={me}')).body).toBe(page.body);
  });

  it('leaves every other request to the GraphQL server', async () => {
    expect((await get({})).body).toBe('data');
    expect((await get({ accept: 'application/json' })).body).toBe('data');
    expect((await get({ accept: 'application/graphql-response+json, text/html;q=0.5' })).body).toBe('data');
    expect((await get({ accept: BROWSER }, '/')).body).toBe('start');
    const post = await server.inject({ method: 'POST', url: '/graphql', headers: { accept: BROWSER } });
    expect(post.body).toBe('data');
  });

  it('loads no script, style, font or picture from elsewhere', async () => {
    const { body, headers } = await get({ accept: BROWSER });
    const outside = /(src|href)\s*=\s*["']?(https?:)?\/\/|@import|url\(\s*["']?(https?:)?\/\//i;
    const styles = body.slice(body.indexOf('<style>'), body.indexOf('</style>'));
    const markup = body.replace(/<(script|style)>.*?<\/\1>/gs, '');
    expect(styles).toMatch(/font-family/);
    expect(markup).toMatch(/<div id="root">/);
    expect(markup + styles).not.toMatch(outside);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('http');
  });

  it('is sent compressed, and once', async () => {
    const page = await get({ accept: BROWSER, 'accept-encoding': 'gzip, br' });
    expect(page.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(page.rawPayload).toString()).toContain('<title>Forløb</title>');
    const etag = String(page.headers.etag);
    const again = await get({ accept: BROWSER, 'accept-encoding': 'gzip, br', 'if-none-match': etag });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });
});
