/** A real OpenID Connect server on this machine, with people who can sign in and keys that can be exchanged. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Provider } from 'oidc-provider';

export const RESOURCE = 'https://forloeb.example/api';
const CLIENT = 'app';
const REDIRECT = 'https://app.example/callback';

/** A client for sign-in with a browser: with a secret, or with a key whose public half this is. */
export interface BrowserClient {
  readonly id: string;
  readonly redirectUri: string;
  readonly proof: { readonly secret: string } | { readonly key: JWK };
}

/** What the next token is to say otherwise than it would. */
export interface Twist {
  readonly header?: Record<string, unknown>;
  readonly payload?: Record<string, unknown>;
}

export class IdentityProvider {
  private provider!: Provider;
  private keys: JWK[] = [];
  private twist: Twist = {};
  /** Requests for the provider's description and keys since the start. */
  readonly asked = { description: 0, keys: 0 };
  /** While it is not well: answers with an error, or not at all, as behind a firewall. */
  trouble: 'none' | 'error' | 'silence' = 'none';
  /** Who signs in where nobody in particular is asked for. */
  user = '';
  /** Replaces the ID token that an application is given. */
  idToken: ((token: string) => string | Promise<string>) | null = null;
  private port = 0;

  private constructor(private readonly server: Server) {}

  /** `people` are the claims of everybody who can sign in, by subject. */
  static async start(
    people: Readonly<Record<string, object>>,
    clients: readonly BrowserClient[] = [],
  ): Promise<IdentityProvider> {
    const server = createServer((request, response) => void self.answer(request, response));
    const self: IdentityProvider = new IdentityProvider(server);
    self.people = people;
    self.clients = clients;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    self.port = (server.address() as AddressInfo).port;
    await self.useKeys([await makeKey('first')]);
    return self;
  }

  private people: Readonly<Record<string, object>> = {};
  private clients: readonly BrowserClient[] = [];

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Publishes these and no other keys, and signs with the first. */
  async useKeys(keys: readonly JWK[]): Promise<void> {
    this.keys = [...keys];
    this.provider = await quietly(() => this.serverWith(this.keys));
  }

  get signingKey(): JWK {
    const [key] = this.keys;
    if (key === undefined) throw new Error('no key');
    return key;
  }

  /** Somebody signs in with a browser, and an application gets an access token: authorization code with PKCE. */
  async signIn(
    subject: string,
    { resource = RESOURCE, ...twist }: Twist & { resource?: string } = {},
  ): Promise<string> {
    this.twist = twist;
    const verifier = randomBytes(32).toString('base64url');
    const start = new URL(`${this.issuer}/auth`);
    start.search = new URLSearchParams({
      client_id: CLIENT,
      response_type: 'code',
      redirect_uri: REDIRECT,
      scope: 'openid access',
      resource,
      login_hint: subject,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    const code = await this.followToCode(start.href);
    const response = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: CLIENT,
        code,
        redirect_uri: REDIRECT,
        code_verifier: verifier,
        resource,
      }),
    });
    const { access_token: token, ...rest } = (await response.json()) as Record<string, string>;
    if (token === undefined) throw new Error(`no token: ${JSON.stringify(rest)}`);
    return token;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** As a browser follows redirections, with its cookies, until the application is reached. */
  private async followToCode(from: string): Promise<string> {
    const cookies = new Map<string, string>();
    let url = from;
    while (!url.startsWith(REDIRECT)) {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null)
        throw new Error(`stopped at ${url}: ${response.status} ${await response.text()}`);
      url = new URL(location, url).href;
    }
    const answer = new URL(url).searchParams;
    return answer.get('code') ?? Promise.reject(new Error(`refused: ${answer}`));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path.startsWith('/.well-known/')) this.asked.description += 1;
    if (path.startsWith('/jwks')) this.asked.keys += 1;
    if (this.trouble === 'silence') return;
    if (this.trouble === 'error') {
      response.writeHead(503).end();
      return;
    }
    if (path === '/token' && this.idToken !== null) exchangeIdToken(response, this.idToken);
    if (!path.startsWith('/interaction/')) {
      await this.provider.callback()(request, response);
      return;
    }
    const { params } = await this.provider.interactionDetails(request, response);
    const accountId = String(params['login_hint'] ?? this.user);
    const grant = new this.provider.Grant({ accountId, clientId: String(params['client_id']) });
    grant.addOIDCScope('openid');
    if (params['resource'] !== undefined) grant.addResourceScope(String(params['resource']), 'access');
    const result = { login: { accountId }, consent: { grantId: await grant.save() } };
    await this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  private async serverWith(keys: readonly JWK[]): Promise<Provider> {
    const { Provider } = await import('oidc-provider');
    return new Provider(this.issuer, {
      jwks: { keys: [...keys] as never },
      clients: [
        {
          client_id: CLIENT,
          token_endpoint_auth_method: 'none',
          redirect_uris: [REDIRECT],
          grant_types: ['authorization_code'],
          response_types: ['code'],
        },
        ...this.clients.map(({ id, redirectUri, proof }) => ({
          client_id: id,
          redirect_uris: [redirectUri],
          ...('secret' in proof
            ? { client_secret: proof.secret }
            : {
                token_endpoint_auth_method: 'private_key_jwt' as const,
                jwks: { keys: [proof.key as never] },
              }),
        })),
      ],
      // As most providers do: what an application needs to know stands in the ID token.
      conformIdTokenClaims: false,
      claims: { openid: ['sub', ...new Set(Object.values(this.people).flatMap(Object.keys))] },
      ttl: { AccessToken: 3600, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
      cookies: { keys: ['a key for tests'] },
      findAccount: (_, accountId) => ({
        accountId,
        claims: () => ({ sub: accountId, ...this.people[accountId] }),
      }),
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      extraTokenClaims: (_, token) =>
        'accountId' in token ? { scp: 'access', ...this.people[String(token.accountId)] } : {},
      formats: {
        customizers: {
          jwt: (_, __, parts) => {
            Object.assign(parts.header ?? {}, this.twist.header);
            Object.assign(parts.payload, this.twist.payload);
          },
        },
      },
      features: {
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_, resource) => ({
            scope: 'access',
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: 3600,
            jwt: { sign: { alg: 'RS256' } },
          }),
          useGrantedResource: () => true,
        },
      },
    });
  }
}

/** The library has no place where an ID token could be made otherwise than it should be. */
function exchangeIdToken(response: ServerResponse, made: NonNullable<IdentityProvider['idToken']>): void {
  const end = response.end.bind(response) as (body: string) => void;
  const exchanged = async (body: string) => {
    const answer = JSON.parse(body) as Record<string, unknown>;
    const token = answer['id_token'];
    const text = JSON.stringify({
      ...answer,
      ...(typeof token === 'string' && { id_token: await made(token) }),
    });
    response.setHeader('content-length', Buffer.byteLength(text));
    end(text);
  };
  response.end = ((body: unknown) => {
    void exchanged(String(body));
    return response;
  }) as never;
}

/**
 * The library prints advice for service in production. It takes clients' keys for plain objects only when they were made
 * where it runs, and not by the `structuredClone` that tests have from outside.
 */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { info, warn } = console;
  const { structuredClone } = globalThis;
  globalThis.structuredClone = (value) => JSON.parse(JSON.stringify(value)) as typeof value;
  Object.assign(console, { info: () => undefined, warn: () => undefined });
  try {
    return await work();
  } finally {
    Object.assign(console, { info, warn });
    globalThis.structuredClone = structuredClone;
  }
}

/** A private key as a provider keeps it. */
export async function makeKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
}
