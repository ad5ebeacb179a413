import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { sendMessage, type Message } from './message.js';

/** Whether somebody looks at this in a browser; programs ask for other things, and GraphQL has words of its own. */
export function wantsPage({ headers, url }: FastifyRequest): boolean {
  return /\btext\/html\b/.test(headers.accept ?? '') && !/^\/graphql(?![\w-])/.test(url);
}

const REFUSED: Message = {
  title: { da: 'Det kunne ikke læses', en: 'That could not be read' },
  text: {
    da: 'Det, der blev sendt, kunne ikke forstås. Gå tilbage, og prøv igen.',
    en: 'What was sent could not be understood. Go back and try again.',
  },
};
const NOT_FOUND: Message = {
  title: { da: 'Siden findes ikke', en: 'There is no such page' },
  text: {
    da: 'Adressen findes ikke, eller den er ikke for dig.',
    en: 'There is nothing at this address, or it is not for you.',
  },
};
const TOO_LARGE: Message = {
  title: { da: 'Det er for stort', en: 'That is too large' },
  text: {
    da: 'Der blev sendt mere, end der kan tages imod her.',
    en: 'More was sent than can be taken in here.',
  },
};

function tooOften(seconds: number): Message {
  return {
    title: { da: 'Vent et øjeblik', en: 'Wait a moment' },
    text: {
      da: `Der er spurgt for ofte herfra på kort tid. Prøv igen om ${seconds} sekunder.`,
      en: `There were too many requests from here in a short time. Try again in ${seconds} seconds.`,
    },
  };
}

/** On a page, what somebody did wrong; `status` is below 500. */
export function sendMistake(request: FastifyRequest, reply: FastifyReply, status: number): FastifyReply {
  const words: Readonly<Record<number, Message>> = { 404: NOT_FOUND, 413: TOO_LARGE };
  return sendMessage(request, reply, words[status] ?? REFUSED, status);
}

/** On a page, what traffic/refusals.ts says to programs. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { extensions }: GraphQLError,
): FastifyReply {
  const { http, retryAfterSeconds } = extensions as {
    http?: { status?: number };
    retryAfterSeconds?: number;
  };
  const status = http?.status ?? 400;
  if (retryAfterSeconds === undefined) return sendMistake(request, reply, status);
  return sendMessage(
    request,
    reply.header('retry-after', retryAfterSeconds),
    tooOften(retryAfterSeconds),
    status,
  );
}
