/** The public check page: what a stranger with a number is told, and nothing that could be found out by trying. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { JSDOM } from 'jsdom';
import { certificateNumber } from '../../src/domain/certificate.js';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { accessibilityProblems } from '../support/accessibility.js';
import { startApp, type StartOptions, type TestApp } from '../support/app.js';
import { post, read } from '../support/http.js';
import { AGENCY, Journeys, PROVIDER } from '../support/journeys.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const NEVER_ISSUED = certificateNumber(new Uint8Array(8).fill(7))!;
const MISTYPED = `${NEVER_ISSUED.slice(0, -1)}${NEVER_ISSUED.endsWith('2') ? '3' : '2'}`;

const started: TestApp[] = [];
const start = async (options?: StartOptions) => {
  const app = await startApp('2025-01-20T10:00:00Z', options);
  started.push(app);
  return app;
};
const open = async (app: TestApp, path: string, init: RequestInit = {}) =>
  read(await fetch(`${await app.app.getUrl()}${path}`, { redirect: 'manual', ...init }));

/** The page as a reader gets it. */
async function page(app: TestApp, number: string, lang = 'da') {
  const answer = await open(app, `/verify/${encodeURIComponent(number)}?lang=${lang}`);
  const { window } = new JSDOM(answer.text);
  const { document } = window;
  const text = (selector: string) =>
    [...document.querySelectorAll(selector)].map((each) => each.textContent?.trim() ?? '');
  const [terms, values] = [text('dt'), text('dd')];
  const shown = {
    heading: text('h1')[0],
    title: text('title')[0],
    panel: text('.panel')[0],
    hint: text('main > .hint')[0],
    facts: Object.fromEntries(terms.map((term, index) => [term, values[index]])),
    shape: [...document.querySelectorAll('main *')].map((each) => each.localName).join(' '),
  };
  window.close();
  return { ...answer, ...shown };
}

