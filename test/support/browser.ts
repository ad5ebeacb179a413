/** What a browser does without scripts: opens pages, follows redirections, keeps cookies, sends forms. */
import { parseSetCookie, type SetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TestApp } from './app.js';

/** Where servers that are started with `PUBLIC_URL` are reached, as far as a browser knows. */
export const PUBLIC = 'https://forloeb.example';

export interface Page {
  /** Where the browser ended up. */
  readonly url: string;
  /** Whether another server led there. */
  readonly foreign: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly foreign?: boolean;
}

export class Browser {
  /** By server, and there by name. */
  private readonly jar = new Map<string, Map<string, SetCookie>>();
  /** Every answer on the way to the last page. */
  readonly way: Page[] = [];

  /** The server that PUBLIC leads to. */
  constructor(public app: TestApp) {}

  /** Opens a page, be it of another server, and goes where it leads. */
  async open(path: string): Promise<Page> {
    this.way.length = 0;
    return this.goOn(await this.visit(new URL(path, PUBLIC).href));
  }

  /** Sends a form of one of our pages. */
  async send(path: string, fields: Record<string, string> = {}, headers = FROM_OWN_PAGE): Promise<Page> {
    this.way.length = 0;
    const body = new URLSearchParams(fields).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = new URL(path, PUBLIC).href;
    return this.goOn(await this.visit(url, { method: 'POST', body, headers: { ...type, ...headers } }));
  }

  /** Asks GraphQL from a script of one of our pages. */
  async ask(query: string, headers: Readonly<Record<string, string>> = FROM_OWN_PAGE): Promise<any> {
    const body = JSON.stringify({ query });
    const type = { 'content-type': 'application/json' };
    const answer = await this.visit(`${PUBLIC}/graphql`, {
      method: 'POST',
      body,
      headers: { ...type, ...headers },
    });
    return JSON.parse(answer.text);
  }

  /**
   * Follows redirections, and pages that lead on by themselves. What another server led to comes without the cookies that
   * are for our own pages only (SameSite=Strict); what a page of ours leads to comes with them.
   */
  private async goOn(page: Page): Promise<Page> {
    const next = page.headers.get('location') ?? /^0; url=(.*)$/.exec(page.headers.get('refresh') ?? '')?.[1];
    if (next === undefined) return page;
    const byPage = page.headers.has('refresh');
    const foreign = !byPage && (page.foreign || new URL(page.url).origin !== PUBLIC);
    return this.goOn(await this.visit(new URL(next, page.url).href, { foreign }));
  }

  /** One request, with the cookies that belong to it; redirections are not followed. */
  async visit(
    url: string,
    { method = 'GET', body, headers = {}, foreign = false }: Sent = {},
  ): Promise<Page> {
    const { origin, pathname, search } = new URL(url);
    const place = origin === PUBLIC ? `${await this.app.app.getUrl()}${pathname}${search}` : url;
    const cookie = this.cookieHeader(origin, foreign);
    const response = await fetch(place, {
      method,
      redirect: 'manual',
      headers: { ...(cookie !== '' && { cookie }), 'accept-language': 'en', ...headers },
      ...(body !== undefined && { body }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(origin, parseSetCookie(line));
    const page = {
      url,
      foreign,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    };
    this.way.push(page);
    return page;
  }

  /** Something that answers a page of ours, without the page: what it sets is kept. */
  async accept<T>(work: (request: FastifyRequest, reply: FastifyReply) => Promise<T>): Promise<T> {
    const headers = { cookie: this.cookieHeader(PUBLIC) };
    const reply = {
      header: (name: string, value: string) => {
        if (name === 'set-cookie') this.keep(PUBLIC, parseSetCookie(value));
      },
    };
    return work({ headers } as FastifyRequest, reply as FastifyReply);
  }

  /** The cookie of a server whose name ends like this. */
  cookie(name: string, origin = PUBLIC): SetCookie | undefined {
    return [...this.cookiesOf(origin).values()].find((each) => each.name.endsWith(name));
  }

  setCookie(cookie: SetCookie, origin = PUBLIC): void {
    this.keep(origin, cookie);
  }

  private cookieHeader(origin: string, foreign = false): string {
    return [...this.cookiesOf(origin).values()]
      .filter(({ sameSite }) => !foreign || sameSite !== 'strict')
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  private cookiesOf(origin: string): Map<string, SetCookie> {
    const cookies = this.jar.get(origin) ?? new Map<string, SetCookie>();
    this.jar.set(origin, cookies);
    return cookies;
  }

  private keep(origin: string, cookie: SetCookie): void {
    const gone = cookie.maxAge === 0 || (cookie.expires?.getTime() ?? Infinity) <= Date.now();
    if (gone) this.cookiesOf(origin).delete(cookie.name);
    else this.cookiesOf(origin).set(cookie.name, cookie);
  }
}

/** What a browser adds to what a page of the server sends. */
export const FROM_OWN_PAGE: Readonly<Record<string, string>> = {
  origin: PUBLIC,
  'sec-fetch-site': 'same-origin',
};
