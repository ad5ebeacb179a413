/** The embedded typefaces, and which of them has a character. All are free under the SIL Open Font License. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { eastAsianFont, openFor, type Region } from './east-asian.js';
import { fontFile, has, type FontFile } from './font-file.js';

export type Face = 'sans' | 'sans-bold' | 'serif' | 'serif-bold';

const require = createRequire(import.meta.url);

/** Where the packages keep a family in a weight; `script` where it has one of its own. */
function noto(
  family: 'Sans' | 'Serif',
  weight: '400Regular' | '600SemiBold' | '700Bold',
  script = '',
): string {
  const name = ['noto', family, script].filter((part) => part !== '').join('-');
  return `@expo-google-fonts/${name.toLowerCase()}/${weight}/Noto${family}${script}_${weight}.ttf`;
}

/** Latin with all of its accents, Greek and Cyrillic; the sans-serif ones also have Devanagari. */
const OWN: Readonly<Record<Face, string>> = {
  sans: noto('Sans', '400Regular'),
  'sans-bold': noto('Sans', '700Bold'),
  serif: noto('Serif', '400Regular'),
  'serif-bold': noto('Serif', '600SemiBold'),
};

/** Scripts that the faces above do not have. */
const SCRIPTS = [
  'Arabic',
  'Hebrew',
  'Bengali',
  'Gurmukhi',
  'Tamil',
  'Sinhala',
  'Thai',
  'Ethiopic',
  'Georgian',
  'Armenian',
] as const;

const opened = new Map<string, FontFile>();

function open(path: string): FontFile {
  const known = opened.get(path) ?? fontFile(path, readFileSync(require.resolve(path)));
  opened.set(path, known);
  return known;
}

const isBold = (face: Face): boolean => face.endsWith('-bold');

/** The fonts in which a character of this face is looked for, the first one first; opened only when it comes to them. */
function* chain(face: Face): Generator<FontFile> {
  yield open(OWN[face]);
  const sans = isBold(face) ? 'sans-bold' : 'sans';
  if (face !== sans) yield open(OWN[sans]);
  for (const script of SCRIPTS) yield open(noto('Sans', isBold(face) ? '700Bold' : '400Regular', script));
}

export function ownFont(face: Face): FontFile {
  return open(OWN[face]);
}

/** The first font that draws the text; null where none does. */
export function fontFor(face: Face, text: string, regions: readonly Region[]): FontFile | null {
  for (const file of chain(face)) if (has(file, text)) return file;
  return eastAsianFont(text, isBold(face) ? 700 : 400, regions);
}

/** Opens what `fontFor` looks in for a text, where that is not done while it looks. */
export async function openFonts(text: string, regions: readonly Region[]): Promise<void> {
  for (const file of chain('sans')) if (has(file, text)) return;
  await openFor(text, regions);
}
