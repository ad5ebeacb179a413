import {
  allowInsecureRequests,
  type AuthorizationServer,
  customFetch,
  discoveryRequest,
  processDiscoveryResponse,
} from 'oauth4webapi';

/** How long it holds, in milliseconds. */
const HOLDS = 60 * 60_000;

/** Far more than any provider's keys or answers take. */
const LARGEST_ANSWER = 512 * 1024;

/** What an identity provider says of itself (OpenID Connect Discovery): where its keys are and where people sign in. */
export class IssuerDescription {
  private known: { server: AuthorizationServer; until: number } | null = null;

  constructor(private readonly issuer: string) {}

  async get(signal: AbortSignal): Promise<AuthorizationServer> {
    if (this.known !== null && Date.now() < this.known.until) return this.known.server;
    const issuer = new URL(this.issuer);
    const answer = await discoveryRequest(issuer, { signal, ...SAFE });
    const server = await processDiscoveryResponse(issuer, answer);
    this.known = { server, until: Date.now() + HOLDS };
    return server;
  }

  forget(): void {
    this.known = null;
  }
}

/** Follows no redirection, and reads no more than an answer can reasonably have. */
export async function boundedFetch(url: string, options: RequestInit): Promise<Response> {
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

/** For every request to a provider. The settings have made sure that http stays on this machine. */
export const SAFE = { [allowInsecureRequests]: true, [customFetch]: boundedFetch } as const;
