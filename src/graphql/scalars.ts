/** Strict scalars: what does not exist is refused, never moved to the next day. */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { parseInstant, parseLocalDate } from '../domain/calendar.js';

function scalar<T>(name: string, description: string, read: (text: string) => T | null, expected: string) {
  const parse = (value: unknown): T => {
    const result = typeof value === 'string' ? read(value) : null;
    if (result === null)
      throw new GraphQLError(`${name} expects ${expected}.`, { extensions: { code: 'BAD_USER_INPUT' } });
    return result;
  };
  return new GraphQLScalarType<T, unknown>({
    name,
    description,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : null),
    serialize: (value) => value,
  });
}

export const LocalDateScalar = scalar(
  'LocalDate',
  'A calendar date such as 2019-10-15. Days that do not exist are refused.',
  parseLocalDate,
  'a date that exists, written like 2019-10-15',
);

export const DateTimeScalar = scalar(
  'DateTime',
  'An instant, RFC 3339 with an offset; always answered in UTC.',
  parseInstant,
  'an instant with an offset, written like 2019-10-15T09:00:00+02:00',
);

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const Base64Scalar = scalar(
  'Base64',
  'File content, base64.',
  (text) => (BASE64.test(text) ? Buffer.from(text, 'base64') : null),
  'file content in base64',
);
