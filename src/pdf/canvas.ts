import PDFDocument from 'pdfkit';
import type { Face } from './fonts.js';
import { breakLines, type Line, type Piece } from './lines.js';

/** What a reader's program shows and says about a document. */
export interface PdfInfo {
  readonly title: string;
  readonly language: 'da' | 'en';
  readonly author: string;
  /** Not the clock: the same content gives the same bytes. */
  readonly createdAt: Date;
}

export interface PdfPage {
  readonly width: number;
  readonly height: number;
}

/** In points, 72 to an inch. */
export const A4: PdfPage = { width: 595.28, height: 841.89 };

export interface TextStyle {
  readonly face: Face;
  readonly size: number;
  readonly color: string;
  /** Of the size of the letters; 1.4 unless it is given. */
  readonly leading?: number;
  /** Between letters, in points. */
  readonly spacing?: number;
}

/** Lines in one style. */
export interface TextLines {
  readonly lines: readonly Line[];
  readonly style: TextStyle;
}

/** Lines that were measured and not drawn yet. */
export interface TextBlock extends TextLines {
  readonly height: number;
}

export interface Placement {
  readonly x: number;
  /** The upper edge. */
  readonly y: number;
  readonly width: number;
  readonly align?: 'left' | 'center' | 'right';
}

/** The structure types of PDF that are used here (ISO 32000-1, 14.8.4). */
export type Tag =
  | 'Document'
  | 'Sect'
  | 'H1'
  | 'H2'
  | 'H3'
  | 'P'
  | 'Span'
  | 'Figure'
  | 'Link'
  | 'L'
  | 'LI'
  | 'Lbl'
  | 'LBody'
  | 'Table'
  | 'THead'
  | 'TBody'
  | 'TR'
  | 'TH'
  | 'TD';

export interface TagOptions {
  /** What a picture shows, in words. */
  readonly alt?: string;
  readonly scope?: 'Row' | 'Column';
  readonly lang?: string;
}

type Element = ReturnType<PDFKit.PDFDocument['struct']>;

/**
 * Pages on which everything is tagged for assistive technology, in the order in which it is drawn, or marked as decoration.
 * Text comes in any script that the fonts have. No font or picture is fetched, and the bytes follow from the content.
 */
export class Canvas {
  /** For shapes; draw them inside an element or `artifact`. */
  readonly doc: PDFKit.PDFDocument;
  private readonly parents: Element[];
  private readonly fonts = new Set<string>();
  private readonly chunks: Buffer[] = [];
  private readonly whole: Promise<Buffer>;

