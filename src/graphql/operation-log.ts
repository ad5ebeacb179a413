import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from 'pino';
import type { RequestContext } from './context.js';

/** One line for each operation: which fields, how long, how it ended. Never variables, names or ids. */
export function operationLog(logger: Logger): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ contextValue, operation, errors }) {
          const fields = operation?.selectionSet.selections.flatMap((selection) =>
            selection.kind === 'Field' ? [selection.name.value] : [],
          );
          logger.info(
            {
              requestId: contextValue.requestId,
              operation: operation?.operation,
              fields,
              roles: contextValue.actor?.grants.map((grant) => grant.role),
              errors: errors?.map((error) => error.extensions['code']),
              ms: Math.round(performance.now() - startedAt),
            },
            'graphql',
          );
        },
      };
    },
  };
}
