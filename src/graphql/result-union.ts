import type { Type } from '@nestjs/common';
import { createUnionType } from '@nestjs/graphql';
import { COMMON_ERRORS } from './errors.js';

/** `XResult`: the payload, the errors that any mutation can have, and its own. */
export function resultUnion<P>(name: string, payload: Type<P>, ...errors: readonly Type<object>[]): P {
  return createUnionType({
    name,
    types: () => [payload, ...COMMON_ERRORS, ...errors] as const,
  }) as unknown as P;
}
