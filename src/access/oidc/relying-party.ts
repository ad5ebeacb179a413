import { importJWK } from 'jose';
import {
  authorizationCodeGrantRequest,
  AuthorizationResponseError,
  type AuthorizationServer,
  calculatePKCECodeChallenge,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  None,
  OperationProcessingError,
  PrivateKeyJwt,
  processAuthorizationCodeResponse,
  ResponseBodyError,
  UnsupportedOperationError,
  validateAuthResponse,
} from 'oauth4webapi';
import type { Claims, TokenRefusal } from '../token.js';
import { SAFE } from './description.js';
import type { Issuer } from './issuer.js';
import { KEY_TIMES } from './keys.js';
import { type BrowserSettings, isTrustedUrl } from './settings.js';

/** What is to be remembered of a sign-in while somebody is at the provider. */
export interface Begun {
  readonly issuer: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Why nobody is signed in: as for tokens; or it was broken off at the provider; or the answer is not to what was asked. */
export type SignInFailure = TokenRefusal | 'BROKEN_OFF' | 'NOT_ANSWERED';

/** For looking up where to sign in, and for getting the answer: a provider is waited for that long, in milliseconds. */
const PATIENCE = 2 * KEY_TIMES.timeout;

/** Sign-in with a browser at one identity provider: OpenID Connect, authorization code with PKCE. */
export class RelyingParty {
  private readonly client: Client;
  private readonly redirectUri: string;

  constructor(
    private readonly issuer: Issuer,
    readonly settings: BrowserSettings,
    origin: string,
  ) {
    this.client = {
      client_id: settings.clientId,
      [clockTolerance]: issuer.settings.clockToleranceSeconds,
    };
    this.redirectUri = `${origin}/sign-in/${this.key}/callback`;
  }

  get key(): string {
    return this.issuer.settings.key;
  }

  /** Where to send the browser, and what to remember until it comes back. Throws IssuerUnavailable. */
  async begin(language: string): Promise<{ url: string; begun: Begun }> {
    const { authorization_endpoint: endpoint } = await this.server();
    if (endpoint === undefined || !isTrustedUrl(endpoint))
      throw this.issuer.unavailable(new Error('it has no such https address'));
    const verifier = generateRandomCodeVerifier();
    const begun = {
      issuer: this.key,
      state: generateRandomState(),
      nonce: generateRandomNonce(),
      verifier,
    };
    const url = new URL(endpoint);
    const parameters = {
      client_id: this.settings.clientId,
      response_type: 'code',
      redirect_uri: this.redirectUri,
      scope: this.settings.scopes.join(' '),
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ui_locales: language,
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, begun };
  }

  /** Who came back from the provider, with its answer in the address. Throws IssuerUnavailable. */
  async finish(answer: URLSearchParams, begun: Begun): Promise<Claims | SignInFailure> {
    if (begun.issuer !== this.key) return this.issuer.refuse('NOT_ANSWERED', 'begun at another provider');
    const server = await this.server();
    try {
      const parameters = validateAuthResponse(server, this.client, answer, begun.state);
      const idToken = await this.exchange(server, parameters, begun);
      const verified = await this.issuer.verifyIdToken(idToken, new Date(), this.settings);
      return typeof verified === 'string' ? verified : verified.claims;
    } catch (error) {
      if (error instanceof AuthorizationResponseError) return this.issuer.refuse('BROKEN_OFF', error.code);
      if (isRefusal(error)) return this.issuer.refuse('NOT_ANSWERED', error.code ?? error.name);
      throw error;
    }
  }

  /** Where somebody can sign out of the provider too; null when it has no such place, or cannot be reached. */
  async signOutUrl(): Promise<string | null> {
    const server = await this.server().catch(() => null);
    const endpoint = server?.end_session_endpoint;
    if (endpoint === undefined || !isTrustedUrl(endpoint)) return null;
    const url = new URL(endpoint);
    url.searchParams.set('client_id', this.settings.clientId);
    return url.href;
  }

  /** The code for the ID token, whose own keys, audience and rules are still to be looked at. */
  private async exchange(
    server: AuthorizationServer,
    parameters: URLSearchParams,
    { nonce, verifier }: Begun,
  ): Promise<string> {
    const { token_endpoint: endpoint } = server;
    if (endpoint === undefined || !isTrustedUrl(endpoint))
      throw this.issuer.unavailable(new Error('it has no such https address'));
    const authentication = await this.authentication(server);
    const options = { ...SAFE, signal: AbortSignal.timeout(PATIENCE) };
    const response = await authorizationCodeGrantRequest(
      server,
      this.client,
      authentication,
      parameters,
      this.redirectUri,
      verifier,
      options,
    ).catch((error: unknown) => {
      throw isRefusal(error) ? error : this.issuer.unavailable(error);
    });
    if (response.status >= 500) throw this.issuer.unavailable(new Error(`it answered ${response.status}`));
    const { id_token: idToken = '' } = await processAuthorizationCodeResponse(server, this.client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return idToken;
  }

  private async authentication(server: AuthorizationServer): Promise<ClientAuth> {
    const { proof } = this.settings;
    if (proof === null) return None();
    if ('secret' in proof) {
      const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      const secret = ways.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost;
      return secret(proof.secret);
    }
    const key = (await importJWK({ ...proof.key, ext: false })) as CryptoKey;
    const { kid } = proof.key;
    return PrivateKeyJwt(kid === undefined ? key : { key, kid });
  }

  private async server(): Promise<AuthorizationServer> {
    return this.issuer.description.get(AbortSignal.timeout(PATIENCE)).catch((error: unknown) => {
      throw this.issuer.unavailable(error);
    });
  }
}

/** The answer was read, and is not what was asked for. */
function isRefusal(
  error: unknown,
): error is ResponseBodyError | OperationProcessingError | UnsupportedOperationError {
  return (
    error instanceof ResponseBodyError ||
    error instanceof OperationProcessingError ||
    error instanceof UnsupportedOperationError
  );
}
