import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { Caller } from './actor-resolver.js';
import type { Operation } from './operations.js';
import { mayUse } from './policy.js';
import type { SignInRefusal } from './token.js';

const OPERATION = 'forloeb:operation';

/** Who may use a root field: whoever has a role whose policy lists the operation. `public` needs no sign-in. */
export const Access = (operation: Operation | 'public') => SetMetadata(OPERATION, operation);

const REFUSALS: Readonly<Record<SignInRefusal, string>> = {
  INVALID_TOKEN: 'Sign in again: the token is not valid here, or no longer.',
  ASSURANCE_TOO_LOW: 'Sign in more strongly: the level of assurance is too low for every role you have here.',
  NO_ROLE: 'You are signed in at your identity provider, which gives you no role here.',
  SESSION_OVER: 'Sign in again: the session is over.',
  OTHER_ORIGIN: 'A session is only used from the pages of this server.',
  TWO_SIGN_INS: 'Send either a bearer token or the cookie of a session, not both.',
};

function notSignedIn(refusal: SignInRefusal | null): GraphQLError {
  const message =
    refusal === null ? 'Sign in first: send an Authorization header with a bearer token.' : REFUSALS[refusal];
  return new GraphQLError(message, {
    extensions: { code: 'UNAUTHENTICATED', ...(refusal !== null && { reason: refusal }) },
  });
}

/** Guards every root field. A field without @Access is closed to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType<string>() !== 'graphql') return true;
    const operation = this.reflector.get<Operation | 'public' | undefined>(OPERATION, context.getHandler());
    if (operation === 'public') return true;
    const { actor, refusal } = GqlExecutionContext.create(context).getContext<Caller>();
    if (actor === null) throw notSignedIn(refusal);
    if (operation === undefined || !mayUse(actor, operation))
      throw new GraphQLError('None of your roles may do this.', { extensions: { code: 'FORBIDDEN' } });
    return true;
  }
}
