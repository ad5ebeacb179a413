/** From a text to lines of pieces, each in one font and one direction, in the order in which they are drawn. */
import bidiFactory from 'bidi-js';
import LineBreaker from 'linebreak';
import { featuresFor, fontFor, has, ownFont, type Face, type Features, type FontFile } from './fonts.js';

/** A part of a line that is drawn at once. */
export interface Piece {
  readonly font: FontFile;
  /** In reading order; a font puts right-to-left letters in order by itself. */
  readonly text: string;
  /** Of text to be shaped as a whole; null where each word, and each letter, can stand by itself. */
  readonly features: Features | null;
}

export interface Line {
  /** From left to right. */
  readonly pieces: readonly Piece[];
  readonly width: number;
  /** As it reads; null where what is drawn says it already. */
  readonly reading: string | null;
}

export type Measure = (piece: Piece) => number;

/** One character as a reader sees it, with its accents and joiners. */
interface Cluster {
  readonly text: string;
  /** What stood in the text, where another character is drawn in its place. */
  readonly reads: string;
  readonly font: FontFile;
  /** Odd from right to left (Unicode Standard Annex 9). */
  readonly level: number;
}

// Its types say that the factory is `default` of what is imported; it is that itself.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** What needs no shaping beyond one letter after the other. */
const PLAIN =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]*$/u;
const NEUTRAL = /^[\p{Script=Common}\p{Script=Inherited}]+$/u;
/** Stands for a character that no font has. */
const MISSING = '\u{FFFD}';

/** Breaks where a reader expects it; a word that is wider than the line is broken between two characters. */
export function breakLines(text: string, face: Face, width: number, measure: Measure): Line[] {
  return text
    .normalize('NFC')
    .split(/\r?\n/)
    .flatMap((paragraph) =>
      breakParagraph(paragraph.replace(/[\p{Cc}\s]+/gu, ' ').trim(), face, width, measure),
    );
}

function breakParagraph(text: string, face: Face, width: number, measure: Measure): Line[] {
  const clusters = clustersOf(text, face);
  const lineOf = (from: number, to: number): Line => makeLine(clusters.slice(from, to), measure);
  const lines: Line[] = [];
  let [start, fits] = [0, 0];
  for (const end of [...opportunities(text, clusters), ...(clusters.length === 0 ? [0] : [])]) {
    if (lineOf(start, end).width <= width) {
      fits = end;
      continue;
    }
    if (fits > start) {
      lines.push(lineOf(start, fits));
      start = fits;
    }
    fits = end;
    while (start < end && lineOf(start, end).width > width) {
      const cut = widest(start, end, (to) => lineOf(start, to).width <= width);
      lines.push(lineOf(start, cut));
      start = cut;
    }
  }
  if (fits > start || lines.length === 0) lines.push(lineOf(start, fits));
  return lines;
}

/** The most that fits, but at least one cluster. */
function widest(start: number, end: number, fits: (to: number) => boolean): number {
  let to = start + 1;
  while (to < end && fits(to + 1)) to += 1;
  return to;
}

function clustersOf(text: string, face: Face): Cluster[] {
  const { levels } = bidi.getEmbeddingLevels(text);
  const mirrored = bidi.getMirroredCharactersMap(text, levels);
  let previous = ownFont(face);
  return [...GRAPHEMES.segment(text)].map(({ segment, index }) => {
    const character = mirrored.get(index) ?? segment;
    const stays = NEUTRAL.test(character) && has(previous, character);
    const font = stays ? previous : fontFor(face, character);
    previous = font ?? previous;
    const level = levels[index] ?? 0;
    return font === null
      ? { text: MISSING, reads: segment, font: fontFor(face, MISSING) ?? ownFont(face), level }
      : { text: character, reads: segment, font, level };
  });
}

/** Ends of words as positions between clusters. */
function opportunities(text: string, clusters: readonly Cluster[]): number[] {
  const at = new Map<number, number>();
  let index = 0;
  for (const { segment, index: offset } of GRAPHEMES.segment(text)) {
    index += 1;
    at.set(offset + segment.length, index);
  }
  const breaker = new LineBreaker(text);
  const found: number[] = [];
  for (let next = breaker.nextBreak(); next !== null; next = breaker.nextBreak()) {
    const position = at.get(next.position);
    if (position !== undefined && position <= clusters.length) found.push(position);
  }
  return found;
}

function makeLine(clusters: readonly Cluster[], measure: Measure): Line {
  const trimmed = trim(clusters);
  const pieces = inOrder(runsOf(trimmed)).flatMap(toPieces);
  const reading = trimmed.map(({ reads }) => reads).join('');
  return {
    pieces,
    width: pieces.reduce((sum, piece) => sum + measure(piece), 0),
    reading: PLAIN.test(reading) ? null : reading,
  };
}

function trim(clusters: readonly Cluster[]): readonly Cluster[] {
  const isSpace = ({ text }: Cluster) => text.trim() === '';
  const last = clusters.findLastIndex((each) => !isSpace(each));
  const first = clusters.findIndex((each) => !isSpace(each));
  return first === -1 ? [] : clusters.slice(first, last + 1);
}

type Run = readonly [Cluster, ...Cluster[]];

/** Neighbours of one font and one level. */
function runsOf(clusters: readonly Cluster[]): Run[] {
  const runs: [Cluster, ...Cluster[]][] = [];
  for (const cluster of clusters) {
    const last = runs.at(-1);
    if (last !== undefined && last[0].font === cluster.font && last[0].level === cluster.level)
      last.push(cluster);
    else runs.push([cluster]);
  }
  return runs;
}

/** Rule L2: from the highest level down, whatever stands on it or above is turned around. */
function inOrder(runs: readonly Run[]): readonly Run[] {
  const ordered = [...runs];
  const levels = ordered.map(([first]) => first.level);
  for (let level = Math.max(0, ...levels); level > 0; level -= 1)
    for (let from = 0; from < ordered.length; from += 1) {
      let to = from;
      while (to < ordered.length && (levels[to] ?? 0) >= level) to += 1;
      if (to === from) continue;
      ordered.splice(from, to - from, ...ordered.slice(from, to).reverse());
      levels.splice(from, to - from, ...levels.slice(from, to).reverse());
      from = to;
    }
  return ordered;
}

/** A font goes by the letters; where they do not say the direction of the run, its characters are put in order one by one. */
function toPieces(run: Run): Piece[] {
  const { font, level } = run[0];
  const text = run.map((each) => each.text).join('');
  const rightToLeft = level % 2 === 1;
  const piece = (part: string): Piece => ({
    font,
    text: part,
    features: featuresOf(font, part),
  });
  if (rightToLeft === RIGHT_TO_LEFT.test(text)) return [piece(text)];
  const single = run.map((each) => piece(each.text));
  return rightToLeft ? single.reverse() : single;
}

function featuresOf(font: FontFile, text: string): Features | null {
  if (!PLAIN.test(text) || /\p{Mark}/u.test(text)) return featuresFor(font, text);
  // Letters stay whole: taken apart into letter and accent, they would be copied without the accent.
  return /[\u1E00-\u1EFF]/u.test(text) ? { ccmp: false } : null;
}
