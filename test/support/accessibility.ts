import axe from 'axe-core';
import { JSDOM } from 'jsdom';

/** The rules of WCAG 2.1, levels A and AA, as far as they can be told without drawing the page (contrast cannot). */
const WCAG_2_1_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** What a page breaks: one line for each rule and element. */
export async function accessibilityProblems(html: string): Promise<string[]> {
  const { window } = new JSDOM(html, { runScripts: 'outside-only', pretendToBeVisual: true });
  window.eval(axe.source);
  const page = window as unknown as { axe: typeof axe; document: Document };
  const { violations } = await page.axe.run(page.document as never, {
    runOnly: WCAG_2_1_AA,
    rules: { 'color-contrast': { enabled: false } },
  });
  window.close();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
