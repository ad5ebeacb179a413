import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** A page has its own style and forms that come back here; no script, nothing from elsewhere, never inside another page. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers with a page, made of a `Layout`. What is put into it is escaped; a page never carries raw HTML. */
export function sendPage(reply: FastifyReply, page: VNode, status = 200): FastifyReply {
  return (
    reply
      .code(status)
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      // Browsers say which page a form comes from only to whom they may tell it: so to this server, and nobody else.
      .header('referrer-policy', 'same-origin')
      .header('vary', 'accept-language')
      .type('text/html; charset=utf-8')
      .send(`<!doctype html>${renderToString(page)}`)
  );
}
