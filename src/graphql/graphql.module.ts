import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ExternalContextCreator } from '@nestjs/core/helpers/external-context-creator.js';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { AccessGuard } from '../access/access.js';
import { ActorResolver } from '../access/actor-resolver.js';
import { IssuerUnavailable } from '../access/oidc/keys.js';
import { Readings } from '../access/readings.js';
import { Env } from '../config/env.js';
import { LOGGER } from '../core.module.js';
import { PageErrors } from '../pages/page-errors.filter.js';
import { Unavailable } from '../storage/failure.js';
import { deadlineOf } from '../traffic/deadline.js';
import { networkOf } from '../traffic/network.js';
import { RateLimits } from '../traffic/rate-limits.js';
import type { RequestContext } from './context.js';
import { callFieldsDirectly } from './direct-fields.js';
import { ERROR_TYPES } from './errors.js';
import { GraphQLPassThroughFilter } from './exception.filter.js';
import { formatError } from './format-error.js';
import { ShapeLimits } from './limits/shape-limits.js';
import { queryLimits } from './limits/query-limits.js';
import { answeringRefusals } from './mutations.js';
import {
  DuplicateFields,
  MeetingsPlannedFields,
  NodeResolver,
  OverlapFields,
  SeatsHeldFields,
} from './node.resolver.js';
import { operationLog } from './operation-log.js';
import { readingLog } from './reading-log.js';
import { SchemaOnce } from './schema-once.js';
import { notingReadings } from './tells-of.js';
import { TrustedOperations } from './trusted-operations.js';
import { inputValidation } from './validation.js';

async function contextOf(
  request: FastifyRequest,
  actors: ActorResolver,
  readings: Readings,
  trusted: TrustedOperations,
  shapes: ShapeLimits,
): Promise<RequestContext> {
  const { headers, id, ip } = request;
  const source = sourceOf(request);
  trusted.assert(source);
  shapes.assert(source);
  const caller = await actors.fromRequest(request).catch(unavailable);
  const network = networkOf(ip);
  return {
    readings: readings.of(caller.actor),
    requestId: id,
    loaders: new Map(),
    http: {
      caller: caller.actor === null ? `address ${network}` : `actor ${caller.actor.subject}`,
      network,
      bodyBytes: Number(headers['content-length'] ?? 0),
      deadline: deadlineOf(request),
    },
    ...caller,
  };
}

/** Not known who asks, as something that has to be asked for it does not answer: told as 503, and nothing is run. */
function unavailable(error: unknown): never {
  if (!(error instanceof IssuerUnavailable) && !(error instanceof Unavailable)) throw error;
  throw new GraphQLError(error.message, {
    originalError: error,
    extensions: { http: { status: 503 } },
  });
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
      driver: SchemaOnce,
      inject: [Env, ActorResolver, Readings, RateLimits, TrustedOperations, LOGGER, ExternalContextCreator],
      useFactory: (
        env: Env,
        actors: ActorResolver,
        readings: Readings,
        rates: RateLimits,
        trusted: TrustedOperations,
        logger: Logger,
        creator: ExternalContextCreator,
      ) => {
        callFieldsDirectly(creator);
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
          plugins: [
            ApolloServerPluginCacheControlDisabled(),
            // Of a federated schema only; the default one reads what it would write with at every start.
            ApolloServerPluginInlineTraceDisabled(),
            queryLimits(env, rates),
            readingLog(logger),
            operationLog(logger),
          ],
          transformSchema: (schema) => answeringRefusals(notingReadings(schema)),
          formatError: formatError(logger),
          context: (request: FastifyRequest) => contextOf(request, actors, readings, trusted, shapes),
        };
      },
    }),
  ],
  providers: [
    PageErrors,
    NodeResolver,
    DuplicateFields,
    OverlapFields,
    SeatsHeldFields,
    MeetingsPlannedFields,
    { provide: APP_FILTER, useClass: GraphQLPassThroughFilter },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useFactory: inputValidation },
  ],
})
export class ApiModule {}
