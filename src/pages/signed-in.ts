/** For pages that are for somebody: who that is, and what happens when it is nobody. */
import { ForbiddenException, UnauthorizedException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../access/actor.js';
import type { ActorResolver, Caller } from '../access/actor-resolver.js';
import type { SessionCookie } from '../access/session-cookie.js';
import type { SignInRefusal } from '../access/token.js';

/** Told as a page, or by the way to the page where people sign in. */
export class SignInFirst extends UnauthorizedException {
  constructor(private readonly refusal: SignInRefusal | null) {
    super();
  }

  /** Whoever opens a page with a browser signs in and comes back to it; a program is told, and so is who sends a form. */
  canComeBack({ method, headers }: FastifyRequest): boolean {
    const mayHelp = this.refusal === null || this.refusal === 'SESSION_OVER';
    return mayHelp && method === 'GET' && headers.authorization === undefined;
  }
}

export class NotFromOurPages extends ForbiddenException {}

/**
 * Who asks for a page or a file, by the session of a browser or by a bearer token. Throws what `PageErrors` tells when it
 * is nobody.
 */
export async function signedIn(
  actors: ActorResolver,
  request: FastifyRequest,
): Promise<Caller & { actor: Actor }> {
  const caller = await actors.fromRequest(request);
  const { actor, refusal } = caller;
  if (refusal === 'OTHER_ORIGIN') throw new NotFromOurPages();
  if (actor === null) throw new SignInFirst(refusal);
  return { ...caller, actor };
}

/** For forms that need nobody signed in, such as the one to sign in with: that they were sent from a page of ours. */
export function assertOwnPage(cookie: SessionCookie, request: FastifyRequest): void {
  if (!cookie.isUsedByOwnPages(request)) throw new NotFromOurPages();
}

/** Where people sign in, and come back from to the page that they asked for. */
export function signInPath({ url }: FastifyRequest): string {
  return `/sign-in?${new URLSearchParams({ returnTo: url }).toString()}`;
}
