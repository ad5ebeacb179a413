import { Controller, Get, Header, NotFoundException, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Issuer } from './issuer.js';
import { KEPT_SECONDS, StatusLists } from './status-lists.js';
import { UnavailableFilter } from './unavailable.filter.js';

/** What verifiers ask for, who are nobody to us: the issuer's public keys and the status lists. */
@Controller()
@UseFilters(UnavailableFilter)
export class IssuerController {
  constructor(
    private readonly issuer: Issuer,
    private readonly lists: StatusLists,
  ) {}

  @Get('.well-known/did.json')
  @Header('content-type', 'application/did+json')
  @Header('cache-control', `public, max-age=${KEPT_SECONDS}`)
  @Header('access-control-allow-origin', '*')
  @Header('cross-origin-resource-policy', 'cross-origin')
  async keys() {
    return this.issuer.didDocument();
  }

  @Get('status/:list')
  async status(@Param('list') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const list = await this.lists.find(name);
    if (list === null) throw new NotFoundException();
    void reply
      .header('etag', list.etag)
      .header('cache-control', `public, max-age=${KEPT_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin');
    if (request.headers['if-none-match']?.includes(list.etag)) return reply.code(304).send();
    return reply.type('application/vc').send(list.body);
  }
}
