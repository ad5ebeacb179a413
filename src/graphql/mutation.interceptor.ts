import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { catchError, of, throwError, type Observable } from 'rxjs';
import { Refused } from '../domain/refusal.js';
import { assertInTime, type RequestContext } from './context.js';
import { toErrorModel } from './errors.js';

/** Turns a refusal into the error member of the mutation's union, and lets each mutation load afresh. */
@Injectable()
export class MutationInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType<string>() !== 'graphql') return next.handle();
    const graphql = GqlExecutionContext.create(context);
    if (graphql.getInfo<GraphQLResolveInfo>().parentType.name !== 'Mutation') return next.handle();
    const request = graphql.getContext<RequestContext>();
    assertInTime(request);
    request.loaderScope = {};
    return next
      .handle()
      .pipe(
        catchError((error: unknown) =>
          error instanceof Refused ? of(toErrorModel(error.refusal)) : throwError(() => error),
        ),
      );
  }
}
