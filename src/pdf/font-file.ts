import { create, type Font } from 'fontkit';

export interface FontFile {
  /** Its name inside a document. */
  readonly name: string;
  readonly font: Font;
}

export type Features = Readonly<Record<string, boolean>>;
const WITHOUT_MARKS: Features = { mark: false, mkmk: false, abvm: false, blwm: false };

export function fontFile(name: string, bytes: Buffer): FontFile {
  const font = create(bytes);
  if (!('layout' in font)) throw new Error(`${name} is a collection of fonts`);
  return { name, font: withoutMemory(font) };
}

/**
 * A font keeps with each glyph the letters that it stood for the first time. They end up in the document, for copying,
 * so that it would depend on what was drawn before; here the glyphs are looked up anew for each text.
 */
function withoutMemory(font: Font): Font {
  const layout = font.layout.bind(font);
  font.layout = (...text) => {
    Object.assign(font, { _glyphs: {} });
    return layout(...text);
  };
  return font;
}

/** Whether a font draws every character of a text; joiners and selectors need none. */
export function has({ font }: FontFile, text: string): boolean {
  return [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return /[\p{Cf}\p{Variation_Selector}]/u.test(character) || font.hasGlyphForCodePoint(code);
  });
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
