import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Sessions } from '../../../access/sessions.js';
import type { Texts } from '../../../domain/programme.js';
import { type Language, languageOf } from '../../../pages/language.js';
import { Layout } from '../../../pages/layout.js';
import { sendMessage } from '../../../pages/message.js';
import { PageErrors } from '../../../pages/page-errors.filter.js';
import { sendPage } from '../../../pages/send.js';
import { networkOf } from '../../../traffic/network.js';
import { RateLimits } from '../../../traffic/rate-limits.js';
import { AccountDoor } from '../account-door.js';
import { Field, textIn } from './form.js';
import * as words from './words.js';

const TITLE: Texts = { da: 'Log ind', en: 'Sign in' };
const EMAIL: Texts = { da: 'E-mailadresse', en: 'E-mail address' };
const CODE_HINT: Texts = {
  da: 'Seks cifre fra appen, eller en af dine nødkoder. Tomt, hvis du ikke har totrinslogin.',
  en: 'Six digits from the app, or one of your recovery codes. Empty if you have no second factor.',
};
const REFUSED: Texts = {
  da: 'Adressen, adgangskoden eller koden er forkert. Efter flere forsøg skal man vente, før det rigtige virker igen.',
  en: 'The address, the password or the code is wrong. After several tries one has to wait before the right ones work again.',
};
const NOT_SAFE = {
  title: TITLE,
  text: {
    da: 'Her kan man ikke logge ind med en browser, før siden nås over https.',
    en: 'Nobody signs in here with a browser until the page is reached over https.',
  },
};

/** For a page on which people sign in with an account of this installation. */
function AccountSignInForm({
  language,
  email = '',
  problem,
}: {
  readonly language: Language;
  readonly email?: string;
  readonly problem?: Texts | undefined;
}): VNode {
  return (
    <form method="post" action={`/sign-in/account?lang=${language}`}>
      {problem && (
        <div class="panel bad" role="alert">
          <p>{problem[language]}</p>
        </div>
      )}
      <Field
        {...{ language, name: 'email', type: 'email', label: EMAIL, value: email }}
        autocomplete="username"
      />
      <Field
        {...{ language, name: 'password', type: 'password', label: words.PASSWORD }}
        autocomplete="current-password"
      />
      <Field
        {...{ language, name: 'code', label: words.CODE, hint: CODE_HINT, optional: true }}
        autocomplete="one-time-code"
      />
      <button type="submit">{TITLE[language]}</button>
    </form>
  );
}

/** Where people sign in with an account of this installation. */
@Controller('/sign-in/account')
@UseFilters(PageErrors)
export class AccountSignInPage {
  constructor(
    private readonly door: AccountDoor,
    private readonly sessions: Sessions,
    private readonly rates: RateLimits,
  ) {}

  @Get()
  show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (this.sessions.cookie.isSafe) this.form(request, reply);
    else void sendMessage(request, reply, NOT_SAFE, 403);
  }

  @Post()
  async signIn(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { cookie } = this.sessions;
    if (!cookie.isSafe || !cookie.isUsedByOwnPages(request)) {
      void sendMessage(request, reply, cookie.isSafe ? words.SENT_FROM_ELSEWHERE : NOT_SAFE, 403);
      return;
    }
    const email = textIn(request.body, 'email');
    const wait = await this.rates.spend('signIn', networkOf(request.ip), 1);
    if (wait !== null) {
      this.form(request, reply.header('retry-after', wait), email, words.TOO_OFTEN, 429);
      return;
    }
    const typed = { password: textIn(request.body, 'password'), code: textIn(request.body, 'code') };
    const holder = await this.door.signIn(email, typed);
    if (holder === null) {
      this.form(request, reply, email, REFUSED, 422);
      return;
    }
    await this.sessions.open(holder, request, reply);
    void reply.redirect(`/account?lang=${languageOf(request)}`, 303);
  }

  private form(
    request: FastifyRequest,
    reply: FastifyReply,
    email = '',
    problem?: Texts,
    status = 200,
  ): void {
    const language = languageOf(request);
    void sendPage(
      reply,
      <Layout request={request} title={TITLE}>
        <AccountSignInForm language={language} email={email} problem={problem} />
      </Layout>,
      status,
    );
  }
}
