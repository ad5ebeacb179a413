import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { NestLogger } from './config/logger.js';
import type { Core } from './core.module.js';
import { registerExplorer } from './graphql/explorer.js';
import { TrustedOperations } from './graphql/trusted-operations.js';
import { protect, unreadable } from './traffic/http.js';
import { RateLimits } from './traffic/rate-limits.js';

/** Only what cannot carry anything personal into the logs. */
const REQUEST_ID = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/;

/** GraphQL and the pages check what comes in and write what goes out by themselves: no route has a schema for it. */
const noRouteHas = (): never => {
  throw new Error('A route has a schema, and nothing to compile it with');
};

/** The whole server, ready to listen. */
export async function createApp(core: Core): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: core.env.trustProxies > 0 && ((_address, hop) => hop < core.env.trustProxies),
    requestTimeout: core.env.requestTimeoutMs,
    frameworkErrors: unreadable,
    // Otherwise Fastify reads its compilers at every start.
    schemaController: { compilersFactory: { buildValidator: noRouteHas, buildSerializer: noRouteHas } },
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const fastify = adapter.getInstance();
  let stopping = false;
  fastify.addHook('preClose', async () => {
    stopping = true;
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    reply.header('x-request-id', request.id);
    // Clients keep connections open for a minute and more, and the server stops when the last one is gone.
    if (stopping) reply.header('connection', 'close');
    done();
  });
  const trusted = TrustedOperations.read(core.env);
  const rates = new RateLimits(core.env, core.authSecret, core.logger);
  fastify.addHook('onClose', () => rates.close());
  protect(fastify, core.env, rates, core.logger);
  if (core.env.showsExplorer) registerExplorer(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(core, rates, trusted),
    adapter,
    {
      logger: new NestLogger(core.logger),
    },
  );
  await app.init();
  await fastify.ready();
  return app;
}
