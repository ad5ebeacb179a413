import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import { ActorResolver } from '../../../access/actor-resolver.js';
import { type AccountHolder } from '../../../access/accounts.js';
import type { Actor } from '../../../access/actor.js';
import { Sessions } from '../../../access/sessions.js';
import type { Texts } from '../../../domain/programme.js';
import { languageOf } from '../../../pages/language.js';
import { Layout } from '../../../pages/layout.js';
import { sendMessage } from '../../../pages/message.js';
import { PageErrors } from '../../../pages/page-errors.filter.js';
import { sendPage } from '../../../pages/send.js';
import { networkOf } from '../../../traffic/network.js';
import { RateLimits } from '../../../traffic/rate-limits.js';
import { OwnAccount } from '../own-account.service.js';
import { Field, Problems, textIn } from './form.js';
import { RecoveryCodes, SecondFactorOffer } from './second-factor.js';
import * as words from './words.js';

const TITLE: Texts = { da: 'Din konto', en: 'Your account' };
const AS: Texts = { da: 'Logget ind som', en: 'Signed in as' };
const CHANGE: Texts = { da: 'Skift adgangskode', en: 'Change the password' };
const CURRENT: Texts = { da: 'Nuværende adgangskode', en: 'Present password' };
const FACTOR: Texts = { da: 'Ny app til totrinslogin', en: 'Another app for the second factor' };
const FACTOR_SET: Texts = { da: 'Totrinslogin er sat op', en: 'The second factor is set up' };
const OUT: Texts = { da: 'Log ud alle steder', en: 'Sign out everywhere' };
const OUT_HOW: Texts = {
  da: 'Alt, der er logget ind med kontoen, bliver logget ud med det samme, også denne browser.',
  en: 'Everything that is signed in with the account is signed out at once, this browser too.',
};
const CHANGED: Texts = {
  da: 'Adgangskoden er skiftet. Alle andre steder er logget ud.',
  en: 'The password is changed. Everywhere else is signed out.',
};
const SAVE: Texts = { da: 'Gem', en: 'Save' };

type Told = readonly { readonly name: string; readonly text: Texts }[];

/** What somebody does with the account that they are signed in with. */
@Controller('/account')
@UseFilters(PageErrors)
export class OwnAccountPage {
  constructor(
    private readonly own: OwnAccount,
    private readonly actors: ActorResolver,
    private readonly sessions: Sessions,
    private readonly rates: RateLimits,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const actor = await this.signedIn(request, reply);
    if (actor !== null) await this.page(request, reply, actor);
  }

