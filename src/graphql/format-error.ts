import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { IssuerUnavailable } from '../access/oidc/keys.js';
import { type InputProblem, type Refusal, Refused } from '../domain/refusal.js';
import { Unavailable } from '../storage/failure.js';
import { REFUSAL_DETAILS } from '../traffic/refusals.js';

/** What clients may be told as it stands: their own mistakes. */
const CLIENT_ERRORS = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
]);

/** The last of the mistakes that graphql lists in the variables of a request; it alone comes without a code. */
const TOO_MANY_MISTAKES = 'Too many errors processing variables';

/**
 * A refusal in a query becomes BAD_USER_INPUT with its problems; a database that cannot do its work, and an identity
 * provider that cannot be reached, become UNAVAILABLE with the reason; a bug becomes one opaque code with a number to look up.
 */
export function formatError(logger: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = thrown(error);
    const place = { locations: formatted.locations, path: formatted.path };
    if (original instanceof Refused) {
      const { refusal } = original;
      return {
        ...place,
        message: refusal.message,
        extensions: { code: 'BAD_USER_INPUT', reason: refusal.code, ...problemsOf(refusal) },
      };
    }
    if (original instanceof Unavailable) {
      const { message, reason } = original;
      logger.error({ err: original }, 'the database could not serve a request');
      return { ...place, message, extensions: { code: 'UNAVAILABLE', reason } };
    }
    if (original instanceof IssuerUnavailable)
      return {
        ...place,
        message: original.message,
        extensions: { code: 'UNAVAILABLE', reason: 'IDENTITY_PROVIDER' },
      };
    const code = String(formatted.extensions?.['code'] ?? 'INTERNAL_SERVER_ERROR');
    if (Object.hasOwn(REFUSAL_DETAILS, code)) return refused(formatted);
    if (formatted.message.startsWith(TOO_MANY_MISTAKES))
      return { ...place, message: formatted.message, extensions: { code: 'BAD_USER_INPUT' } };
    if (CLIENT_ERRORS.has(code)) {
      const reason = code === 'UNAUTHENTICATED' ? formatted.extensions?.['reason'] : undefined;
      return {
        ...place,
        message: formatted.message,
        extensions: { code, ...(reason !== undefined && { reason }) },
      };
    }
    const correlationId = randomUUID();
    logger.error({ err: original, correlationId }, 'a request failed');
    return {
      ...place,
      message: 'Something went wrong here. Nothing was changed.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
    };
  };
}

/** Where in the input it is wrong, of refusals that say so. */
function problemsOf(refusal: Refusal): { problems?: readonly InputProblem[] } {
  if (refusal.code === 'INVALID_INPUT') return { problems: refusal.problems };
  if (refusal.code !== 'CONTAINS_CPR') return {};
  return { problems: [{ path: refusal.path, message: refusal.message }] };
}

/** By a resolver; or before any resolver ran, while it was asked who the caller is. */
function thrown(error: unknown): unknown {
  const before = error instanceof GraphQLError ? error.originalError : null;
  return before instanceof Unavailable || before instanceof IssuerUnavailable
    ? before
    : unwrapResolverError(error);
}

/** A refusal of traffic/refusals.ts, with what it says and nothing else. */
function refused({ message, extensions = {} }: GraphQLFormattedError): GraphQLFormattedError {
  const code = extensions['code'] as keyof typeof REFUSAL_DETAILS;
  const details = REFUSAL_DETAILS[code].map((name) => [name, extensions[name]]);
  return { message, extensions: { code, ...Object.fromEntries(details) } };
}
