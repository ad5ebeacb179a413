/** What a client is told when it asks for too much: a code, the limit and what was asked for. */
import { GraphQLError } from 'graphql';

export type LimitCode =
  | 'QUERY_TOO_DEEP'
  | 'QUERY_HAS_TOO_MANY_ALIASES'
  | 'QUERY_HAS_TOO_MANY_FIELDS'
  | 'QUERY_TOO_LONG'
  | 'QUERY_TOO_COSTLY'
  | 'BODY_TOO_LARGE';

/** The extensions that an error of each code carries beside it; the codes are all that this room refuses with. */
export const REFUSAL_DETAILS: Readonly<
  Record<LimitCode | 'RATE_LIMITED' | 'TIMED_OUT' | 'OPERATION_NOT_TRUSTED', readonly string[]>
> = {
  QUERY_TOO_DEEP: ['limit', 'actual'],
  QUERY_HAS_TOO_MANY_ALIASES: ['limit', 'actual'],
  QUERY_HAS_TOO_MANY_FIELDS: ['limit', 'actual'],
  QUERY_TOO_LONG: ['limit', 'actual'],
  QUERY_TOO_COSTLY: ['limit', 'actual'],
  BODY_TOO_LARGE: ['limit', 'actual'],
  RATE_LIMITED: ['limit', 'retryAfterSeconds'],
  TIMED_OUT: [],
  OPERATION_NOT_TRUSTED: [],
};

const MESSAGES: Readonly<Record<LimitCode, string>> = {
  QUERY_TOO_DEEP: 'The operation has fields inside fields to a greater depth than is allowed.',
  QUERY_HAS_TOO_MANY_ALIASES: 'The operation has more aliases than are allowed.',
  QUERY_HAS_TOO_MANY_FIELDS: 'The operation has more fields than are allowed.',
  QUERY_TOO_LONG: 'The document has more tokens than are allowed; reading stopped there.',
  QUERY_TOO_COSTLY: 'The operation would cost more than is allowed: ask for smaller pages or fewer fields.',
  BODY_TOO_LARGE: 'The request is larger than is allowed for an operation that carries no file.',
};

/** Refuses a request before anything of it is run. */
export function overLimit(code: LimitCode, limit: number, actual: number): GraphQLError {
  const http = { status: code === 'BODY_TOO_LARGE' ? 413 : 400 };
  return new GraphQLError(MESSAGES[code], { extensions: { code, limit, actual, http } });
}

/** Refuses a caller who has asked for too much in the last minute. The header Retry-After says the same. */
export function rateLimited(limit: number, retryAfterSeconds: number): GraphQLError {
  return new GraphQLError('Too much was asked for in a short time. Wait a little, and ask again.', {
    extensions: { code: 'RATE_LIMITED', limit, retryAfterSeconds, http: { status: 429 } },
  });
}

/** Gives up on a request that has taken too long. What it was saving may have been saved. */
export function timedOut(): GraphQLError {
  return new GraphQLError(
    'It took too long and was given up. Whether anything was changed is uncertain: look, or send the same idempotency key again.',
    { extensions: { code: 'TIMED_OUT', http: { status: 503 } } },
  );
}

/** Refuses an operation that the operator has not agreed to. */
export function notTrusted(): GraphQLError {
  return new GraphQLError('This server runs only operations that were agreed on beforehand.', {
    extensions: { code: 'OPERATION_NOT_TRUSTED', http: { status: 403 } },
  });
}
