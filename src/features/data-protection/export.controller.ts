import {
  Controller,
  Get,
  HttpException,
  NotFoundException,
  Param,
  Query,
  Req,
  Res,
  ServiceUnavailableException,
  StreamableFile,
  UnauthorizedException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../access/actor.js';
import { ActorResolver } from '../../access/actor-resolver.js';
import { IssuerUnavailable } from '../../access/oidc/keys.js';
import { mayUse } from '../../access/policy.js';
import { Readings } from '../../access/readings.js';
import { Unavailable } from '../../storage/failure.js';
import { RateLimits } from '../../traffic/rate-limits.js';
import { ExportReport } from './export.report.js';
import { ExportService, type PersonExport } from './export.service.js';

/** As much as `personExport` costs. */
const COST = 2_000;
/** A document takes the processor for a second or two. */
const COST_OF_DOCUMENT = 50_000;

/** What is stored about a person, as a file. For whoever may ask `personExport`; for others there is nothing here. */
@Controller('persons')
export class ExportController {
  constructor(
    private readonly exports: ExportService,
    private readonly report: ExportReport,
    private readonly actors: ActorResolver,
    private readonly readings: Readings,
    private readonly rates: RateLimits,
  ) {}

  @Get(':id/export.json')
  async json(
    @Param('id') id: string,
    @Query('locale') locale: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const found = await this.found(id, locale, COST, request, reply);
    download(reply, found, 'json', 'application/json; charset=utf-8');
    return JSON.stringify(found, null, 2);
  }

  /** To read, in Danish or with `locale=en` in English. */
  @Get(':id/export.pdf')
  async pdf(
    @Param('id') id: string,
    @Query('locale') locale: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const found = await this.found(id, locale, COST_OF_DOCUMENT, request, reply);
    const bytes = await this.report.write(found, localeOf(locale));
    download(reply, found, 'pdf', 'application/pdf');
    return new StreamableFile(bytes);
  }

  /** Read by somebody else than the person, it is recorded before it leaves. */
  private async found(
    id: string,
    locale: unknown,
    cost: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<PersonExport> {
    try {
      const actor = await this.actorOf(cost, request, reply);
      const found = mayUse(actor, 'personExport') ? await this.exports.of(actor, id, localeOf(locale)) : null;
      if (found === null) throw new NotFoundException();
      const readings = this.readings.of(actor);
      readings?.note('personExport', found.personId);
      await readings?.save();
      return found;
    } catch (error) {
      if (error instanceof Unavailable || error instanceof IssuerUnavailable)
        throw new ServiceUnavailableException(error.message);
      throw error;
    }
  }

  private async actorOf(cost: number, request: FastifyRequest, reply: FastifyReply): Promise<Actor> {
    const { actor } = await this.actors.fromRequest(request);
    if (actor === null) {
      reply.header('www-authenticate', 'Bearer');
      throw new UnauthorizedException();
    }
    const wait = await this.rates.spend('caller', `actor ${actor.subject}`, cost);
    if (wait !== null) {
      reply.header('retry-after', wait);
      throw new HttpException('Too many requests: try again later.', 429);
    }
    return actor;
  }
}

/** A parameter that is given twice comes as a list. */
const localeOf = (locale: unknown): string | null => (typeof locale === 'string' ? locale : null);

/** The name of the file says nothing about who it is. */
function download(reply: FastifyReply, found: PersonExport, extension: string, type: string): void {
  reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="forloeb-${found.personId}.${extension}"`)
    .header('cache-control', 'no-store');
}