let folder: string;
let app: TestApp;
let journeys: Journeys;
/** One of each kind, as they stand on 1 March 2027. */
const numbers: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forloeb-programmes-'));
  const rules = readFileSync(join(PROGRAMME_FOLDER, 'ad-bostoette-2019.jsonc'), 'utf8');
  writeFileSync(join(folder, 'for-good.jsonc'), rules);
  const forAYear = rules
    .replaceAll('AD_BOSTOETTE_2019', 'AD_TIDSBEGRAENSET')
    .replace('"validMonths": null', '"validMonths": 12');
  writeFileSync(join(folder, 'for-a-year.jsonc'), forAYear);
  app = await start({ programmeFolder: folder });
  journeys = new Journeys(app);
  const issued = async (name: string, parts = {}) => {
    const one = await journeys.certified(parts);
    numbers[name] = one.certificate.number;
    return { ...one, number: one.certificate.number as string };
  };
  await issued('VALID');
  await journeys.correctAttendance(await issued('REVIEW_REQUIRED'), 2, 'PM');
  const renamed = await issued('SECOND_VERSION');
  const revoked = await issued('REVOKED');
  const erased = await issued('HOLDER_ERASED', { supervised: true });
  journeys.programmeKey = 'AD_TIDSBEGRAENSET';
  await issued('EXPIRED');
  app.clock.set('2026-06-01T08:00:00Z');
  const name = { personId: renamed.person.id, name: 'Åse Holm', reason: 'Gift' };
  await journeys.succeed(AGENCY, 'personRename', name, 'person { id }');
  const again = { number: renamed.number, reason: 'Nyt navn' };
  await journeys.succeed(PROVIDER, 'certificateReissue', again, 'certificate { id }');
  app.clock.set('2027-02-03T08:00:00Z');
  await journeys.revoke(revoked.number);
  app.clock.set('2027-03-01T08:00:00Z');
  const gone = { personId: erased.person.id, reason: 'Efter eget ønske', objectionUpheld: true };
  await journeys.succeed(AGENCY, 'personErase', { ...gone, dryRun: false }, 'erasureId');
  numbers['NEVER_ISSUED'] = NEVER_ISSUED;
  numbers['MISTYPED'] = MISTYPED;
}, 120_000);
afterAll(async () => {
  for (const each of started) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the answer of the check page', () => {
  it.each([
    ['VALID', 'Certifikatet er gyldigt', 'gælder i dag'],
    ['REVIEW_REQUIRED', 'Certifikatet gælder, men er under vurdering', 'Siden 10. marts 2026'],
    ['REVOKED', 'Certifikatet er tilbagekaldt', 'tilbagekaldt den 3. februar 2027'],
    ['EXPIRED', 'Certifikatet er udløbet', 'sidste dag var den 1. februar 2027'],
    ['HOLDER_ERASED', 'Indehaveren er slettet', 'slettet den 1. marts 2027'],
    ['NEVER_ISSUED', 'Der er intet certifikat med det nummer', 'aldrig udstedt'],
    ['MISTYPED', 'Nummeret er skrevet forkert', 'Mindst ét tegn'],
  ])('Q40: %s: %s', async (kind, heading, panel) => {
    const { status, ...answer } = await page(app, numbers[kind]!);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ heading, panel: expect.stringContaining(panel) });
    expect(answer.title).toContain(heading);
  });

  it.each([
    ['VALID', 'The certificate is valid', 'holds today'],
    ['REVIEW_REQUIRED', 'The certificate holds, but is under review', 'Since 10 March 2026'],
    ['REVOKED', 'The certificate has been revoked', 'revoked on 3 February 2027'],
    ['EXPIRED', 'The certificate has expired', 'last day was 1 February 2027'],
    ['HOLDER_ERASED', 'The holder has been erased', 'erased on 1 March 2027'],
    ['NEVER_ISSUED', 'There is no certificate with that number', 'no certificate was ever issued'],
    ['MISTYPED', 'The number is mistyped', 'At least one character'],
  ])('Q40: %s in English: %s', async (kind, heading, panel) => {
    expect(await page(app, numbers[kind]!, 'en')).toMatchObject({
      heading,
      panel: expect.stringContaining(panel),
    });
  });

  it('Q40: says what certificateVerify says, for whom and since when, and nothing else', async () => {
    const { facts } = await page(app, numbers['REVOKED']!, 'en');
    expect(facts).toEqual({
      Number: numbers['REVOKED'],
      'Issued to': 'Åse Møller',
      Title: 'Mødeleder i Åben Dialog',
      Issued: '2 February 2026',
      'Last day of validity': 'No end date',
      'Has stood like this since': '3 February 2027',
      Version: '1',
      'Looked up': '1 March 2027',
    });
    expect((await page(app, numbers['EXPIRED']!)).facts).toMatchObject({
      'Sidste gyldighedsdag': '1. februar 2027',
      'Har stået sådan siden': '2. februar 2027',
    });
  });

  it('L16: shows the latest version, since when it takes the place of the earlier ones, and no former name', async () => {
    const { facts, hint, heading, text } = await page(app, numbers['SECOND_VERSION']!);
    expect(heading).toBe('Certifikatet er gyldigt');
    expect(facts).toMatchObject({ 'Udstedt til': 'Åse Holm', Version: '2', Udstedt: '2. februar 2026' });
    expect(hint).toContain('version 2 har siden den 1. juni 2026 erstattet de tidligere');
    expect(text).not.toContain('Åse Møller');
    expect((await page(app, numbers['VALID']!)).hint).not.toContain('2026');
  });

  it('of a holder who was erased neither the name nor a stand-in for it is shown', async () => {
    const { facts, text } = await page(app, numbers['HOLDER_ERASED']!, 'en');
    expect(facts['Issued to']).toBe('Erased');
    expect(text).not.toMatch(/Åse|Slettet/);
  });

  it('of a number that nobody has, nothing is said but that', async () => {
    for (const kind of ['NEVER_ISSUED', 'MISTYPED']) {
      const { facts } = await page(app, numbers[kind]!);
      const { Nummer: number, 'Slået op': checkedOn, ...rest } = facts;
      expect(number).toBe(kind === 'NEVER_ISSUED' ? NEVER_ISSUED : 'Ingen oplysninger');
      expect(checkedOn).toBe('1. marts 2027');
      expect(new Set(Object.values(rest))).toEqual(new Set(['Ingen oplysninger']));
    }
  });

  it('a mistyped number stands in the form again, to be put right', async () => {
    const { text } = await page(app, MISTYPED);
    expect(text).toContain(`value="${MISTYPED}"`);
    expect(text).toContain('aria-invalid="true" aria-describedby="problem hint"');
  });

  it('V26: any spelling of a number leads to its answer', async () => {
    const number = numbers['VALID']!;
    for (const typed of [number.toLowerCase(), number.replaceAll('-', ' '), number.slice(3), ` ${number} `])
      expect((await page(app, typed)).facts['Nummer']).toBe(number);
  });

  it.each([
    '<script>alert(1)</script>',
    '../../etc/passwd',
    'a/b',
    '💜',
    'x'.repeat(5_000),
    "' OR 1=1 --",
    '%',
    '?',
  ])('whatever is typed is an answer on a page, and harmless: %.30s', async (typed) => {
    const { status, heading, text } = await page(app, typed);
    expect([status, heading]).toEqual([200, 'Nummeret er skrevet forkert']);
    expect(text).not.toContain('<script>');
    expect(text.length).toBeLessThan(8_000);
  });
});

