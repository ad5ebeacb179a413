import { Controller, Get, NotFoundException, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../access/actor.js';
import { ActorResolver } from '../../access/actor-resolver.js';
import { SignedLinks } from '../../access/signed-links.js';
import { sendMessage } from '../../pages/message.js';
import { PageErrors } from '../../pages/page-errors.filter.js';
import { numbersOf } from '../../pdf/missing.js';
import type { Language } from './paper.js';
import { PaperService } from './paper.service.js';

const ENDED = {
  title: { da: 'Linket gælder ikke længere', en: 'This link has ended' },
  text: {
    da: 'Bed den, du fik det af, om et nyt, eller log ind.',
    en: 'Ask whoever gave it to you for a new one, or sign in.',
  },
};

const SIGN_IN = {
  title: { da: 'Log ind først', en: 'Sign in first' },
  text: {
    da: 'Certifikatet er kun for den, det er udstedt til, og dem, der har med det at gøre. Om et nummer er ægte, kan alle se på /verify.',
    en: 'The certificate is only for its holder and those who deal with it. Whether a number is genuine is for everybody to see at /verify.',
  },
};

/** Certificates as PDF: for whoever is signed in and may see them, and for whoever has a link that has not ended. */
@Controller('certificates')
@UseFilters(PageErrors)
export class PaperController {
  constructor(
    private readonly papers: PaperService,
    private readonly links: SignedLinks,
    private readonly actors: ActorResolver,
  ) {}

  /** In Danish, or `?lang=en`; the latest version, or `?version=1`. */
  @Get(':file')
  async certificate(
    @Param('file') file: string,
    @Query() { version, lang }: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const number = /^(.+)\.pdf$/i.exec(file)?.[1];
    const asked = version === undefined ? null : readVersion(version);
    if (number === undefined || asked === undefined) throw new NotFoundException();
    const link = this.links.stateOf(request.url);
    if (link === 'ENDED') {
      void sendMessage(request, reply, ENDED, 410);
      return;
    }
    const actor = link === 'HOLDS' ? null : await this.actorOf(request);
    if (actor === undefined) {
      void sendMessage(request, reply, SIGN_IN, 401);
      return;
    }
    const language: Language = lang === 'en' ? 'en' : 'da';
    const paper = await this.papers.print(actor, number, asked, language);
    if (paper === null) throw new NotFoundException();
    // By their numbers, since a header holds nothing but Latin letters.
    if (paper.missing.length > 0) void reply.header('x-missing-characters', numbersOf(paper.missing));
    void reply
      .type('application/pdf')
      .header('content-language', language)
      .header('content-disposition', `inline; filename="${paper.fileName}"`)
      .send(paper.bytes);
  }

  /** Undefined while nobody is signed in. */
  private async actorOf(request: FastifyRequest): Promise<Actor | undefined> {
    return (await this.actors.fromRequest(request)).actor ?? undefined;
  }
}

/** Undefined for what is no version. */
function readVersion(given: unknown): number | undefined {
  return typeof given === 'string' && /^[1-9]\d{0,5}$/.test(given) ? Number(given) : undefined;
}
