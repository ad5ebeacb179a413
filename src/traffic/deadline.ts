import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';

const deadlines = new WeakMap<FastifyRequest, number>();

/** When a request has to be answered, on the clock of `performance.now()`. */
export function deadlineOf(request: FastifyRequest): number {
  return deadlines.get(request) ?? Infinity;
}

/**
 * Answers with `late` what is not answered in time. Fastify's own `handlerTimeout` stops its clock when the body of a
 * request has been read (5.12), which is before the work begins.
 */
export function inTime(
  handler: RouteHandlerMethod,
  milliseconds: number,
  late: (reply: FastifyReply) => FastifyReply,
): RouteHandlerMethod {
  return async function (request, reply) {
    deadlines.set(request, performance.now() + milliseconds);
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<FastifyReply>((resolve) => {
      timer = setTimeout(() => resolve(late(reply)), milliseconds);
    });
    try {
      return await Promise.race([handler.call(this, request, reply), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  };
}
