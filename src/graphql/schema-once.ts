import { Injectable } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { GraphQLFactory } from '@nestjs/graphql';
import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql';

/** By type and field. */
type Resolvers = Readonly<Record<string, Readonly<Record<string, GraphQLFieldResolver<unknown, unknown>>>>>;

/** What the framework's factory works with, and keeps to itself. */
interface Parts {
  readonly resolversExplorerService: { explore(): Resolvers; getAllCtors(): unknown[] };
  readonly gqlSchemaBuilder: {
    build(file: boolean, options: ApolloDriverConfig, resolvers: unknown[]): Promise<GraphQLSchema>;
  };
}

/**
 * Makes the schema from the classes, and gives its fields their methods. The framework prints it before that, reads what it
 * printed, makes a second schema of it, gives the methods to that, and moves them from there to the first: the same in the
 * end (a test compares them), at the cost of another half of the time that the schema takes at every start.
 */
@Injectable()
export class SchemaOnce extends ApolloDriver {
  override async generateSchema(options: ApolloDriverConfig): Promise<GraphQLSchema> {
    const { transformSchema, sortSchema } = options;
    const schema = await schemaOf(this.graphQlFactory, options);
    const transformed = transformSchema === undefined ? schema : await transformSchema(schema);
    return sortSchema ? lexicographicSortSchema(transformed) : transformed;
  }
}

async function schemaOf(factory: GraphQLFactory, options: ApolloDriverConfig): Promise<GraphQLSchema> {
  const { resolversExplorerService, gqlSchemaBuilder } = factory as unknown as Parts;
  const resolvers = resolversExplorerService.explore();
  const schema = await gqlSchemaBuilder.build(true, options, resolversExplorerService.getAllCtors());
  for (const [name, methods] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} has methods for its fields, and is no object type`);
    const fields = type.getFields();
    for (const [key, method] of Object.entries(methods)) {
      const field = fields[key];
      if (field === undefined) throw new Error(`${name} has a method for ${key}, and no such field`);
      field.resolve = method;
    }
  }
  return schema;
}
