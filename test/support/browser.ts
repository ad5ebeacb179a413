/** What a browser does without scripts: opens pages, follows redirections, keeps cookies, sends forms. */
import { parseSetCookie, type SetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TestApp } from './app.js';

/** Where servers that are started with `PUBLIC_URL` are reached, as far as a browser knows. */
export const PUBLIC = 'https://forloeb.example';

export interface Page {
  /** Where the browser ended up. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Browser {
  /** By server, and there by name. */
  private readonly jar = new Map<string, Map<string, SetCookie>>();
  /** Every answer on the way to the last page. */
  readonly way: Page[] = [];

  /** The server that PUBLIC leads to. */
  constructor(public app: TestApp) {}

  /** Opens a page, be it of another server, and goes where it leads: by redirection, or by itself at once. */
  async open(path: string): Promise<Page> {
    this.way.length = 0;
    let page = await this.visit(new URL(path, PUBLIC).href);
    for (let next = nextOf(page); next !== null; next = nextOf(page)) page = await this.visit(next);
    return page;
  }

  /** Sends a form of one of our pages. */
  async send(path: string, fields: Record<string, string> = {}, headers = FROM_OWN_PAGE): Promise<Page> {
    this.way.length = 0;
    const body = new URLSearchParams(fields).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = new URL(path, PUBLIC).href;
    let page = await this.visit(url, { method: 'POST', body, headers: { ...type, ...headers } });
    for (let next = nextOf(page); next !== null; next = nextOf(page)) page = await this.visit(next);
    return page;
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

  /** One request, with the cookies that belong to it; redirections are not followed. */
  async visit(url: string, { method = 'GET', body, headers = {} }: Sent = {}): Promise<Page> {
    const { origin, pathname, search } = new URL(url);
    const place = origin === PUBLIC ? `${await this.app.app.getUrl()}${pathname}${search}` : url;
    const cookie = this.cookieHeader(origin);
    const response = await fetch(place, {
      method,
      redirect: 'manual',
      headers: { ...(cookie !== '' && { cookie }), 'accept-language': 'en', ...headers },
      ...(body !== undefined && { body }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(origin, parseSetCookie(line));
    const page = { url, status: response.status, headers: response.headers, text: await response.text() };
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

  private cookieHeader(origin: string): string {
    return [...this.cookiesOf(origin).values()].map(({ name, value }) => `${name}=${value}`).join('; ');
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

function nextOf({ url, headers, text }: Page): string | null {
  const to =
    headers.get('location') ?? /<meta http-equiv="refresh" content="0;\s*url=([^"]+)"/i.exec(text)?.[1];
  return to === undefined ? null : new URL(to.replaceAll('&amp;', '&'), url).href;
}
