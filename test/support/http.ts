/** GraphQL over HTTP with all that belongs to it: status, headers, the text of the answer. */
import { signToken, type RoleClaim } from '../../src/access/token.js';
import { SECRET, type Answer, type TestApp } from './app.js';

export interface HttpAnswer extends Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The header that signs somebody in. */
export async function bearer(roles: RoleClaim[], subject = JSON.stringify(roles)): Promise<string> {
  return `Bearer ${await signToken({ subject: `test:${subject}`, name: 'Test', roles }, SECRET)}`;
}

/** One request, as it stands; a text is sent as it is. */
export async function post(
  { app }: TestApp,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const response = await fetch(`${await app.getUrl()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return read(response);
}

export async function read(response: Response): Promise<HttpAnswer> {
  const text = await response.text();
  const { status, headers } = response;
  const json = text.startsWith('{') ? (JSON.parse(text) as Answer) : { data: undefined };
  return { ...json, status, headers, text };
}
