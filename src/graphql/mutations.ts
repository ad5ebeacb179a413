import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from 'graphql';
import { Refused } from '../domain/refusal.js';
import { assertInTime, type RequestContext } from './context.js';
import { toErrorModel } from './errors.js';

/** Turns a refusal into the error member of the mutation's union, and lets each mutation load afresh. */
export function answeringRefusals(schema: GraphQLSchema): GraphQLSchema {
  const fields = schema.getMutationType()?.getFields() ?? {};
  for (const field of Object.values(fields) as GraphQLField<unknown, RequestContext>[]) {
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = async (source, args, context, info) => {
      assertInTime(context);
      context.loaders = new Map();
      let answer: unknown;
      try {
        answer = await resolve(source, args, context, info);
      } catch (error) {
        answer = error;
        if (!(error instanceof Refused)) throw error;
      }
      // The framework's filters hand on as an answer what was thrown.
      return answer instanceof Refused ? toErrorModel(answer.refusal) : answer;
    };
  }
  return schema;
}
