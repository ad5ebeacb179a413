import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { RequestContext } from './context.js';

/** One line for each operation: which fields, what it cost, how long, how it ended. Never variables, names or ids. */
export function operationLog(logger: Logger): ApolloServerPlugin<RequestContext> {
  // Nothing to be looked for in these lines: they have no header, and no text that we did not write ourselves.
  const lines = logger.child({}, { redact: [] });
  return {
    async contextCreationDidFail({ error }) {
      const code = error instanceof GraphQLError ? error.extensions['code'] : undefined;
      lines.info({ errors: [code], msg: 'graphql refused' });
    },
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ contextValue, operation, errors }) {
          if (!lines.isLevelEnabled('info')) return;
          const fields = operation?.selectionSet.selections.flatMap((selection) =>
            selection.kind === 'Field' ? [selection.name.value] : [],
          );
          lines.info({
            requestId: contextValue.requestId,
            operation: operation?.operation,
            fields,
            roles: contextValue.actor?.grants.map((grant) => grant.role),
            cost: contextValue.cost,
            errors: errors?.map((error) => error.extensions['code']),
            ms: Math.round(performance.now() - startedAt),
            msg: 'graphql',
          });
        },
      };
    },
  };
}
