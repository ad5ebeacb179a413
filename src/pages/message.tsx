import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Texts } from '../domain/programme.js';
import { languageOf } from './language.js';
import { Layout } from './layout.js';
import { sendPage } from './send.js';

/** A page that says one thing, such as that something is not here. */
export interface Message {
  readonly title: Texts;
  readonly text: Texts;
}

export function sendMessage(
  request: FastifyRequest,
  reply: FastifyReply,
  { title, text }: Message,
  status: number,
): FastifyReply {
  return sendPage(
    reply,
    <Layout request={request} title={title}>
      <p>{text[languageOf(request)]}</p>
    </Layout>,
    status,
  );
}
