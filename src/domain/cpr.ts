/**
 * Danish civil registration (CPR) numbers are never stored: a text that contains one is refused (domain.md Decision 8
 * and section 7).
 */

/** Six digits and four, parted by a hyphen, a dash or a space, or joined. No day is 45, Denmark's dial code. */
const CPR = /\b(?:\d{6}(?:[ \u00a0\u202f]?[-‐‑–﹣－][ \u00a0\u202f]?|[ \u00a0\u202f])\d{4}|(?!45)\d{10})\b/u;

/** What nobody sees, such as a space of no width; and digits as wide as a letter of Chinese. */
const NOT_PLAIN = /[\p{Cf}０-９]/gu;

/**
 * Whether a text contains something written like a CPR number. The date in it is not checked otherwise, so that invented
 * numbers are caught too. Danish phone numbers pass: eight digits, however grouped, also after `+45` or a joined `45`.
 */
export function containsCpr(text: string): boolean {
  return CPR.test(asRead(text).replaceAll('+45', '+'));
}

/** Digits as they are meant, and nothing between them that nobody sees. */
function asRead(text: string): string {
  return text.replaceAll(NOT_PLAIN, (character) =>
    character >= '０' && character <= '９' ? String(character.charCodeAt(0) - '０'.charCodeAt(0)) : '',
  );
}
