import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { IssuerUnavailable } from '../access/oidc/keys.js';
import { LOGGER } from '../core.module.js';
import { sendMessage, type Message } from './message.js';
import { sendMistake, sendRefusal } from './refusal.js';
import { NotFromOurPages, SignInFirst, signInPath } from './signed-in.js';

const NOT_SIGNED_IN: Message = {
  title: { da: 'Du er ikke logget ind', en: 'You are not signed in' },
  text: {
    da: 'Log ind, og åbn siden igen. Er du logget ind med din browser, så send ikke også en nøgle (token).',
    en: 'Sign in and open the page again. If you are signed in with your browser, send no token beside it.',
  },
};
const FROM_ELSEWHERE: Message = {
  title: { da: 'Det kom ikke fra en af vores sider', en: 'That did not come from one of our pages' },
  text: {
    da: 'Der er ikke ændret noget. Åbn siden her, og prøv igen derfra.',
    en: 'Nothing was changed. Open the page here and try again from there.',
  },
};
const PROVIDER_AWAY: Message = {
  title: { da: 'Login svarer ikke', en: 'The sign-in does not answer' },
  text: {
    da: 'Det sted, hvor du logger ind, svarer ikke lige nu. Prøv igen om lidt.',
    en: 'The place where you sign in does not answer at the moment. Try again in a while.',
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
    if (exception instanceof SignInFirst && exception.canComeBack(request)) {
      void reply.redirect(signInPath(request), 303);
      return;
    }
    if (exception instanceof GraphQLError) {
      void sendRefusal(request, reply, exception);
      return;
    }
    if (exception instanceof IssuerUnavailable) {
      void sendMessage(request, reply, PROVIDER_AWAY, 503);
      return;
    }
    const status = statusOf(exception);
    const told = toldOf(exception);
    if (told !== null) {
      void sendMessage(request, reply, told, status);
      return;
    }
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

function toldOf(exception: unknown): Message | null {
  if (exception instanceof SignInFirst) return NOT_SIGNED_IN;
  return exception instanceof NotFromOurPages ? FROM_ELSEWHERE : null;
}
