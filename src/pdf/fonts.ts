/** The embedded typefaces, and which of them has a character. All are free under the SIL Open Font License. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

export type Face = 'sans' | 'sans-bold' | 'serif' | 'serif-bold';

const require = createRequire(import.meta.url);

const noto = (family: string, weight: string): string => {
  const [folder, name] = [`${weight}/Noto${family}_${weight}.ttf`, `noto-${family.toLowerCase()}`];
  return `@expo-google-fonts/${name}/${folder}`;
};

/** Latin with all of its accents, Greek and Cyrillic; the sans-serif ones also have Devanagari. */
const OWN: Readonly<Record<Face, string>> = {
  sans: noto('Sans', '400Regular'),
  'sans-bold': noto('Sans', '700Bold'),
  serif: noto('Serif', '400Regular'),
  'serif-bold': noto('Serif', '600SemiBold'),
};

/** Scripts that the faces above do not have. */
const SCRIPTS = [
  'arabic',
  'hebrew',
  'bengali',
  'gurmukhi',
  'tamil',
  'sinhala',
  'thai',
  'ethiopic',
  'georgian',
  'armenian',
] as const;

export interface FontFile {
  /** Its name inside a document. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly font: Font;
}

export type Features = Readonly<Record<string, boolean>>;
const WITHOUT_MARKS: Features = { mark: false, mkmk: false, abvm: false, blwm: false };

const opened = new Map<string, FontFile>();

function open(path: string): FontFile {
  const known = opened.get(path);
  if (known !== undefined) return known;
  const bytes = readFileSync(require.resolve(path));
  const font = create(bytes);
  if (!('layout' in font)) throw new Error(`${path} is a collection of fonts`);
  const file = { name: path, bytes, font };
  opened.set(path, file);
  return file;
}

const isBold = (face: Face): boolean => face.endsWith('-bold');

/** The fonts in which a character of this face is looked for, the first one first; opened only when it comes to them. */
function* chain(face: Face): Generator<FontFile> {
  yield open(OWN[face]);
  const sans = isBold(face) ? 'sans-bold' : 'sans';
  if (face !== sans) yield open(OWN[sans]);
  const weight = isBold(face) ? 700 : 400;
  for (const script of SCRIPTS)
    yield open(`@fontsource/noto-sans-${script}/files/noto-sans-${script}-${script}-${weight}-normal.woff`);
}

export function ownFont(face: Face): FontFile {
  return open(OWN[face]);
}

/** Whether a font draws every character of a text; joiners and selectors need none. */
export function has({ font }: FontFile, text: string): boolean {
  return [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return /[\p{Cf}\p{Variation_Selector}]/u.test(character) || font.hasGlyphForCodePoint(code);
  });
}

/** The first font that draws the text; null where none does. */
export function fontFor(face: Face, text: string): FontFile | null {
  for (const file of chain(face)) if (has(file, text)) return file;
  return null;
}

/** Features of a font that `text` is drawn with: all, or all but the placing of marks where that fails in this font. */
export function featuresFor({ font }: FontFile, text: string): Features {
  try {
    font.layout(text);
    return {};
  } catch {
    return WITHOUT_MARKS;
  }
}