  @Post()
  async act(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!this.sessions.cookie.isUsedByOwnPages(request)) {
      void sendMessage(request, reply, words.SENT_FROM_ELSEWHERE, 403);
      return;
    }
    const actor = await this.signedIn(request, reply);
    if (actor === null) return;
    const wait = await this.rates.spend('signIn', networkOf(request.ip), 1);
    if (wait !== null) {
      const problems = [{ name: 'current', text: words.TOO_OFTEN }];
      await this.page(request, reply.header('retry-after', wait), actor, { problems, status: 429 });
      return;
    }
    const acts: Readonly<Record<string, () => Promise<void>>> = {
      password: () => this.changePassword(request, reply, actor),
      factor: () => this.setFactor(request, reply, actor),
      out: () => this.signOut(request, reply, actor),
    };
    const act = new Map(Object.entries(acts)).get(textIn(request.body, 'act'));
    await (act === undefined ? this.page(request, reply, actor) : act());
  }

  private async changePassword(request: FastifyRequest, reply: FastifyReply, actor: Actor): Promise<void> {
    const next = textIn(request.body, 'next');
    const problems: { name: string; text: Texts }[] = [];
    if (next === textIn(request.body, 'repeated')) {
      const changed = await this.own.changePassword(actor, textIn(request.body, 'current'), next);
      if ('accountId' in changed) {
        await this.goOn(request, reply, changed);
        const language = languageOf(request);
        this.send(request, reply, CHANGED, <a href={`/account?lang=${language}`}>{TITLE[language]}</a>);
        return;
      }
      if ('next' in changed) problems.push({ name: 'next', text: words.PASSWORD_PROBLEM[changed.next] });
      else problems.push({ name: 'current', text: words.WRONG_PASSWORD });
    } else problems.push({ name: 'repeated', text: words.DIFFERENT });
    await this.page(request, reply, actor, { problems, status: 422 });
  }

  private async setFactor(request: FastifyRequest, reply: FastifyReply, actor: Actor): Promise<void> {
    const { body } = request;
    const set = await this.own.setSecondFactor(actor, textIn(body, 'password'), textIn(body, 'code'));
    if ('holder' in set) {
      await this.goOn(request, reply, set.holder);
      const language = languageOf(request);
      this.send(
        request,
        reply,
        FACTOR_SET,
        <>
          <RecoveryCodes language={language} codes={set.codes} />
          <a href={`/account?lang=${language}`}>{TITLE[language]}</a>
        </>,
      );
      return;
    }
    const problem =
      'code' in set
        ? { name: 'code', text: words.WRONG_CODE }
        : { name: 'password', text: words.WRONG_PASSWORD };
    await this.page(request, reply, actor, { problems: [problem], status: 422 });
  }

  private async signOut(request: FastifyRequest, reply: FastifyReply, actor: Actor): Promise<void> {
    const { id } = await this.own.signOutEverywhere(actor);
    await this.sessions.closeAllOf(id);
    await this.sessions.close(request, reply);
    void reply.redirect(`/sign-in/account?lang=${languageOf(request)}`, 303);
  }

  /** Under the version that holds from now on; the other sessions are over. */
  private async goOn(request: FastifyRequest, reply: FastifyReply, holder: AccountHolder): Promise<void> {
    await this.sessions.closeAllOf(holder.accountId);
    await this.sessions.open(holder, request, reply);
  }

  private async page(
    request: FastifyRequest,
    reply: FastifyReply,
    actor: Actor,
    { problems = [], status = 200 }: { problems?: Told; status?: number } = {},
  ): Promise<void> {
    const language = languageOf(request);
    const offered = await this.own.offer(actor);
    const problem = (name: string) => problems.find((each) => each.name === name)?.text;
    const secret = { language, type: 'password' } as const;
    this.send(
      request,
      reply,
      TITLE,
      <>
        <Problems language={language} problems={problems} />
        <p>
          {AS[language]} {actor.name}
        </p>
        <h2>{CHANGE[language]}</h2>
        <form method="post">
          <input type="hidden" name="act" value="password" />
          <Field
            {...{ ...secret, name: 'current', label: CURRENT, problem: problem('current') }}
            autocomplete="current-password"
          />
          <Field
            {...{ ...secret, name: 'next', label: words.NEW_PASSWORD, hint: words.PASSWORD_HINT }}
            autocomplete="new-password"
            problem={problem('next')}
          />
          <Field
            {...{ ...secret, name: 'repeated', label: words.REPEATED, problem: problem('repeated') }}
            autocomplete="new-password"
          />
          <button type="submit">{SAVE[language]}</button>
        </form>
        <h2>{FACTOR[language]}</h2>
        <form method="post">
          <input type="hidden" name="act" value="factor" />
          <SecondFactorOffer language={language} offered={offered} />
          <Field
            {...{ ...secret, name: 'password', label: words.PASSWORD, problem: problem('password') }}
            autocomplete="current-password"
          />
          <Field
            {...{ language, name: 'code', label: words.CODE, digits: true, problem: problem('code') }}
            autocomplete="one-time-code"
          />
          <button type="submit">{SAVE[language]}</button>
        </form>
        <h2>{OUT[language]}</h2>
        <form method="post">
          <input type="hidden" name="act" value="out" />
          <p>{OUT_HOW[language]}</p>
          <button type="submit">{OUT[language]}</button>
        </form>
      </>,
      status,
    );
  }

  private send(
    request: FastifyRequest,
    reply: FastifyReply,
    title: Texts,
    children: ComponentChildren,
    status = 200,
  ): void {
    void sendPage(
      reply,
      <Layout request={request} title={title}>
        {children}
      </Layout>,
      status,
    );
  }

  /** Null, and on the way to sign in, for whoever is not signed in with an account. */
  private async signedIn(request: FastifyRequest, reply: FastifyReply): Promise<Actor | null> {
    const { actor } = await this.actors.fromRequest(request);
    if (actor !== null && (await this.own.find(actor)) !== null) return actor;
    void reply.redirect(`/sign-in/account?lang=${languageOf(request)}`, 303);
    return null;
  }
}
