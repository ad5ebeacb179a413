import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const ENDPOINT = '/graphql';

const DEFAULT_QUERY = `# Forløb
#
# Hent et token i en terminal:
# Get a token in a terminal:
#
#   npm run --silent token -- --role agency
#
# Skriv det i stedet for TOKEN under Headers:
# Write it in place of TOKEN under Headers:
#
#   { "Authorization": "Bearer TOKEN" }

query {
  __typename
}
`;

/** The page may use what it carries itself and this server, and nothing else, whatever a later version asks for. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The GraphQL explorer as one page that fetches nothing but its queries' answers. */
async function explorerPage(): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title: 'Forløb',
    endpoint: ENDPOINT,
    defaultQuery: DEFAULT_QUERY,
    isHeadersEditorEnabled: true,
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
    schemaDescription: true,
    inputValueDeprecation: true,
  });
}

/** Whether a browser asks to be shown the address, as opposed to a program that asks for data. */
function wantsPage(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  const [path] = request.url.split('?');
  return (
    request.method === 'GET' && path === ENDPOINT && accept.includes('text/html') && !accept.includes('json')
  );
}

interface Encoded {
  body: Buffer;
  etag: string;
}

async function prepare(): Promise<{ plain: Encoded; gzipped: Encoded }> {
  const body = Buffer.from(await explorerPage());
  const hash = createHash('sha256').update(body).digest('base64url');
  return {
    plain: { body, etag: `"${hash}"` },
    gzipped: { body: await promisify(gzip)(body), etag: `"${hash}-gzip"` },
  };
}

/**
 * Answers a browser's GET of /graphql with the explorer, and leaves every other request to the GraphQL server. To be
 * called before the server is ready, and never in production. The page is made at its first request, as it and the
 * library take some 60 MB.
 */
export function registerExplorer(fastify: FastifyInstance): void {
  let prepared: ReturnType<typeof prepare> | undefined;
  fastify.addHook('onRequest', async (request, reply) => {
    if (!wantsPage(request)) return;
    prepared ??= prepare();
    const { plain, gzipped } = await prepared;
    const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    const { body, etag } = zipped ? gzipped : plain;
    reply.header('vary', 'accept, accept-encoding').header('cache-control', 'no-cache').header('etag', etag);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    if (zipped) reply.header('content-encoding', 'gzip');
    return reply
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .type('text/html; charset=utf-8')
      .send(body);
  });
}