  constructor(
    info: PdfInfo,
    readonly page: PdfPage = A4,
  ) {
    const { title, language, author, createdAt } = info;
    const options = {
      pdfVersion: '1.7',
      subset: 'PDF/UA',
      tagged: true,
      lang: language,
      displayTitle: true,
      bufferPages: true,
      autoFirstPage: false,
      font: null,
      size: [page.width, page.height],
      margin: 0,
      info: {
        Title: title,
        Author: author,
        Creator: 'Forløb',
        Producer: 'Forløb',
        CreationDate: createdAt,
        ModDate: createdAt,
      },
    };
    this.doc = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions);
    this.whole = new Promise((resolve, reject) => {
      this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk));
      this.doc.on('end', () => resolve(Buffer.concat(this.chunks)));
      this.doc.on('error', reject);
    });
    const root = this.doc.struct('Document');
    this.doc.addStructure(root);
    this.parents = [root];
    this.addPage();
  }

  addPage(): void {
    this.doc.addPage();
    // The order of the tab key follows the structure, as PDF/UA asks for.
    (this.doc.page.dictionary.data as Record<string, unknown>)['Tabs'] = 'S';
  }

  measure(text: string, style: TextStyle, width: number): TextBlock {
    const lines = breakLines(text, style.face, width, (piece) => this.widthOf(piece, style));
    return { lines, style, height: lines.length * lineHeight(style) };
  }

  /** An element that holds others; what is drawn in `content` is theirs. */
  group(tag: Tag, content: () => void, options: TagOptions = {}): void {
    const element = this.open(tag, options);
    this.parents.push(element);
    content();
    this.parents.pop();
    element.end();
  }

  /** An element of drawn parts: `add` draws one, on the page where one is then; `end` it after the last. */
  open(tag: Tag, options: TagOptions = {}): Element {
    const element = this.doc.struct(tag, options as PDFKit.Mixins.StructureElementOptions);
    this.parents.at(-1)?.add(element);
    return element;
  }

  /** An element that is drawn at once. */
  leaf(tag: Tag, draw: () => void, options: TagOptions = {}): void {
    this.open(tag, options).add(draw).end();
  }

  /** Decoration, which is not read aloud. */
  artifact(draw: () => void): void {
    this.doc.markContent('Artifact');
    draw();
    this.doc.endMarkedContent();
  }

  /** One paragraph, heading or the like, as it was measured. */
  text(tag: Tag, block: TextBlock, place: Placement, options: TagOptions = {}): void {
    this.leaf(tag, () => this.draw(block, place), options);
  }

  /** Inside an element or `artifact`. */
  draw({ lines, style }: TextLines, { x, y, width, align = 'left' }: Placement): void {
    const height = lineHeight(style);
    lines.forEach((line, index) => {
      const room = width - line.width;
      const shift = { left: 0, center: room / 2, right: room }[align];
      const last = index === lines.length - 1;
      this.drawLine(line, style, x + shift, y + index * height + (height + style.size * 0.7) / 2, last);
    });
  }

  /** Of whatever is drawn on each page when all are there: a page number, for instance. */
  onEachPage(draw: (page: number, pages: number) => void): void {
    const { start, count } = this.doc.bufferedPageRange();
    for (let index = 0; index < count; index += 1) {
      this.doc.switchToPage(start + index);
      this.artifact(() => draw(index + 1, count));
    }
  }

  async finish(): Promise<Buffer> {
    this.parents[0]?.end();
    this.doc.end();
    return this.whole;
  }

  private drawLine(
    { pieces, reading }: Line,
    style: TextStyle,
    x: number,
    baseline: number,
    last: boolean,
  ): void {
    const { doc } = this;
    if (reading !== null) doc.markContent('Span', { actual: last ? reading : `${reading} ` });
    let at = x;
    pieces.forEach((piece, index) => {
      const ends = index === pieces.length - 1;
      // Whoever reads the text out of the page needs the space between the words on both sides of a line's end.
      const text = ends && !last && piece.features === null ? `${piece.text} ` : piece.text;
      this.use(piece, style)
        .fillColor(style.color)
        .text(text, at, baseline, { ...spacing(piece, style), lineBreak: false, baseline: 'alphabetic' });
      at += this.widthOf(piece, style);
    });
    if (reading !== null) doc.endMarkedContent();
  }

  private widthOf(piece: Piece, style: TextStyle): number {
    const options = spacing(piece, style);
    // Between the letters of a piece, and after its last one.
    const after = options.characterSpacing ?? 0;
    return this.use(piece, style).widthOfString(piece.text, options) + after;
  }

  private use({ font: { name, bytes } }: Piece, { size }: TextStyle): PDFKit.PDFDocument {
    if (!this.fonts.has(name)) this.doc.registerFont(name, bytes as unknown as PDFKit.Mixins.PDFFontSource);
    this.fonts.add(name);
    return this.doc.font(name).fontSize(size);
  }
}

export function lineHeight({ size, leading = 1.4 }: TextStyle): number {
  return size * leading;
}

interface Drawing {
  characterSpacing?: number;
  features?: PDFKit.Mixins.OpenTypeFeatures[];
}

function spacing({ features }: Piece, style: TextStyle): Drawing {
  // Letters that join each other, and marks, are not pulled apart. The library takes features by name too.
  if (features !== null) return { features: features as unknown as PDFKit.Mixins.OpenTypeFeatures[] };
  return style.spacing === undefined ? {} : { characterSpacing: style.spacing };
}
