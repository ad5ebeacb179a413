import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ActorResolver } from '../access/actor-resolver.js';
import { Env } from '../config/env.js';
import type { Texts } from '../domain/programme.js';
import { languageOf } from './language.js';
import { Layout } from './layout.js';
import { PageErrors } from './page-errors.filter.js';
import { sendPage } from './send.js';

const ABOUT: Texts = {
  da: 'Her holdes der styr på kompetenceudvikling i Åben Dialog: kurser, supervision, certifikater og kommunernes pladser.',
  en: 'This keeps track of competence development in Open Dialogue: courses, supervision, certificates and the municipalities’ seats.',
};
const SIGN_IN: Texts = { da: 'Log ind', en: 'Sign in' };
const ME: Texts = { da: 'Din adgang', en: 'Your access' };
const CHECK: Texts = { da: 'Er et certifikat ægte?', en: 'Is a certificate genuine?' };
const EXPLORER: Texts = { da: 'Stil spørgsmål i GraphQL', en: 'Ask questions in GraphQL' };

/** Where somebody lands who knows no more than the address. */
@Controller()
@UseFilters(PageErrors)
export class HomeController {
  constructor(
    private readonly env: Env,
    private readonly actors: ActorResolver,
  ) {}

  @Get('/')
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = languageOf(request);
    const { session } = await this.actors.fromRequest(request);
    const links = [
      session === undefined ? { href: '/sign-in', text: SIGN_IN } : { href: '/me', text: ME },
      { href: '/verify', text: CHECK },
      ...(this.env.showsExplorer ? [{ href: '/graphql', text: EXPLORER }] : []),
    ];
    void sendPage(
      reply,
      <Layout request={request} title={{ da: 'Åben Dialog', en: 'Open Dialogue' }}>
        <p>{ABOUT[language]}</p>
        <ul>
          {links.map(({ href, text }) => (
            <li key={href}>
              <a href={href}>{text[language]}</a>
            </li>
          ))}
        </ul>
      </Layout>,
    );
  }
}
