/**
 * What can only be told of a page when it is drawn: contrast, reflow, zoom, the way of the keyboard, print. Needs Chromium
 * or Chrome (`CHROMIUM=PATH` where it is somewhere else) and is skipped without.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { WCAG_2_1_AA } from '../support/accessibility.js';
import { startApp, type TestApp } from '../support/app.js';
import { CHROMIUM, startChromium } from '../support/chromium.js';

const NUMBER = 'FL-2345-6789-C';
const PAGES = ['/', '/verify', `/verify/${NUMBER}`, '/verify/FL-2345-6789-D', '/accessibility', '/nothing'];

if (CHROMIUM === null)
  process.stdout.write('pages in a browser: skipped, there is no Chromium or Chrome here\n');
// A browser takes long on a machine that does other things as well.
jest.setTimeout(120_000);
const inBrowser = CHROMIUM === null ? describe.skip : describe;

inBrowser('pages in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    app = await startApp();
    url = await app.app.getUrl();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await app.close();
  });

  async function open(
    path: string,
    look: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ) {
    const context = await browser.newContext({ locale: 'da-DK', ...options });
    const page = await context.newPage();
    await page.goto(url + path);
    await look(page);
    await context.close();
  }
  const tooWide = (page: Page) =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  it.each(['light', 'dark'] as const)(
    'break no rule of WCAG 2.1 A and AA as drawn when it is %s',
    async (colorScheme) => {
      for (const path of PAGES)
        await open(
          path,
          async (page) => {
            await page.evaluate(axe.source);
            const rules = JSON.stringify({ runOnly: WCAG_2_1_AA });
            const found = await page.evaluate<{ checked: string[]; broken: string[] }>(
              `axe.run(${rules}).then(({ passes, violations }) => ({ checked: passes.map((rule) => rule.id),
              broken: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)) }))`,
            );
            expect(found.checked).toContain('color-contrast');
            expect([path, found.broken]).toEqual([path, []]);
          },
          { colorScheme, bypassCSP: true },
        );
    },
  );

  it.each([
    ['320 pixels wide', { width: 320, height: 568 }, '100%'],
    ['on a window of 1280 pixels at 200%', { width: 640, height: 450 }, '100%'],
    ['with letters of twice the size', { width: 640, height: 450 }, '200%'],
  ])('WCAG 1.4.4, 1.4.10: are not scrolled sideways %s', async (_, viewport, fontSize) => {
    for (const path of PAGES)
      await open(
        path,
        async (page) => {
          await page.evaluate(`document.documentElement.style.fontSize = '${fontSize}'`);
          expect([path, await tooWide(page)]).toEqual([path, 0]);
        },
        { viewport },
      );
  });

  it('WCAG 2.1.1, 2.4.3, 2.4.7: the keyboard reaches everything in the order of reading, and shows where it is', async () => {
    await open(`/verify/${NUMBER}`, async (page) => {
      const reached: string[] = [];
      for (let key = 0; key < 6; key += 1) {
        await page.keyboard.press('Tab');
        reached.push(
          await page.evaluate<string>(`(() => { const at = document.activeElement, box = at.getBoundingClientRect();
            const seen = getComputedStyle(at).outlineStyle !== 'none' && box.left >= 0 && box.width > 0;
            return (at.textContent || at.name) + (seen ? '' : ' unseen'); })()`),
        );
      }
      expect(reached).toEqual([
        'Gå til indholdet',
        'Forløb',
        'English',
        'number',
        'Slå op',
        'Tilgængelighed',
      ]);
    });
  });

  it('a number is looked up with the keyboard alone, in any spelling', async () => {
    await open('/verify', async (page) => {
      for (let key = 0; key < 4; key += 1) await page.keyboard.press('Tab');
      await page.keyboard.type('fl 2345 6789 c');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/verify/${NUMBER}?lang=da`);
      expect(await page.textContent('h1')).toBe('Der er intet certifikat med det nummer');
    });
  });

  it('what is printed is the answer, without what only a screen needs', async () => {
    await open(`/verify/${NUMBER}`, async (page) => {
      await page.emulateMedia({ media: 'print' });
      for (const [part, shown] of [
        ['h1', true],
        ['dl', true],
        ['header', false],
        ['form', false],
        ['h2', false],
        ['footer', false],
      ] as const)
        expect([part, await page.isVisible(part)]).toEqual([part, shown]);
    });
  });

  it('run no script and load nothing but themselves and their style', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.resourceType()} ${new URL(request.url()).origin}`));
    await page.goto(`${url}/verify/${NUMBER}`);
    await context.close();
    expect(asked.filter((each) => !each.includes('data:')).sort()).toEqual([
      `document ${url}`,
      `stylesheet ${url}`,
    ]);
  });
});
