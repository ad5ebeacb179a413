import { Controller, Get, Header, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../config/clock.js';
import { readCertificateNumber } from '../../domain/certificate.js';
import { languageOf } from '../../pages/language.js';
import { Layout } from '../../pages/layout.js';
import { PageErrors } from '../../pages/page-errors.filter.js';
import { sendPage } from '../../pages/send.js';
import { networkOf } from '../../traffic/network.js';
import { CertificateChecks } from '../certification/index.js';
import { CheckForm, CHECK_PAGE } from './check.form.js';
import { answerOf, CheckView } from './check.view.js';
import { ANSWERS, FORM } from './check.words.js';

/** More than any spelling of a number needs. */
const LONGEST = 60;

/**
 * Is this certificate genuine? For anybody, without sign-in (Q40). Whatever the answer, its page has status 200: it says
 * about a number what was asked, so that no log of addresses and statuses tells which numbers there are.
 */
@Controller(CHECK_PAGE.slice(1))
@UseFilters(PageErrors)
export class CheckController {
  constructor(
    private readonly checks: CertificateChecks,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('x-robots-tag', 'noindex, nofollow')
  form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const language = languageOf(request);
    const { number } = request.query as Record<string, unknown>;
    if (typeof number === 'string' && number.trim() !== '') {
      void reply.redirect(`${addressOf(number)}?lang=${language}`, 303);
      return;
    }
    void sendPage(
      reply,
      <Layout request={request} title={FORM.title}>
        <p>{FORM.about[language]}</p>
        <CheckForm language={language} problem={number === undefined ? undefined : 'missing'} />
      </Layout>,
    );
  }

  /** Whatever follows, a slash too: what somebody typed is no address that could be missing. */
  @Get('*')
  @Header('x-robots-tag', 'noindex, nofollow')
  async check(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { '*': typed = '' } = request.params as Record<string, string>;
    if (typed.trim() === '') {
      this.form(request, reply);
      return;
    }
    const check = await this.checks.check(networkOf(request.ip), typed);
    void sendPage(
      reply,
      <Layout request={request} title={ANSWERS[answerOf(check)].title}>
        <CheckView
          check={check}
          typed={typed.slice(0, LONGEST)}
          today={this.clock.today()}
          language={languageOf(request)}
        />
      </Layout>,
    );
  }
}

/** Of a number as it is printed; of anything else as it was typed, as far as it could be one. */
function addressOf(typed: string): string {
  return `${CHECK_PAGE}/${readCertificateNumber(typed) ?? encodeURIComponent(typed.trim().slice(0, LONGEST))}`;
}
