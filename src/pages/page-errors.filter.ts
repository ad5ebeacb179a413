import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { LOGGER } from '../core.module.js';
import { sendMessage, type Message } from './message.js';
import { sendMistake, sendRefusal } from './refusal.js';

/** For controllers that answer with pages: what goes wrong is told on a page too, and only the log says more. */
@Catch()
export class PageErrors implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (exception instanceof GraphQLError) {
      void sendRefusal(request, reply, exception);
      return;
    }
    const status = statusOf(exception);
    if (status < 500) {
      void sendMistake(request, reply, status);
      return;
    }
    const correlationId = randomUUID();
    this.logger.error({ err: exception, requestId: request.id, correlationId }, 'a page failed');
    const wrong: Message = {
      title: { da: 'Noget gik galt', en: 'Something went wrong' },
      text: {
        da: `Prøv igen om lidt. Sker det igen, så nævn dette nummer: ${correlationId}`,
        en: `Try again in a while. If it happens again, mention this number: ${correlationId}`,
      },
    };
    void sendMessage(request, reply, wrong, status);
  }
}

/** What Fastify refuses by itself, such as a body in no form it knows, carries its status as well. */
function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  const { statusCode } = (exception ?? {}) as Partial<FastifyError>;
  return statusCode ?? 500;
}
