/** Stands for a character that no font has. */
export const MISSING = '\u{FFFD}';

const codes = (character: string): string =>
  [...character]
    .map((each) => `U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');

/** The characters by their numbers in Unicode, since none of them can be drawn. */
export function numbersOf(characters: readonly string[]): string {
  return characters.map(codes).join(', ');
}

/** Says on a page what the sign stands for that is drawn in place of characters. */
export function missingNote(characters: readonly string[], language: 'da' | 'en'): string {
  const all = numbersOf(characters);
  return {
    da: `${MISSING} står for tegn, som skrifttyperne her ikke har: ${all}.`,
    en: `${MISSING} stands for characters that the typefaces here do not have: ${all}.`,
  }[language];
}
