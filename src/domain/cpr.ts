/**
 * Danish civil registration (CPR) numbers are never stored: a text that contains one is refused (domain.md Decision 8
 * and section 7).
 */

/** Six digits and four, parted by a hyphen, a dash or a space, or joined. No day is 45, Denmark's dial code. */
const CPR = /\b(?:\d{6}(?:[ \u00a0]?[-‐‑–][ \u00a0]?|[ \u00a0])\d{4}|(?!45)\d{10})\b/u;

/**
 * Whether a text contains something written like a CPR number. The date in it is not checked otherwise, so that invented
 * numbers are caught too. Danish phone numbers pass: eight digits, however grouped, also after `+45` or a joined `45`.
 */
export function containsCpr(text: string): boolean {
  return CPR.test(text.replaceAll('+45', '+'));
}
