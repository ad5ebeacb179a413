/** One mutation over HTTP, and every way in which it can end. */

const REFUSAL = `... on DomainError { code message } ... on InvalidInput { problems { path message } }
  ... on InvalidState { from } ... on Duplicate { existing { id } }`;
/** Longer than any time limit of the server: whoever waits longer was forgotten. */
const PATIENCE_MS = 30_000;

export interface Act {
  /** The mutation. */
  readonly name: string;
  readonly input: object;
  readonly selection: string;
}

export type Answer =
  | { readonly kind: 'DONE'; readonly payload: any }
  | { readonly kind: 'REFUSED'; readonly refusal: any }
  /** The database could not take it; nothing was saved, unless the reason is UNCERTAIN. */
  | { readonly kind: 'UNAVAILABLE'; readonly reason: string }
  /** The server is stopping and did not take it. */
  | { readonly kind: 'TURNED_AWAY' }
  /** The connection was refused, or it broke before the answer: nobody knows. */
  | { readonly kind: 'UNANSWERED'; readonly refused: boolean }
  /** What must not happen: no typed answer, or none at all. */
  | { readonly kind: 'WRONG'; readonly what: string };

export async function send(url: string, token: string, { name, input, selection }: Act): Promise<Answer> {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${selection} } ${REFUSAL} } }`;
  const answer = await ask(url, token, query, { input });
  if (answer.kind !== 'DONE') return answer;
  const result = answer.payload[name];
  return result.__typename === `${type}Payload`
    ? { kind: 'DONE', payload: result }
    : { kind: 'REFUSED', refusal: result };
}

/** Any request; its `data` is the payload. */
export async function ask(url: string, token: string, query: string, variables = {}): Promise<Answer> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return { kind: 'WRONG', what: 'never answered' };
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return { kind: 'UNANSWERED', refused: code === 'ECONNREFUSED' };
  }
  return read(status, text);
}

function read(status: number, text: string): Answer {
  let body: { data?: any; errors?: { message: string; extensions?: Record<string, unknown> }[] };
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'WRONG', what: `${status} ${text.slice(0, 200)}` };
  }
  const [error] = body.errors ?? [];
  if (error?.extensions?.['code'] === 'UNAVAILABLE')
    return { kind: 'UNAVAILABLE', reason: String(error.extensions['reason']) };
  if (error === undefined && body.data) return { kind: 'DONE', payload: body.data };
  if (error === undefined && status === 503) return { kind: 'TURNED_AWAY' };
  return { kind: 'WRONG', what: `${status} ${text.slice(0, 300)}` };
}
