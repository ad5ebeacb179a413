/** Reads PDF documents back, as a reader's program would. */
import { inflateSync } from 'node:zlib';
import { createCanvas, DOMMatrix, ImageData, Path2D } from '@napi-rs/canvas';

// What the reader takes from a browser must come from the same place as the canvas that it draws on.
Object.assign(globalThis, { DOMMatrix, ImageData, Path2D });
const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');

export interface ReadPdf {
  readonly pages: number;
  readonly text: string;
  readonly info: Record<string, unknown>;
  readonly structure: unknown[];
}

async function open(bytes: Buffer) {
  return getDocument({
    data: new Uint8Array(bytes),
    useSystemFonts: false,
    disableFontFace: true,
    verbosity: 0,
  }).promise;
}

export async function readPdf(bytes: Buffer): Promise<ReadPdf> {
  const document = await open(bytes);
  const texts: string[] = [];
  const structure: unknown[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    texts.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
    structure.push(await page.getStructTree());
  }
  const { info } = await document.getMetadata();
  return {
    pages: document.numPages,
    text: texts.join('\n'),
    info: info as Record<string, unknown>,
    structure,
  };
}

/** A page as a PNG picture, at 144 dots to an inch unless another scale is given. */
export async function renderPage(bytes: Buffer, number: number, scale = 2): Promise<Buffer> {
  const document = await open(bytes);
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(viewport.width, viewport.height);
  await page.render({
    canvas: canvas as unknown as HTMLCanvasElement,
    canvasContext: canvas.getContext('2d') as unknown as CanvasRenderingContext2D,
    viewport,
  }).promise;
  return canvas.toBuffer('image/png');
}

/** The type of every element of the structure, in reading order. */
export function tagsOf({ structure }: ReadPdf): string[] {
  const roles = (node: unknown): string[] => {
    const { role, children = [] } = node as { role?: string; children?: unknown[] };
    const own = role === undefined || role === 'Root' ? [] : [role];
    return [...own, ...children.flatMap(roles)];
  };
  return structure.flatMap(roles);
}

/** What a screen reader is told to say in place of what is drawn, in order. */
export function readingsOf(bytes: Buffer): string[] {
  return streamsOf(bytes).flatMap((stream) =>
    [...stream.matchAll(/\/ActualText (\((?:\\[^]|[^\\)])*\))/g)].map(([, text = '']) => textOf(text)),
  );
}

function streamsOf(bytes: Buffer): string[] {
  const streams: string[] = [];
  let from = bytes.indexOf('stream\n');
  while (from !== -1) {
    const to = bytes.indexOf('endstream', from);
    const data = bytes.subarray(from + 'stream\n'.length, to);
    streams.push(data[0] === 0x78 ? inflateSync(data).toString('latin1') : data.toString('latin1'));
    from = bytes.indexOf('stream\n', to + 'endstream'.length);
  }
  return streams;
}

/** A literal string of PDF, in UTF-16 with its mark in front or in Latin letters. */
function textOf(literal: string): string {
  const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const raw = literal
    .slice(1, -1)
    .replaceAll(/\\([^])/g, (_, character: string) => ESCAPED[character] ?? character);
  const data = Buffer.from(raw, 'latin1');
  return raw.startsWith('\xFE\xFF') ? data.subarray(2).swap16().toString('utf16le') : raw;
}
