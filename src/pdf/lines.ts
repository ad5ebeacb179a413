/** From a text to lines of pieces, each in one font and one direction, in the order in which they are drawn. */
import bidiFactory from 'bidi-js';
import LineBreaker from 'linebreak';
import { regionsFor, type Region } from './east-asian.js';
import { featuresFor, has, type Features, type FontFile } from './font-file.js';
import { fontFor, openFonts, ownFont, type Face } from './fonts.js';
import { MISSING } from './missing.js';

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
  /** Whether the text has a space where the line ends: not after a hyphen, nor inside a word. */
  readonly spaced: boolean;
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

/**
 * Opens the fonts of texts, to be awaited before lines are made of them. What no font has is answered, character by
 * character: a sign stands for each in the lines.
 */
export async function openFontsOf(texts: Iterable<string>): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const text of new Set(texts)) {
    const composed = compose(text);
    if (has(ownFont('sans'), composed)) continue;
    const regions = regionsFor(composed);
    const signs = composed.split('\n').flatMap((line) => signsOf(tidy(line)));
    for (const { text: sign, reads } of signs) {
      await openFonts(sign, regions);
      if (fontFor('sans', sign, regions) === null) missing.add(reads);
    }
  }
  return [...missing];
}

/** Breaks where a reader expects it; a word that is wider than the line is broken between two characters. */
export function breakLines(text: string, face: Face, width: number, measure: Measure): Line[] {
  const composed = compose(text);
  const hand: Hand = { face, regions: regionsFor(composed) };
  return composed.split('\n').flatMap((line) => breakParagraph(tidy(line), hand, width, measure));
}

const compose = (text: string): string => text.normalize('NFC');
const tidy = (line: string): string => line.replace(/[\p{Cc}\s]+/gu, ' ').trim();

/** What a text is written in. */
interface Hand {
  readonly face: Face;
  readonly regions: readonly Region[];
}

function breakParagraph(text: string, hand: Hand, width: number, measure: Measure): Line[] {
  const clusters = clustersOf(text, hand);
  const lineOf = (from: number, to: number): Line => makeLine(clusters.slice(from, to), measure);
  const lines: Line[] = [];
  let [start, wordStart, used] = [0, 0, 0];
  for (const end of opportunities(text)) {
    // Word by word: what lies between two of them is looked at when the line is made.
    const word = lineOf(wordStart, end);
    if (used > 0 && used + word.width > width) {
      lines.push(lineOf(start, wordStart));
      [start, used] = [wordStart, 0];
    }
    if (word.width > width)
      for (let cut = widest(start, end, (to) => lineOf(start, to).width <= width); cut < end;) {
        lines.push(lineOf(start, cut));
        start = cut;
        cut = widest(start, end, (to) => lineOf(start, to).width <= width);
      }
    used += widthOf(piecesOf(clusters.slice(Math.max(start, wordStart), end)), measure);
    wordStart = end;
  }
  if (start < wordStart || lines.length === 0) lines.push(lineOf(start, wordStart));
  return lines;
}

/** The most that fits, but at least one cluster. */
function widest(start: number, end: number, fits: (to: number) => boolean): number {
  let to = start + 1;
  while (to < end && fits(to + 1)) to += 1;
  return to;
}

function clustersOf(text: string, { face, regions }: Hand): Cluster[] {
  let previous = ownFont(face);
  return signsOf(text).map((sign) => {
    const stays = NEUTRAL.test(sign.text) && has(previous, sign.text);
    const font = stays ? previous : fontFor(face, sign.text, regions);
    previous = font ?? previous;
    return font === null
      ? { ...sign, text: MISSING, font: fontFor(face, MISSING, regions) ?? ownFont(face) }
      : { ...sign, font };
  });
}

function signsOf(text: string): Omit<Cluster, 'font'>[] {
  const { levels } = bidi.getEmbeddingLevels(text);
  const mirrored = bidi.getMirroredCharactersMap(text, levels);
  return [...GRAPHEMES.segment(text)].map(({ segment, index }) => ({
    text: mirrored.get(index) ?? segment,
    reads: segment,
    level: levels[index] ?? 0,
  }));
}

/** Ends of words as positions between clusters. */
function opportunities(text: string): number[] {
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
    if (position !== undefined) found.push(position);
  }
  return found;
}

function makeLine(clusters: readonly Cluster[], measure: Measure): Line {
  const trimmed = trim(clusters);
  const pieces = piecesOf(trimmed);
  const reading = trimmed.map(({ reads }) => reads).join('');
  return {
    pieces,
    width: widthOf(pieces, measure),
    spaced: trimmed.at(-1) !== clusters.at(-1),
    reading: PLAIN.test(reading) ? null : reading,
  };
}

function piecesOf(clusters: readonly Cluster[]): Piece[] {
  return inOrder(runsOf(clusters)).flatMap(toPieces);
}

function widthOf(pieces: readonly Piece[], measure: Measure): number {
  return pieces.reduce((sum, piece) => sum + measure(piece), 0);
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
