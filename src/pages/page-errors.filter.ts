import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { LOGGER } from '../core.module.js';
import { sendMessage, type Message } from './message.js';

const NOT_FOUND: Message = {
  title: { da: 'Siden findes ikke', en: 'There is no such page' },
  text: {
    da: 'Adressen findes ikke, eller den er ikke for dig.',
    en: 'There is nothing at this address, or it is not for you.',
  },
};
const REFUSED: Message = {
  title: { da: 'Det kunne ikke læses', en: 'That could not be read' },
  text: {
    da: 'Det, der blev sendt, kunne ikke forstås. Gå tilbage, og prøv igen.',
    en: 'What was sent could not be understood. Go back and try again.',
  },
};

/** For controllers that answer with pages: what goes wrong is told on a page too, and only the log says more. */
@Catch()
export class PageErrors implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    if (status < 500) {
      void sendMessage(request, reply, status === 404 ? NOT_FOUND : REFUSED, status);
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
