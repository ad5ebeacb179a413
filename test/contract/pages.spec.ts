/** What every page of the server is held to; what each says is tested where it belongs. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { accessibilityProblems } from '../support/accessibility.js';
import { read } from '../support/http.js';
import { CSS } from '../../src/pages/stylesheet.js';

/** The pages that anybody can open. */
const PAGES = [
  '/',
  '/verify',
  '/verify/FL-2345-6789-C',
  '/accessibility',
  '/sign-in',
  '/sign-in/account',
  '/sign-in/done',
  '/sign-out',
];

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const open = async (path: string, headers: Record<string, string> = {}) =>
  read(await fetch(`${await app.app.getUrl()}${path}`, { headers }));

describe.each(PAGES)('%s', (path) => {
  it.each(['da', 'en'])('can be read by everybody in %s (WCAG 2.1 A and AA)', async (lang) => {
    const page = await open(`${path}?lang=${lang}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`<html lang="${lang}">`);
    expect(await accessibilityProblems(page.text)).toEqual([]);
  });

  it('runs no script, sends forms nowhere else and is shown in no other page', async () => {
    const { headers, text } = await open(path);
    expect(text).not.toMatch(/<script|\son\w+=|javascript:/i);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('loads nothing from elsewhere, and its style is there', async () => {
    const { text } = await open(path);
    const addresses = [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address ?? '');
    expect(addresses.filter((each) => !/^(\/(?!\/)|#|data:,$)/.test(each))).toEqual([]);
    const sheet = addresses.find((each) => each.endsWith('.css')) ?? '';
    const answer = await open(sheet);
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([
      200,
      'text/css; charset=utf-8',
      CSS,
    ]);
  });

  it('is in the language that the browser prefers, and Danish where it has neither', async () => {
    const languageFor = async (accept: string) =>
      /<html lang="(\w+)">/.exec((await open(path, { 'accept-language': accept })).text)?.[1];
    expect(await languageFor('en-GB,en;q=0.8')).toBe('en');
    expect(await languageFor('da-DK,da;q=0.9,en;q=0.8')).toBe('da');
    expect(await languageFor('de')).toBe('da');
  });
});

describe('the page about accessibility', () => {
  it('is found from every page, and says whom to tell where somebody is named for that', async () => {
    for (const path of PAGES) expect((await open(path)).text).toContain('<a href="/accessibility">');
    expect((await open('/accessibility')).text).not.toContain('mailto:');
    const named = await startApp(undefined, {
      settings: { ACCESSIBILITY_CONTACT: 'hjaelp@forloeb.example' },
    });
    const page = await read(await fetch(`${await named.app.getUrl()}/accessibility`));
    await named.close();
    expect(page.text).toContain('<a href="mailto:hjaelp@forloeb.example">');
    expect(await accessibilityProblems(page.text)).toEqual([]);
  });
});

describe('the colours of all pages', () => {
  const [light = '', dark = ''] = CSS.split('@media (prefers-color-scheme: dark)');
  const colours = (css: string) =>
    Object.fromEntries(
      [...css.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
    );
  const schemes = { light: colours(light), dark: { ...colours(light), ...colours(dark) } };

  it.each(Object.entries(schemes))('are far enough apart when it is %s (WCAG 1.4.3 and 1.4.11)', (_, of) => {
    const contrast = (one: string, other: string) => {
      const [low = 0, high = 0] = [of[one], of[other]].map(luminance).sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    for (const text of ['text', 'quiet', 'accent', 'bad', 'good'])
      for (const ground of ['ground', 'panel']) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast('on-accent', 'accent')).toBeGreaterThanOrEqual(4.5);
    expect(contrast('line', 'ground')).toBeGreaterThanOrEqual(3);
  });

  /** Relative luminance, as WCAG 2.1 defines it. */
  function luminance(colour = ''): number {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
});
