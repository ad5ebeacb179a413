import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isTrustedUrl } from './oidc/settings.js';

const ID = /^[A-Za-z0-9_-]{43}$/;

/**
 * A cookie that goes to this server alone and that no script can read. Over https its name begins with `__Host-`: then no
 * other server, not even one under the same domain, can have set it.
 */
export class OwnCookie {
  private readonly cookie: SetCookie;

  constructor(origin: string, name: string, sameSite: 'strict' | 'lax') {
    const secure = new URL(origin).protocol === 'https:';
    this.cookie = {
      name: secure ? `__Host-${name}` : name,
      value: '',
      path: '/',
      httpOnly: true,
      sameSite,
      secure,
    };
  }

  read({ headers }: FastifyRequest): string | undefined {
    return parseCookie(headers.cookie ?? '')[this.cookie.name] || undefined;
  }

  /** For as long as the browser is open, or for so many seconds. */
  set(reply: FastifyReply, value: string, maxAge?: number): void {
    const more = maxAge === undefined ? {} : { maxAge };
    void reply.header('set-cookie', stringifySetCookie({ ...this.cookie, value, ...more }));
  }

  clear(reply: FastifyReply): void {
    this.set(reply, '', 0);
  }
}

/** The cookie that a browser shows for who signed in with it. */
export class SessionCookie extends OwnCookie {
  /** False where anybody on the way could read it: then nobody signs in with a browser. */
  readonly isSafe: boolean;

  constructor(private readonly origin: string) {
    super(origin, 'forloeb_session', 'strict');
    this.isSafe = isTrustedUrl(origin);
  }

  /** Whether a request comes with one, good or not. */
  isIn(request: FastifyRequest): boolean {
    return this.isSafe && this.read(request) !== undefined;
  }

  /** The id of the session, if it can be one. */
  idIn(request: FastifyRequest): string | null {
    const id = this.isSafe ? this.read(request) : undefined;
    return id !== undefined && ID.test(id) ? id : null;
  }

  /**
   * Whether a request that may change something was sent by our own pages. A browser says so itself; older ones only name
   * the server that the page came from.
   */
  isUsedByOwnPages({ method, headers }: FastifyRequest): boolean {
    if (method === 'GET' || method === 'HEAD') return true;
    const site = headers['sec-fetch-site'];
    return site === undefined ? headers.origin === this.origin : site === 'same-origin';
  }
}
