import type { INestApplicationContext } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { graphql } from 'graphql';
import { SYSTEM } from '../access/actor.js';
import type { RequestContext } from '../graphql/context.js';

type Fields = Record<string, unknown>;

/** Writes the example data the way everybody else does: through the mutations of the API, without HTTP in between. */
export class DemoClient {
  constructor(private readonly app: INestApplicationContext) {}

  /** Runs one mutation `name(input: NameInput!)` and answers its payload; a refusal is an error. */
  async run<T>(name: string, input: Fields, selection: string): Promise<T> {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const data = await this.execute(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) {
        ... on ${type}Payload { ${selection} } ... on DomainError { code message } } }`,
      { input },
    );
    const payload = data[name] as Fields;
    if ('code' in payload)
      throw new Error(`The example data was refused by ${name}: ${String(payload['message'])}`);
    return payload as T;
  }

  private async execute(source: string, variableValues: Fields): Promise<Fields> {
    const contextValue: RequestContext = { actor: SYSTEM, requestId: 'demo', loaders: new Map() };
    const { schema } = this.app.get(GraphQLSchemaHost);
    const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
    const [error] = errors ?? [];
    if (error !== undefined) throw error.originalError ?? error;
    return data as Fields;
  }
}
