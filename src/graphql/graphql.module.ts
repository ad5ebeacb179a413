import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AccessGuard } from '../access/access.js';
import { ActorResolver } from '../access/actor-resolver.js';
import { Env } from '../config/env.js';
import { LOGGER } from '../core.module.js';
import { deadlineOf } from '../traffic/deadline.js';
import { networkOf } from '../traffic/network.js';
import { RateLimits } from '../traffic/rate-limits.js';
import type { RequestContext } from './context.js';
import { ERROR_TYPES } from './errors.js';
import { GraphQLPassThroughFilter } from './exception.filter.js';
import { formatError } from './format-error.js';
import { ShapeLimits } from './limits/shape-limits.js';
import { queryLimits } from './limits/query-limits.js';
import { MutationInterceptor } from './mutation.interceptor.js';
import { DuplicateFields, NodeResolver, OverlapFields, SeatsHeldFields } from './node.resolver.js';
import { operationLog } from './operation-log.js';
import { TrustedOperations } from './trusted-operations.js';
import { inputValidation } from './validation.js';

async function contextOf(
  request: FastifyRequest,
  actors: ActorResolver,
  trusted: TrustedOperations,
  shapes: ShapeLimits,
): Promise<RequestContext> {
  const { headers, id, ip } = request;
  const source = sourceOf(request);
  trusted.assert(source);
  shapes.assert(source);
  const { actor, refusal } = await actors.fromRequest(request);
  return {
    actor,
    refusal,
    requestId: id,
    loaderScope: {},
    http: {
      network: networkOf(ip),
      caller: actor === null ? `address ${networkOf(ip)}` : `actor ${actor.subject}`,
      bodyBytes: Number(headers['content-length'] ?? 0),
      deadline: deadlineOf(request),
    },
  };
}

/** The text of the operation, read as Apollo will read it; undefined when it is only named. */
function sourceOf({ method, url, body }: FastifyRequest): unknown {
  if (method === 'GET') return new URL(url, 'http://localhost').searchParams.get('query') ?? undefined;
  return (body as { query?: unknown } | null | undefined)?.query;
}

/** Everything that is specific to Apollo and to how GraphQL requests are met. */
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [Env, ActorResolver, RateLimits, TrustedOperations, LOGGER],
      useFactory: (
        env: Env,
        actors: ActorResolver,
        rates: RateLimits,
        trusted: TrustedOperations,
        logger: Logger,
      ) => {
        const shapes = new ShapeLimits(env);
        return {
          autoSchemaFile: true,
          sortSchema: true,
          // What the check finds, `npm run check` finds as well; at every start it would cost a tenth of the time.
          buildSchemaOptions: { orphanedTypes: ERROR_TYPES, skipCheck: true },
          path: '/graphql',
          playground: false,
          graphiql: false,
          introspection: env.showsSchema,
          // "Did you mean …?" would tell the schema word by word.
          hideSchemaDetailsFromClientErrors: !env.showsSchema,
          csrfPrevention: true,
          allowBatchedHttpRequests: false,
          parseOptions: { maxTokens: env.queryMaxTokens },
          persistedQueries: trusted.persistedQueries,
          includeStacktraceInErrorResponses: false,
          // The default plugin wraps every field (performance.md).
          plugins: [ApolloServerPluginCacheControlDisabled(), queryLimits(env, rates), operationLog(logger)],
          formatError: formatError(logger),
          context: (request: FastifyRequest) => contextOf(request, actors, trusted, shapes),
        };
      },
    }),
  ],
  providers: [
    NodeResolver,
    DuplicateFields,
    OverlapFields,
    SeatsHeldFields,
    { provide: APP_FILTER, useClass: GraphQLPassThroughFilter },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: MutationInterceptor },
    { provide: APP_PIPE, useFactory: inputValidation },
  ],
})
export class ApiModule {}
