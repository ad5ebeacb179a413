/** What is checked of a request before anybody reads it, and what a client is told when it never got to be one. */
import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { SessionCookie } from '../access/session-cookie.js';
import type { Env } from '../config/env.js';
import { sendMistake, sendRefusal, wantsPage } from '../pages/refusal.js';
import { inTime } from './deadline.js';
import { networkOf } from './network.js';
import type { RateLimits } from './rate-limits.js';
import { overLimit, rateLimited, timedOut } from './refusals.js';
import { SECURITY_HEADERS } from './security-headers.js';

const ENDPOINT = '/graphql';
/** Whoever watches over the server is not to be told that it asks too often. */
const UNCOUNTED = '/health/';

/** To be called before the server knows its routes. */
export function protect(fastify: FastifyInstance, env: Env, rates: RateLimits, logger: Logger): void {
  const session = new SessionCookie(env.origin);
  // Whoever answers may set others.
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
  fastify.addHook('onRoute', (route) => {
    if (route.url !== ENDPOINT) return;
    route.bodyLimit = env.uploadLimitBytes;
    route.handler = inTime(route.handler, env.requestTimeoutMs, (reply) => answer(reply, timedOut()));
    route.errorHandler = (error, request, reply) => answer(reply, toGraphQL(error, request, logger));
  });
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith(UNCOUNTED)) return;
    const wait = await rates.spend('address', networkOf(request.ip), 1);
    const problem =
      wait === null ? bodyProblem(request, env, session) : rateLimited(env.rateLimitAddress, wait);
    if (problem === null) return;
    return wantsPage(request) ? sendRefusal(request, reply, problem) : answer(reply, problem);
  });
}

/** For an address that cannot be read, before any of the above. */
export function unreadable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { statusCode = 400, message } = error;
  if (wantsPage(request)) sendMistake(request, reply, statusCode);
  else answer(reply, failure(statusCode, message));
}

/** Only somebody who says who they are may send as much as a file; and the size has to be known before it is read. */
function bodyProblem(request: FastifyRequest, env: Env, session: SessionCookie): GraphQLError | null {
  const { authorization, 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding !== undefined)
    return failure(411, 'Send the length of the body as Content-Length instead of Transfer-Encoding.');
  const unknown = authorization === undefined && !session.isIn(request);
  const limit = unknown ? env.bodyLimitBytes : env.uploadLimitBytes;
  return Number(length ?? 0) > limit ? overLimit('BODY_TOO_LARGE', limit, Number(length)) : null;
}

/** What went wrong outside of GraphQL, in the words of GraphQL. */
function toGraphQL(error: FastifyError | Error, request: FastifyRequest, logger: Logger): GraphQLError {
  const { statusCode = 500 } = error as Partial<FastifyError>;
  if (statusCode < 500) return failure(statusCode, error.message);
  const correlationId = randomUUID();
  logger.error({ err: error, requestId: request.id, correlationId }, 'a request failed');
  return new GraphQLError('Something went wrong here.', {
    extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId, http: { status: 500 } },
  });
}

function failure(status: number, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status } } });
}

function answer(reply: FastifyReply, error: GraphQLError): FastifyReply {
  const { http, ...extensions } = error.extensions;
  const { retryAfterSeconds } = extensions;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  return reply
    .code(http?.status ?? 500)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [{ message: error.message, extensions }] }));
}
