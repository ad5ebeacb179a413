import { Controller, Get, NotFoundException, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Sessions } from '../../../access/sessions.js';
import type { Texts } from '../../../domain/programme.js';
import { languageOf } from '../../../pages/language.js';
import { Layout } from '../../../pages/layout.js';
import { sendMessage } from '../../../pages/message.js';
import { PageErrors } from '../../../pages/page-errors.filter.js';
import { sendPage } from '../../../pages/send.js';
import { networkOf } from '../../../traffic/network.js';
import { RateLimits } from '../../../traffic/rate-limits.js';
import { AccountLinks, type LinkProblems, type Opened } from '../account-links.service.js';
import { Field, Problems, textIn } from './form.js';
import { RecoveryCodes, SecondFactorOffer } from './second-factor.js';
import * as words from './words.js';

const TITLE: Readonly<Record<Opened['purpose'], Texts>> = {
  INVITATION: { da: 'Tag din konto i brug', en: 'Begin to use your account' },
  SECOND_FACTOR: { da: 'Sæt totrinslogin op igen', en: 'Set up the second factor again' },
};
const DONE: Texts = { da: 'Din konto er klar', en: 'Your account is ready' };
const FOR: Texts = { da: 'Kontoen er til', en: 'The account is for' };
const CHOOSE: Texts = { da: 'Vælg en adgangskode', en: 'Choose a password' };
const SECOND: Texts = { da: 'Totrinslogin', en: 'Second factor' };
const MAY_SKIP: Texts = {
  da: 'Du må springe totrinslogin over. Lad i så fald feltet med koden være tomt.',
  en: 'You may do without a second factor. Leave the field with the code empty then.',
};
const READY: Texts = { da: 'Gem', en: 'Save' };
const SIGN_IN: Texts = { da: 'Log ind', en: 'Sign in' };
const MISSING_CODE: Texts = {
  da: 'Skriv koden fra appen: dine roller kræver totrinslogin.',
  en: 'Type the code from the app: your roles need a second factor.',
};

/** Where a link for an account leads. */
@Controller('/invitation/:secret')
@UseFilters(PageErrors)
export class InvitationPage {
  constructor(
    private readonly links: AccountLinks,
    private readonly sessions: Sessions,
    private readonly rates: RateLimits,
  ) {}

  @Get()
  async show(
    @Param('secret') secret: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.form(request, reply, await this.require(secret), []);
  }

  @Post()
  async accept(
    @Param('secret') secret: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!this.sessions.cookie.isUsedByOwnPages(request)) {
      void sendMessage(request, reply, words.SENT_FROM_ELSEWHERE, 403);
      return;
    }
    const opened = await this.require(secret);
    const wait = await this.rates.spend('signIn', networkOf(request.ip), 1);
    if (wait !== null) {
      const tooOften = [{ name: 'password', text: words.TOO_OFTEN }];
      this.form(request, reply.header('retry-after', wait), opened, tooOften, 429);
      return;
    }
    const typed = {
      password: textIn(request.body, 'password'),
      repeated: textIn(request.body, 'repeated'),
      code: textIn(request.body, 'code'),
    };
    const accepted = await this.links.accept(secret, typed);
    if (accepted === null) throw new NotFoundException();
    if ('problems' in accepted) this.form(request, reply, opened, textsOf(accepted.problems), 422);
    else this.done(request, reply, accepted.codes);
  }

  private form(
    request: FastifyRequest,
    reply: FastifyReply,
    { name, email, purpose, needsSecondFactor, offered }: Opened,
    problems: readonly { name: string; text: Texts }[],
    status = 200,
  ): void {
    const language = languageOf(request);
    const problem = (field: string) => problems.find((each) => each.name === field)?.text;
    const isNew = purpose === 'INVITATION';
    void sendPage(
      reply,
      <Layout request={request} title={TITLE[purpose]}>
        <Problems language={language} problems={problems} />
        <p>
          {FOR[language]} {name}, {email}.
        </p>
        <form method="post">
          <input type="hidden" name="username" value={email} autocomplete="username" />
          <h2>{(isNew ? CHOOSE : words.PASSWORD)[language]}</h2>
          <Field
            {...{ language, name: 'password', type: 'password', label: words.PASSWORD }}
            autocomplete={isNew ? 'new-password' : 'current-password'}
            hint={isNew ? words.PASSWORD_HINT : undefined}
            problem={problem('password')}
          />
          {isNew && (
            <Field
              {...{ language, name: 'repeated', type: 'password', label: words.REPEATED }}
              autocomplete="new-password"
              problem={problem('repeated')}
            />
          )}
          <h2>{SECOND[language]}</h2>
          <SecondFactorOffer language={language} offered={offered} />
          <Field
            {...{ language, name: 'code', label: words.CODE, digits: true, optional: !needsSecondFactor }}
            autocomplete="one-time-code"
            hint={needsSecondFactor ? undefined : MAY_SKIP}
            problem={problem('code')}
          />
          <button type="submit">{READY[language]}</button>
        </form>
      </Layout>,
      status,
    );
  }

  private done(request: FastifyRequest, reply: FastifyReply, codes: readonly string[]): void {
    const language = languageOf(request);
    void sendPage(
      reply,
      <Layout request={request} title={DONE}>
        {codes.length > 0 && <RecoveryCodes language={language} codes={codes} />}
        <p>
          <a class="button" href={`/sign-in/account?lang=${language}`}>
            {SIGN_IN[language]}
          </a>
        </p>
      </Layout>,
    );
  }

  private async require(secret: string): Promise<Opened> {
    const opened = await this.links.open(secret);
    if (opened === null) throw new NotFoundException();
    return opened;
  }
}

function textsOf({ password, repeated, code }: LinkProblems): { name: string; text: Texts }[] {
  const problems: { name: string; text: Texts }[] = [];
  if (password === 'WRONG') problems.push({ name: 'password', text: words.WRONG_PASSWORD });
  else if (password !== undefined)
    problems.push({ name: 'password', text: words.PASSWORD_PROBLEM[password] });
  if (repeated !== undefined) problems.push({ name: 'repeated', text: words.DIFFERENT });
  if (code !== undefined)
    problems.push({ name: 'code', text: code === 'MISSING' ? MISSING_CODE : words.WRONG_CODE });
  return problems;
}
