/** Several acts in one request: each is its own mutation and its own transaction, in this order. */
import type { RoleClaim } from '../../../src/access/token.js';
import type { TestApp } from '../../support/app.js';

export interface Request {
  readonly name: string;
  readonly input: object;
  readonly selection: string;
}

/** A payload, or a refusal with its code. */
export type Told = any;

const AGENCY: RoleClaim[] = [{ role: 'AGENCY' }];

export async function tellAll(
  app: TestApp,
  requests: readonly Request[],
  roles: RoleClaim[] = AGENCY,
): Promise<Told[]> {
  if (requests.length === 0) return [];
  const variables = requests.map(({ name }, n) => `$i${n}: ${capital(name)}Input!`).join(', ');
  const fields = requests
    .map(
      ({ name, selection }, n) =>
        `r${n}: ${name}(input: $i${n}) { ... on ${capital(name)}Payload { ${selection} } ... on DomainError { code message } }`,
    )
    .join('\n');
  const answer = await app.ask(
    roles,
    `mutation (${variables}) { ${fields} }`,
    Object.fromEntries(requests.map(({ input }, n) => [`i${n}`, input])),
  );
  if (answer.errors !== undefined) throw new Error(`The server failed: ${JSON.stringify(answer.errors)}`);
  return requests.map((_, n) => answer.data[`r${n}`]);
}

export async function askFor(app: TestApp, query: string, variables: Record<string, unknown>): Promise<any> {
  const answer = await app.ask(AGENCY, query, variables);
  if (answer.errors !== undefined) throw new Error(`The server failed: ${JSON.stringify(answer.errors)}`);
  return answer.data;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
