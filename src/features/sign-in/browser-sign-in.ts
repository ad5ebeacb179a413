import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RelyingParty, type SignInFailure } from '../../access/oidc/relying-party.js';
import { SignInCookie } from '../../access/oidc/sign-in-cookie.js';
import { Sessions } from '../../access/sessions.js';
import { SignIn } from '../../access/sign-in.js';
import { Env } from '../../config/env.js';
import type { Language } from '../../pages/language.js';
import { localPath } from './return-to.js';

/** The way through an identity provider and back. */
@Injectable()
export class BrowserSignIn {
  /** Where people can sign in, by key, in the order of the settings. */
  readonly places: ReadonlyMap<string, RelyingParty>;

  constructor(
    private readonly env: Env,
    signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly cookie: SignInCookie,
  ) {
    const places = signIn.providers.flatMap((issuer) => {
      const { key, browser } = issuer.settings;
      return browser === null ? [] : [[key, new RelyingParty(issuer, browser, env.origin)] as const];
    });
    this.places = new Map(sessions.cookie.isSafe ? places : []);
  }

  /** The address at the provider to go on to. */
  async begin(
    place: RelyingParty,
    request: FastifyRequest,
    reply: FastifyReply,
    { returnTo, language }: { readonly returnTo: unknown; readonly language: Language },
  ): Promise<string> {
    const { url, begun } = await place.begin(language);
    const before = this.sessions.shownBy(request);
    const to = localPath(returnTo, this.env.origin);
    await this.cookie.set(reply, { ...begun, before, returnTo: to }, new Date());
    return url;
  }

  /** Opens a session for whoever came back from the provider, if it was begun in this browser and the provider agrees. */
  async finish(
    place: RelyingParty,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ returnTo: string } | { failure: SignInFailure | 'NOT_BEGUN' }> {
    const underWay = await this.cookie.take(request, reply, new Date());
    if (underWay === null) return { failure: 'NOT_BEGUN' };
    const answer = new URL(request.url, this.env.origin).searchParams;
    const claims = await place.finish(answer, underWay);
    if (typeof claims === 'string') return { failure: claims };
    await this.sessions.open({ issuer: place.key, claims }, request, reply, underWay.before);
    return { returnTo: underWay.returnTo };
  }

  /** Ends the session everywhere. Answers the key of the provider that it came from, if it came from one. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<string | null> {
    const caller = await this.sessions.callerOf(request);
    await this.sessions.close(request, reply);
    return caller?.session.issuer ?? null;
  }
}
