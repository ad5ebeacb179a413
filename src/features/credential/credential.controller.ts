import {
  Controller,
  Get,
  GoneException,
  NotFoundException,
  Param,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { ActorResolver } from '../../access/actor-resolver.js';
import { SignedLinks } from '../../access/signed-links.js';
import type { CertificateRow } from '../certification/index.js';
import { CredentialService, type Wanted } from './credential.service.js';
import { UnavailableFilter } from './unavailable.filter.js';

const LINKED_DATA = ['application/vc', 'application/vc+ld+json', 'application/ld+json', 'application/json'];
const TOKEN = ['application/vc+jwt', 'application/jwt'];

/**
 * Credentials as files, for whoever may see the certificate, and for whoever holds a link that has not ended. What is not
 * for the asker answers like what is not there.
 */
@Controller('credentials')
@UseFilters(UnavailableFilter)
export class CredentialController {
  constructor(
    private readonly actors: ActorResolver,
    private readonly links: SignedLinks,
    private readonly credentials: CredentialService,
  ) {}

  /** The latest version under the number. */
  @Get(':file')
  async latest(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { stem, form } = formOf(file, request);
    return this.answer({ number: stem, version: null }, form, request, reply);
  }

  /** One that was replaced since, or will be. */
  @Get(':number/:file')
  async version(
    @Param('number') number: string,
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { stem, form } = formOf(file, request);
    if (!/^[1-9]\d{0,5}$/.test(stem)) throw new NotFoundException();
    return this.answer({ number, version: Number(stem) }, form, request, reply);
  }

  private async answer(wanted: Wanted, form: string, request: FastifyRequest, reply: FastifyReply) {
    const certificate = await this.find(wanted, request);
    if (certificate === null) throw new NotFoundException();
    const token = TOKEN.includes(form);
    const name = `${certificate.number}-${certificate.version}.${token ? 'jwt' : 'json'}`;
    const body = token
      ? await this.credentials.token(certificate)
      : JSON.stringify(await this.credentials.signed(certificate));
    return reply
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('vary', 'accept, authorization')
      .type(form)
      .send(body);
  }

  private async find(wanted: Wanted, request: FastifyRequest): Promise<CertificateRow | null> {
    const link = this.links.stateOf(request.url);
    if (link === 'HOLDS') return this.credentials.findLinked(wanted);
    if (link === 'ENDED') throw new GoneException('This link has ended. Ask for a new one.');
    const { actor } = await this.actors.fromRequest(request);
    return actor === null ? null : this.credentials.find(actor, wanted);
  }
}

/** `FL-….jwt` is a token whatever is accepted; otherwise what the asker likes best, linked data first. */
function formOf(file: string, request: FastifyRequest): { stem: string; form: string } {
  if (file.endsWith('.jwt')) return { stem: file.slice(0, -'.jwt'.length), form: TOKEN[0]! };
  const [preferred] = new Negotiator(request.raw).mediaTypes([...LINKED_DATA, ...TOKEN]);
  return { stem: file, form: preferred ?? LINKED_DATA[0]! };
}
