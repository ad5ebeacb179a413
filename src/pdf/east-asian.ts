/**
 * Chinese characters, kana and Hangul: 34,900 of them, in slices of some hundred each, of which a text needs a few. All are
 * free under the SIL Open Font License.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';
import { fontFile, has, type FontFile } from './font-file.js';

/** The forms that are usual in China, Hong Kong, Japan and Korea; a character that one lacks is looked for in the next. */
const REGIONS = ['sc', 'hk', 'jp', 'kr'] as const;
export type Region = (typeof REGIONS)[number];

const WEIGHTS = [400, 700] as const;
export type Weight = (typeof WEIGHTS)[number];

const HANGUL = /\p{Script_Extensions=Hangul}/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HAN = /\p{Script=Han}/gu;

const require = createRequire(import.meta.url);
const indexes = new Map<Region, ReadonlyMap<number, string>>();
const opened = new Map<string, FontFile>();
const opening = new Map<string, Promise<void>>();

/**
 * Where the characters of a text are looked for, in order: as its letters tell, otherwise first where all of it is, so that
 * it comes in one hand. Chinese characters alone do not tell a Japanese name from a Chinese one.
 */
export function regionsFor(text: string): readonly Region[] {
  const first = firstRegion(text);
  return [first, ...REGIONS.filter((each) => each !== first)];
}

function firstRegion(text: string): Region {
  if (HANGUL.test(text)) return 'kr';
  if (KANA.test(text)) return 'jp';
  const characters = text.match(HAN) ?? [];
  return REGIONS.find((region) => characters.every((each) => sliceOf(region, each) !== undefined)) ?? 'sc';
}

/** Opens what it takes to draw a character, in every weight. */
export async function openFor(character: string, regions: readonly Region[]): Promise<void> {
  for (const slice of candidates(character, regions)) {
    await Promise.all(WEIGHTS.map((weight) => open(slice, weight)));
    if (has(known(slice, 400), character)) return;
  }
}

/** The first font that draws the character; null where none does. It must have been opened for the same regions. */
export function eastAsianFont(
  character: string,
  weight: Weight,
  regions: readonly Region[],
): FontFile | null {
  for (const slice of candidates(character, regions)) {
    const file = known(slice, weight);
    if (has(file, character)) return file;
  }
  return null;
}

function* candidates(character: string, regions: readonly Region[]): Generator<string> {
  for (const region of regions) {
    const slice = sliceOf(region, character);
    if (slice !== undefined) yield slice;
  }
}

function known(slice: string, weight: Weight): FontFile {
  const file = opened.get(nameOf(slice, weight));
  if (file === undefined) throw new Error(`${slice} was not opened before a text is drawn with it`);
  return file;
}

const nameOf = (slice: string, weight: Weight): string => `${slice}#${weight}`;

async function open(slice: string, weight: Weight): Promise<void> {
  const name = nameOf(slice, weight);
  if (opened.has(name)) return;
  // Whoever asks meanwhile waits for the same.
  const begun = opening.get(name) ?? openAnew(slice, name, weight);
  opening.set(name, begun);
  try {
    await begun;
  } finally {
    opening.delete(name);
  }
}

/** Of a file that has every weight, as one that documents can carry. */
async function openAnew(slice: string, name: string, weight: Weight): Promise<void> {
  const all = await readFile(require.resolve(slice));
  const options = { targetFormat: 'sfnt', variationAxes: { wght: weight }, keepAllGlyphs: true } as const;
  opened.set(name, fontFile(name, await subsetFont(all, '', options)));
}

/** The file that should have a character; a few that are listed have no form in it. */
function sliceOf(region: Region, character: string): string | undefined {
  const index = indexes.get(region) ?? readIndex(region);
  indexes.set(region, index);
  return index.get(character.codePointAt(0) ?? 0);
}

/** As the package lists its files: `{ "[4]": "U+3400,U+4e00-4e05" }`. */
function readIndex(region: Region): ReadonlyMap<number, string> {
  const folder = `@fontsource-variable/noto-sans-${region}`;
  const text = readFileSync(require.resolve(`${folder}/unicode.json`), 'utf8');
  const index = new Map<number, string>();
  for (const [name, ranges] of Object.entries(JSON.parse(text) as Record<string, string>)) {
    const file = `noto-sans-${region}-${name.replaceAll(/[[\]]/g, '')}-wght-normal.woff2`;
    for (const [, first = '', last = first] of ranges.matchAll(/U\+([\da-f]+)(?:-([\da-f]+))?/gi))
      for (let code = parseInt(first, 16); code <= parseInt(last, 16); code += 1)
        index.set(code, `${folder}/files/${file}`);
  }
  return index;
}
