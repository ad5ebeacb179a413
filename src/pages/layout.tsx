import type { FastifyRequest } from 'fastify';
import type { ComponentChildren, VNode } from 'preact';
import { inLanguage, languageOf, type Language } from './language.js';
import type { Texts } from '../domain/programme.js';
import { STYLESHEET } from './stylesheet.js';

interface LayoutProps {
  /** Says in which language the page is, and where it is in the other one. */
  readonly request: FastifyRequest;
  readonly title: Texts;
  readonly children: ComponentChildren;
}

const OTHER: Readonly<Record<Language, { lang: Language; name: string }>> = {
  da: { lang: 'en', name: 'English' },
  en: { lang: 'da', name: 'Dansk' },
};
const SKIP: Readonly<Record<Language, string>> = { da: 'Gå til indholdet', en: 'Skip to content' };

/** Every page of the server: whole without scripts, and to be read with a keyboard, a screen reader or on a phone. */
export function Layout({ request, title, children }: LayoutProps): VNode {
  const language = languageOf(request);
  const other = OTHER[language];
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title[language]} · Forløb`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={STYLESHEET} />
      </head>
      <body>
        <a class="skip" href="#content">
          {SKIP[language]}
        </a>
        <header>
          <a class="home" href="/">
            Forløb
          </a>
          <a href={inLanguage(request, other.lang)} lang={other.lang} hreflang={other.lang}>
            {other.name}
          </a>
        </header>
        <main id="content">
          <h1>{title[language]}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
