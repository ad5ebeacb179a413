import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Unavailable } from '../../storage/failure.js';

/** For answers that are no GraphQL: the database cannot do its work at the moment. */
@Catch(Unavailable)
export class UnavailableFilter implements ExceptionFilter<Unavailable> {
  catch({ reason, message }: Unavailable, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.code(503).header('retry-after', '5').send({ code: 'UNAVAILABLE', reason, message });
  }
}
