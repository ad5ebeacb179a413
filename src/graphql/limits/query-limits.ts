import type { ApolloServerPlugin } from '@apollo/server';
import type { Env } from '../../config/env.js';
import type { RateLimits } from '../../traffic/rate-limits.js';
import { overLimit, rateLimited } from '../../traffic/refusals.js';
import type { RequestContext } from '../context.js';
import { costOf } from './cost.js';
import { carriesFile, fieldsWithFiles } from './uploads.js';

/** Refuses what costs too much, and whoever asks for too much, when the operation is known and before it is run. */
export function queryLimits(env: Env, rates: RateLimits): ApolloServerPlugin<RequestContext> {
  let uploads: ReadonlySet<string> = new Set();
  return {
    async serverWillStart({ schema }) {
      uploads = fieldsWithFiles(schema);
    },
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          // Which of several is meant was not said: the executor refuses it.
          if (operation === undefined) return;
          const { bodyBytes = 0, caller } = contextValue.http ?? {};
          if (bodyBytes > env.bodyLimitBytes && !carriesFile(operation, uploads))
            throw overLimit('BODY_TOO_LARGE', env.bodyLimitBytes, bodyBytes);
          const cost = costOf({ schema, document, operation, variables: request.variables ?? {} });
          if (cost > env.queryMaxCost) throw overLimit('QUERY_TOO_COSTLY', env.queryMaxCost, cost);
          contextValue.cost = cost;
          if (caller === undefined) return;
          const wait = await rates.spend('caller', caller, cost);
          if (wait !== null) throw rateLimited(env.rateLimitCaller, wait);
        },
        async willSendResponse({ errors = [], response }) {
          const wait = errors.map(({ extensions }) => extensions['retryAfterSeconds']).find(Number.isInteger);
          if (wait !== undefined) response.http.headers.set('retry-after', String(wait));
        },
      };
    },
  };
}
