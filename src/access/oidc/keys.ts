import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import {
  allowInsecureRequests,
  customFetch as discoveryFetch,
  discoveryRequest,
  processDiscoveryResponse,
} from 'oauth4webapi';
import { isTrustedUrl } from './settings.js';

/** An identity provider does not answer, or not with what it should. Nobody is let in through it meanwhile. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';

  constructor(cause?: unknown) {
    super('The identity provider cannot be reached at the moment. Try again later.', { cause });
  }
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** All in milliseconds. */
export const KEY_TIMES = {
  /** The longest that one look at the provider may take, its description included. */
  timeout: 3 * SECOND,
  /** Keys are looked at again after this long, so a key that the provider takes back works no longer than that. */
  fresh: 5 * MINUTE,
  /** Unless the provider does not answer: then the keys last seen hold for this long. */
  trusted: 15 * MINUTE,
  /** From one look to the next because of a key that is not known: tokens can be made up with any. */
  unknownKey: 30 * SECOND,
  /** From one look to the next at a provider that did not answer. */
  retry: 10 * SECOND,
  /** How long its description holds, which says where its keys are. */
  description: 60 * MINUTE,
} as const;

type FetchOptions = Parameters<FetchImplementation>[1];

/** Far more than any provider's keys take. */
const LARGEST_ANSWER = 512 * 1024;

/**
 * The public keys of one identity provider: fetched when a token of its is seen, from where its description (OpenID
 * Connect Discovery) says, and looked at again from time to time and when a token names a key that is not known.
 */
export class IssuerKeys {
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  private place: { url: string; until: number } | null = null;
  private fetchedAt = -Infinity;
  private retryAt = -Infinity;

  constructor(
    private readonly issuer: string,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.remote = createRemoteJWKSet(new URL(issuer), {
      timeoutDuration: KEY_TIMES.timeout,
      cacheMaxAge: KEY_TIMES.trusted,
      cooldownDuration: KEY_TIMES.unknownKey,
      [customFetch]: (_, options) => this.fetch(options),
    });
  }

  /** For jose. Throws IssuerUnavailable when there are no keys to trust. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.age() >= KEY_TIMES.fresh)
      await this.remote.reload().catch((error: unknown) => {
        if (this.age() >= KEY_TIMES.trusted) throw error;
      });
    return this.remote(header, token);
  };

  /** Until when what was verified just now needs no second look. */
  trustedUntil(): number {
    const fresh = this.fetchedAt + KEY_TIMES.fresh;
    return Math.min(Math.max(fresh, this.retryAt), this.fetchedAt + KEY_TIMES.trusted);
  }

  private age(): number {
    return Date.now() - this.fetchedAt;
  }

  private async fetch({ signal, headers }: FetchOptions): Promise<Response> {
    if (Date.now() < this.retryAt) throw new IssuerUnavailable();
    try {
      const url = await this.whereKeysAre(signal);
      const answer = await boundedFetch(url, { signal, headers });
      if (answer.status !== 200)
        throw new Error(`the provider answered ${answer.status} instead of its keys`);
      // Throws when these are no keys.
      createLocalJWKSet((await answer.clone().json()) as JSONWebKeySet);
      this.fetchedAt = Date.now();
      return answer;
    } catch (error) {
      this.place = null;
      this.retryAt = Date.now() + KEY_TIMES.retry;
      this.onFailure(error);
      throw new IssuerUnavailable(error);
    }
  }

  private async whereKeysAre(signal: AbortSignal): Promise<string> {
    if (this.place !== null && Date.now() < this.place.until) return this.place.url;
    const issuer = new URL(this.issuer);
    const answer = await discoveryRequest(issuer, {
      signal,
      // The settings have made sure that http stays on this machine.
      [allowInsecureRequests]: true,
      [discoveryFetch]: boundedFetch,
    });
    const { jwks_uri: url } = await processDiscoveryResponse(issuer, answer);
    if (url === undefined || !isTrustedUrl(url))
      throw new Error('the provider names no keys at an https address');
    this.place = { url, until: Date.now() + KEY_TIMES.description };
    return url;
  }
}

/** Follows no redirection, and reads no more than an answer can reasonably have. */
async function boundedFetch(url: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(url, { ...options, redirect: 'error' });
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.byteLength;
    if (bytes > LARGEST_ANSWER) throw new Error(`the provider sent more than ${LARGEST_ANSWER} bytes`);
    parts.push(part);
  }
  const { status, headers } = answer;
  return new Response(Buffer.concat(parts), { status, headers });
}
