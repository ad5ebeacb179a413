import { type ArgumentsHost, Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/** GraphQL errors are formatted, and the unexpected ones logged, in format-error.ts; the framework adds nothing to them. */
@Catch()
export class GraphQLPassThroughFilter extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): unknown {
    return host.getType<string>() === 'graphql' ? exception : super.catch(exception, host);
  }
}
