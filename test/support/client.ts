/** A client of the API for journeys: one call for each act, the refusal or the payload as the answer. */
import { expect } from '@jest/globals';
import type { RoleClaim } from '../../src/access/token.js';
import type { TestApp } from './app.js';

/** What is asked of every refusal. */
const REFUSALS = `
  ... on DomainError { code message }
  ... on InvalidInput { problems { path message } }
  ... on InvalidState { from allowed }
  ... on Duplicate { existing { id } }
  ... on ContainsCpr { path }`;

export class Client {
  constructor(
    private readonly app: TestApp,
    private readonly roles: RoleClaim[] | null,
  ) {}

  async query(source: string, variables: Record<string, unknown> = {}): Promise<any> {
    const answer = await this.app.ask(this.roles, source, variables);
    expect(answer.errors).toBeUndefined();
    return answer.data;
  }

  /** The payload, or the refusal with its `__typename`. `refusals` asks for more of particular errors. */
  async act(name: string, input: object, selection: string, refusals = ''): Promise<any> {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const data = await this.query(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) {
        __typename ... on ${type}Payload { ${selection} } ${REFUSALS} ${refusals} } }`,
      { input },
    );
    return data[name];
  }

  /** The payload of an act that must succeed. */
  async succeed(name: string, input: object, selection: string): Promise<any> {
    const answer = await this.act(name, input, selection);
    expect(answer).not.toHaveProperty('code');
    return answer;
  }
}
