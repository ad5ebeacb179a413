import type { LocalDate } from '../domain/calendar.js';
import type { Language } from './language.js';

const FORMATS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  da: new Intl.DateTimeFormat('da-DK', { dateStyle: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
};

/** `12. september 2019`, `12 September 2019`. */
export function dayInWords(day: LocalDate, language: Language): string {
  return FORMATS[language].format(new Date(`${day}T00:00:00Z`));
}
