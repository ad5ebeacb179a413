import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { Actor } from './actor.js';
import type { Operation } from './operations.js';
import { mayUse } from './policy.js';

const OPERATION = 'forloeb:operation';

/** Who may use a root field: whoever has a role whose policy lists the operation. `public` needs no sign-in. */
export const Access = (operation: Operation | 'public') => SetMetadata(OPERATION, operation);

/** Guards every root field. A field without @Access is closed to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType<string>() !== 'graphql') return true;
    const operation = this.reflector.get<Operation | 'public' | undefined>(OPERATION, context.getHandler());
    if (operation === 'public') return true;
    const { actor } = GqlExecutionContext.create(context).getContext<{ actor: Actor | null }>();
    if (actor === null)
      throw new GraphQLError('Sign in first: send an Authorization header with a bearer token.', {
        extensions: { code: 'UNAUTHENTICATED' },
      });
    if (operation === undefined || !mayUse(actor, operation))
      throw new GraphQLError('None of your roles may do this.', { extensions: { code: 'FORBIDDEN' } });
    return true;
  }
}
