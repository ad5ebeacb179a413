import type { Texts } from '../domain/programme.js';

/** The argument of texts that people read: Danish first, English second (Decision 9). */
export const LOCALE = {
  type: () => String,
  nullable: true,
  description: '`da` (default) or `en`.',
} as const;

export function localized(texts: Texts, locale: string | null | undefined): string {
  return locale?.toLowerCase().startsWith('en') ? texts.en : texts.da;
}