describe('the form', () => {
  it('leads to the address of the number, in any spelling and in the same language', async () => {
    const number = numbers['VALID']!;
    const typed = encodeURIComponent(number.toLowerCase().replaceAll('-', ' '));
    const { status, headers } = await open(app, `/verify?number=${typed}&lang=en`);
    expect([status, headers.get('location')]).toEqual([303, `/verify/${number}?lang=en`]);
    const slip = await open(app, `/verify?number=${encodeURIComponent('FL/ab?c')}`);
    expect(slip.headers.get('location')).toBe('/verify/FL%2Fab%3Fc?lang=da');
  });

  it('asks for a number where none was written, and is the same with a slash behind it', async () => {
    const { status, text } = await open(app, '/verify?number=%20');
    expect([status, text.includes('Skriv et nummer.')]).toEqual([200, true]);
    expect((await open(app, '/verify/')).text).toContain('<h1>Er certifikatet ægte?</h1>');
  });

  it('is found from the first page', async () => {
    expect((await open(app, '/')).text).toContain('<a href="/verify">');
  });
});

describe('what all answers have in common', () => {
  const kinds = [
    'VALID',
    'REVIEW_REQUIRED',
    'REVOKED',
    'EXPIRED',
    'SECOND_VERSION',
    'HOLDER_ERASED',
    'NEVER_ISSUED',
  ];

  it('have the same parts in the same order, the same status and the same headers', async () => {
    const pages = await Promise.all(kinds.map((kind) => page(app, numbers[kind]!)));
    const [first, ...others] = pages.map(({ shape, headers }) => {
      const { date: _, 'x-request-id': __, 'content-length': ___, ...rest } = Object.fromEntries(headers);
      return { shape, headers: rest };
    });
    for (const other of others) expect(other).toEqual(first);
    // One that is mistyped has one line more, beside the field.
    const { shape } = await page(app, MISTYPED);
    expect(shape).toBe(first!.shape.replace('label input', 'label p input'));
  });

  it('take one statement each, also where there is nothing to look for', async () => {
    for (const kind of [...kinds, 'MISTYPED']) {
      const query = jest.spyOn(app.store, 'query');
      await page(app, numbers[kind]!);
      expect(query).toHaveBeenCalledTimes(1);
      query.mockRestore();
    }
  });

  it('take the same time, whether or not there is such a number', async () => {
    const rounds = Number(process.env['CHECK_ROUNDS'] ?? 100);
    const url = await app.app.getUrl();
    const times: Record<string, number[]> = { VALID: [], NEVER_ISSUED: [], MISTYPED: [] };
    const asked = Object.keys(times);
    for (let round = -10; round < rounds; round += 1)
      for (let turn = 0; turn < asked.length; turn += 1) {
        // Each goes first as often as the others.
        const kind = asked[(turn + round + asked.length * 10) % asked.length]!;
        const from = performance.now();
        await (await fetch(`${url}/verify/${numbers[kind]}`)).text();
        if (round >= 0) times[kind]!.push(performance.now() - from);
      }
    const quantile = (kind: string, part: number) =>
      times[kind]!.toSorted((a, b) => a - b)[Math.floor(rounds * part)]!;
    const told = asked.map(
      (kind) => `${kind} ${quantile(kind, 0.5).toFixed(2)} (${quantile(kind, 0.1).toFixed(2)})`,
    );
    process.stdout.write(`check page, ms, median (fastest tenth) of ${rounds}: ${told.join(', ')}\n`);
    // Whatever else the machine does makes some slower and none faster.
    const fast = asked.map((kind) => quantile(kind, 0.1));
    expect(Math.max(...fast)).toBeLessThan(Math.min(...fast) * 1.5 + 1);
  });

  it('are kept out of search engines and caches', async () => {
    for (const path of [
      '/verify',
      '/verify?number=x',
      `/verify/${numbers['VALID']}`,
      `/verify/${MISTYPED}`,
    ]) {
      const { headers } = await open(app, path);
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it.each(['da', 'en'])('can be read by everybody in %s (WCAG 2.1 A and AA)', async (lang) => {
    for (const number of [...kinds.map((kind) => numbers[kind]!), MISTYPED]) {
      const { text } = await page(app, number, lang);
      expect(await accessibilityProblems(text)).toEqual([]);
      expect(text).not.toMatch(/<script|\son\w+=|javascript:/i);
    }
  });
});

describe('guessing', () => {
  it('an address may check so many numbers in a minute, on the page and in GraphQL together', async () => {
    const own = await start({ settings: { RATE_LIMIT_CHECK: '4' } });
    const query = `{ a: certificateVerify(number: "${NEVER_ISSUED}") { number } b: certificateVerify(number: "x") { number } }`;
    expect((await page(own, NEVER_ISSUED)).status).toBe(200);
    expect((await open(own, `/verify/${MISTYPED}`, { method: 'HEAD' })).status).toBe(200);
    // The form, and what it leads to, is no check.
    for (let i = 0; i < 5; i += 1) expect((await open(own, `/verify?number=${MISTYPED}`)).status).toBe(303);
    expect(await post(own, { query })).toMatchObject({ status: 200, data: { a: null, b: null } });

    const refused = await post(own, { query });
    // An answer in parts has status 200, whatever became of each part.
    expect(refused).toMatchObject({ status: 200, data: { a: null, b: null } });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(refused.errors).toHaveLength(2);
    for (const { extensions } of refused.errors!)
      expect(extensions).toMatchObject({
        code: 'RATE_LIMITED',
        limit: 4,
        retryAfterSeconds: expect.any(Number),
      });

    const late = await page(own, NEVER_ISSUED);
    expect([late.status, late.heading]).toEqual([429, 'Vent et øjeblik']);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await accessibilityProblems(late.text)).toEqual([]);
    // Everything else goes on.
    expect((await post(own, { query: '{ __typename }' })).status).toBe(200);
    expect((await open(own, '/verify')).status).toBe(200);
  });

  it('whoever is signed in is counted by address too', async () => {
    const own = await start({ settings: { RATE_LIMIT_CHECK: '1' } });
    const query = `{ certificateVerify(number: "${NEVER_ISSUED}") { number } }`;
    expect((await own.ask(AGENCY, query)).errors).toBeUndefined();
    expect((await own.ask(PROVIDER, query)).errors?.[0]?.extensions['code']).toBe('RATE_LIMITED');
  });
});

describe('what goes wrong is told to a browser on a page', () => {
  it('where there is nothing at an address; programs get JSON', async () => {
    for (const path of ['/nothing', '/graphql-nothing']) {
      const { status, text } = await open(app, path, { headers: BROWSER });
      expect([status, text.includes('<h1>Siden findes ikke</h1>')]).toEqual([404, true]);
      expect((await open(app, path)).headers.get('content-type')).toContain('json');
    }
  });

  it('where an address cannot be read', async () => {
    const { status, text } = await open(app, '/verify/%E0%A4%A', { headers: BROWSER });
    expect([status, text.includes('<h1>Det kunne ikke læses</h1>')]).toEqual([400, true]);
  });

  it('where something is sent to a page that takes nothing', async () => {
    const init = { method: 'POST', headers: BROWSER, body: new URLSearchParams({ number: 'x' }) };
    expect((await open(app, '/verify', init)).status).toBe(404);
    const odd = { ...BROWSER, 'content-type': 'application/x-odd' };
    const { text } = await open(app, '/verify', { method: 'POST', headers: odd, body: 'x' });
    expect(text).toContain('<!doctype html>');
  });

  it('where an address asks too often or sends too much', async () => {
    const own = await start({ settings: { RATE_LIMIT_ADDRESS: '2' } });
    const body = 'x'.repeat(300_000);
    const large = await open(own, '/verify', { method: 'POST', headers: BROWSER, body });
    expect([large.status, large.text.includes('<h1>Det er for stort</h1>')]).toEqual([413, true]);
    await open(own, '/verify');
    const late = await open(own, '/verify', { headers: BROWSER });
    expect([late.status, late.text.includes('<h1>Vent et øjeblik</h1>')]).toEqual([429, true]);
    expect(late.text).toContain(`om ${late.headers.get('retry-after')} sekunder`);
  });

  it('where the database fails: with a number to mention, and without a word of the cause', async () => {
    const query = jest.spyOn(app.store, 'query').mockRejectedValue(new Error('secret cause'));
    const failed = await page(app, numbers['VALID']!);
    query.mockRestore();
    expect([failed.status, failed.heading]).toEqual([500, 'Noget gik galt']);
    expect(failed.text).not.toContain('secret');
  });
});
