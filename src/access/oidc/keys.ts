import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { boundedFetch, type IssuerDescription } from './description.js';
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
} as const;

type FetchOptions = Parameters<FetchImplementation>[1];

/**
 * The public keys of one identity provider: fetched when a token of its is seen, from where its description (OpenID
 * Connect Discovery) says, and looked at again from time to time and when a token names a key that is not known.
 */
export class IssuerKeys {
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  private fetchedAt = -Infinity;
  private retryAt = -Infinity;

  constructor(
    issuer: string,
    private readonly description: IssuerDescription,
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
      this.description.forget();
      this.retryAt = Date.now() + KEY_TIMES.retry;
      this.onFailure(error);
      throw new IssuerUnavailable(error);
    }
  }

  private async whereKeysAre(signal: AbortSignal): Promise<string> {
    const { jwks_uri: url } = await this.description.get(signal);
    if (url === undefined || !isTrustedUrl(url))
      throw new Error('the provider names no keys at an https address');
    return url;
  }
}
