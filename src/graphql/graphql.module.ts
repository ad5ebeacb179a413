import { randomUUID } from 'node:crypto';
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
import type { RequestContext } from './context.js';
import { ERROR_TYPES } from './errors.js';
import { GraphQLPassThroughFilter } from './exception.filter.js';
import { formatError } from './format-error.js';
import { MutationInterceptor } from './mutation.interceptor.js';
import { DuplicateFields, NodeResolver, OverlapFields, SeatsHeldFields } from './node.resolver.js';
import { operationLog } from './operation-log.js';
import { inputValidation } from './validation.js';

/** Everything that is specific to Apollo and to how GraphQL requests are met. */
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [Env, ActorResolver, LOGGER],
      useFactory: (env: Env, actors: ActorResolver, logger: Logger) => ({
        autoSchemaFile: true,
        sortSchema: true,
        // What the check finds, `npm run check` finds as well; at every start it would cost a tenth of the time.
        buildSchemaOptions: { orphanedTypes: ERROR_TYPES, skipCheck: true },
        path: '/graphql',
        playground: false,
        graphiql: false,
        introspection: env.nodeEnv !== 'production',
        csrfPrevention: true,
        allowBatchedHttpRequests: false,
        includeStacktraceInErrorResponses: false,
        // The default plugin wraps every field (performance.md).
        plugins: [ApolloServerPluginCacheControlDisabled(), operationLog(logger)],
        formatError: formatError(logger),
        context: async (request: FastifyRequest): Promise<RequestContext> => ({
          ...(await actors.fromAuthorization(request?.headers?.authorization)),
          requestId: request?.id ?? randomUUID(),
          loaderScope: {},
        }),
      }),
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
