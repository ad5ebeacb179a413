import { type ArgumentsHost, Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { PageErrors } from '../pages/page-errors.filter.js';
import { wantsPage } from '../pages/refusal.js';

/**
 * GraphQL errors are formatted, and the unexpected ones logged, in format-error.ts; the framework adds nothing to them.
 * Outside of GraphQL, such as where there is nothing at an address, a browser is told on a page.
 */
@Catch()
export class GraphQLPassThroughFilter extends BaseExceptionFilter {
  constructor(private readonly pages: PageErrors) {
    super();
  }

  override catch(exception: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') return exception;
    if (wantsPage(host.switchToHttp().getRequest<FastifyRequest>())) return this.pages.catch(exception, host);
    return super.catch(exception, host);
  }
}
