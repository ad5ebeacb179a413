import { Controller, Get, NotFoundException, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ActorResolver } from '../../access/actor-resolver.js';
import { sendMessage } from '../../pages/message.js';
import { PageErrors } from '../../pages/page-errors.filter.js';
import { ZipService } from './zip.service.js';

const SIGN_IN = {
  title: { da: 'Log ind først', en: 'Sign in first' },
  text: {
    da: 'Certifikaterne er kun for dem, der har med holdet at gøre.',
    en: 'The certificates are only for those who deal with the cohort.',
  },
};

/** The certificates of a certification day as one ZIP file, for whoever is signed in and deals with the cohort. */
@Controller('course-days')
@UseFilters(PageErrors)
export class ZipController {
  constructor(
    private readonly zips: ZipService,
    private readonly actors: ActorResolver,
  ) {}

  /** In Danish, or `?lang=en`. Its headers say how many are to come. */
  @Get(':id/certificates.zip')
  async certificates(
    @Param('id') id: string,
    @Query('lang') lang: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { actor } = await this.actors.fromRequest(request);
    if (actor === null) {
      void sendMessage(request, reply, SIGN_IN, 401);
      return;
    }
    const zip = await this.zips.zip(actor, id, lang === 'en' ? 'en' : 'da');
    if (zip === null) throw new NotFoundException();
    void reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="${zip.fileName}"`)
      .header('x-certificates', zip.certificates)
      .header('x-missing', zip.missing)
      .send(zip.stream);
  }
}
