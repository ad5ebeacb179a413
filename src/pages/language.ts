import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

export const LANGUAGES = ['da', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a reader asked for with `?lang=en`, or else what their browser prefers; Danish first (Decision 9). */
export function languageOf(request: FastifyRequest): Language {
  const { lang } = request.query as Record<string, unknown>;
  const [preferred] = new Negotiator(request.raw).languages([...LANGUAGES]);
  return LANGUAGES.find((each) => each === lang) ?? LANGUAGES.find((each) => each === preferred) ?? 'da';
}

/** The same address in the other language, with whatever else was asked for. */
export function inLanguage(request: FastifyRequest, language: Language): string {
  const [path = '/', query] = request.url.split('?', 2);
  const search = new URLSearchParams(query);
  search.set('lang', language);
  return `${path}?${search.toString()}`;
}
