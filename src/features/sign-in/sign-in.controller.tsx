import { Controller, Get, NotFoundException, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RelyingParty } from '../../access/oidc/relying-party.js';
import { Sessions } from '../../access/sessions.js';
import { Env } from '../../config/env.js';
import type { Texts } from '../../domain/programme.js';
import { languageOf } from '../../pages/language.js';
import { Layout } from '../../pages/layout.js';
import { PageErrors } from '../../pages/page-errors.filter.js';
import { sendPage } from '../../pages/send.js';
import { assertOwnPage } from '../../pages/signed-in.js';
import { BrowserSignIn } from './browser-sign-in.js';
import { failureText } from './messages.js';
import { localPath } from './return-to.js';
import { SIGN_OUT, SignOutForm } from './sign-out-form.js';

const TITLE: Texts = { da: 'Log ind', en: 'Sign in' };
const CHOOSE: Texts = { da: 'Vælg, hvor du logger ind:', en: 'Choose where you sign in:' };
const NO_PLACE: Texts = {
  da: 'Her kan man ikke logge ind med en browser endnu. Spørg den, der driver serveren.',
  en: 'Nobody can sign in here with a browser yet. Ask whoever runs the server.',
};
const ACCOUNT: Texts = { da: 'Med en konto her', en: 'With an account here' };
const DONE: Texts = { da: 'Du er logget ind', en: 'You are signed in' };
const GO_ON: Texts = { da: 'Gå videre', en: 'Go on' };
const FAILED: Texts = { da: 'Du er ikke logget ind', en: 'You are not signed in' };
const AGAIN: Texts = { da: 'Log ind igen', en: 'Sign in again' };
const OUT: Texts = { da: 'Du er logget ud', en: 'You are signed out' };
const OUT_HERE: Texts = {
  da: 'Du er logget ud her. På en fælles computer bør du også logge ud dér, hvor du loggede ind, og lukke browseren.',
  en: 'You are signed out here. On a shared computer, sign out where you signed in as well, and close the browser.',
};
const OUT_THERE: Texts = {
  da: 'Log også ud dér, hvor du loggede ind',
  en: 'Sign out where you signed in as well',
};

/** Sign-in with a browser. */
@Controller()
@UseFilters(PageErrors)
export class SignInController {
  constructor(
    private readonly env: Env,
    private readonly signIn: BrowserSignIn,
    private readonly sessions: Sessions,
  ) {}

  @Get('sign-in')
  choose(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('returnTo') returnTo: unknown,
  ): void {
    const language = languageOf(request);
    const places = [...this.signIn.places.values()];
    const { isSafe } = this.sessions.cookie;
    const search = new URLSearchParams({ returnTo: localPath(returnTo, this.env.origin), lang: language });
    void sendPage(
      reply,
      <Layout request={request} title={TITLE}>
        <p>{(isSafe ? CHOOSE : NO_PLACE)[language]}</p>
        {places.map(({ key, settings }) => (
          <p key={key}>
            <a class="button" href={`/sign-in/${key}?${search.toString()}`}>
              {settings.label[language]}
            </a>
          </p>
        ))}
        {isSafe && (
          <p>
            <a class="button" href={`/sign-in/account?lang=${language}`}>
              {ACCOUNT[language]}
            </a>
          </p>
        )}
      </Layout>,
    );
  }

  @Get('sign-in/:key')
  async begin(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('key') key: string,
    @Query('returnTo') returnTo: unknown,
  ): Promise<void> {
    const language = languageOf(request);
    const url = await this.signIn.begin(this.place(key), request, reply, { returnTo, language });
    void reply.header('referrer-policy', 'no-referrer').redirect(url, 303);
  }

  /** Leads on to a page whose address has nothing of the provider's answer in it. */
  @Get('sign-in/:key/callback')
  async finish(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('key') key: string,
  ): Promise<void> {
    const end = await this.signIn.finish(this.place(key), request, reply);
    const path = 'failure' in end ? 'failed' : 'done';
    void reply.redirect(`/sign-in/${path}?${new URLSearchParams({ ...end }).toString()}`, 303);
  }

  /**
   * Leads on by itself, but not by a redirection: browsers do not send the cookie of the session along with what another
   * server led to, but with what a page of ours leads to.
   */
  @Get('sign-in/done')
  done(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('returnTo') returnTo: unknown,
  ): void {
    const path = localPath(returnTo, this.env.origin);
    void sendPage(
      reply.header('refresh', `0; url=${path}`),
      <Layout request={request} title={DONE}>
        <p>
          <a class="button" href={path}>
            {GO_ON[languageOf(request)]}
          </a>
        </p>
      </Layout>,
    );
  }

  @Get('sign-in/failed')
  failed(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('failure') failure: unknown,
  ): void {
    const language = languageOf(request);
    const text = failureText(failure);
    if (text === undefined) throw new NotFoundException();
    void sendPage(
      reply,
      <Layout request={request} title={FAILED}>
        <p>{text[language]}</p>
        <p>
          <a class="button" href="/sign-in">
            {AGAIN[language]}
          </a>
        </p>
      </Layout>,
      403,
    );
  }

  @Post('sign-out')
  async end(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    assertOwnPage(this.sessions.cookie, request);
    const key = await this.signIn.end(request, reply);
    const search = new URLSearchParams({ lang: languageOf(request), ...(key !== null && { from: key }) });
    void reply.redirect(`/sign-out?${search.toString()}`, 303);
  }

  /** Who is signed in can sign out here; who is not is told so, and shown where to sign out of the provider too. */
  @Get('sign-out')
  async out(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('from') from: unknown,
  ): Promise<void> {
    const language = languageOf(request);
    if ((await this.sessions.callerOf(request)) !== null) {
      const page = (
        <Layout request={request} title={SIGN_OUT}>
          <SignOutForm language={language} />
        </Layout>
      );
      void sendPage(reply, page);
      return;
    }
    const elsewhere = (await this.signIn.places.get(String(from))?.signOutUrl()) ?? null;
    void sendPage(
      reply,
      <Layout request={request} title={OUT}>
        <p>{OUT_HERE[language]}</p>
        {elsewhere !== null && (
          <p>
            <a class="button" href={elsewhere} rel="noreferrer">
              {OUT_THERE[language]}
            </a>
          </p>
        )}
        <p>
          <a href="/sign-in">{AGAIN[language]}</a>
        </p>
      </Layout>,
    );
  }

  private place(key: string): RelyingParty {
    const place = this.signIn.places.get(key);
    if (place === undefined) throw new NotFoundException();
    return place;
  }
}
