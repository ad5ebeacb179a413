import { Canvas, lineHeight, type PdfInfo, type TextLines, type TextStyle } from './canvas.js';
import { openFontsOf, type Line } from './lines.js';
import { missingNote } from './missing.js';

export interface Column {
  readonly title: string;
  /** Share of the width, beside those of the other columns. */
  readonly share: number;
}

interface Cell {
  readonly text: string;
  readonly style: TextStyle;
  readonly tag: 'TH' | 'TD';
  readonly scope?: 'Row' | 'Column';
}

const MARGIN = 56;
const FOOT = 40;
const GAP = 12;
const PADDING = 6;
const INK = '#1a1f24';
const QUIET = '#4a525a';
const LINE = '#aab1b8';

const BODY: TextStyle = { face: 'sans', size: 10, color: INK, leading: 1.45 };
const STRONG: TextStyle = { ...BODY, face: 'sans-bold' };
const TERM: TextStyle = { ...BODY, color: QUIET };
const SMALL: TextStyle = { face: 'sans', size: 8, color: QUIET };
const HEADING: Readonly<Record<1 | 2 | 3, TextStyle>> = {
  1: { face: 'sans-bold', size: 19, color: INK, leading: 1.25 },
  2: { face: 'sans-bold', size: 13, color: INK, leading: 1.3 },
  3: { face: 'sans-bold', size: 10.5, color: INK, leading: 1.35 },
};
const PAGE: Readonly<Record<PdfInfo['language'], (page: number, pages: number) => string>> = {
  da: (page, pages) => `Side ${page} af ${pages}`,
  en: (page, pages) => `Page ${page} of ${pages}`,
};

/**
 * A readable document of headings, paragraphs, lists and tables on as many A4 pages as it takes, tagged for screen readers
 * and numbered. Begin with a heading of level 1, and leave none out on the way down. Characters that no font has are named
 * at the end.
 */
export class Report {
  private readonly canvas: Canvas;
  private readonly width: number;
  private readonly bottom: number;
  private readonly texts: string[] = [];
  private readonly parts: (() => void)[] = [];
  private y = MARGIN;

  constructor(private readonly info: PdfInfo) {
    this.canvas = new Canvas(info);
    this.width = this.canvas.page.width - 2 * MARGIN;
    this.bottom = this.canvas.page.height - MARGIN - FOOT;
  }

  heading(level: 1 | 2 | 3, text: string): this {
    return this.part([text], () => {
      const block = this.canvas.measure(text, HEADING[level], this.width);
      if (this.y > MARGIN) this.y += level === 3 ? GAP / 2 : GAP * 1.5;
      // Never the last thing on a page.
      this.need(block.height + 4 * lineHeight(BODY));
      this.canvas.text(`H${level}`, block, this.place());
      this.y += block.height + GAP / 2;
    });
  }

  paragraph(text: string): this {
    return this.part([text], () => {
      this.flow(this.canvas.measure(text, BODY, this.width));
      this.y += GAP / 2;
    });
  }

  list(items: readonly string[]): this {
    return this.part(items, () => {
      this.canvas.group('L', () => items.forEach((item) => this.item(item)));
      this.y += GAP / 2;
    });
  }

  /** Names and what belongs to each, side by side; a table whose rows have a heading. */
  definitions(rows: readonly (readonly [term: string, text: string])[]): this {
    if (rows.length === 0) return this;
    const cells = rows.map(([term, text]): Cell[] => [
      { text: term, style: TERM, tag: 'TH', scope: 'Row' },
      { text, style: BODY, tag: 'TD' },
    ]);
    return this.part(rows.flat(), () => this.grid([1, 2.4], cells));
  }

  /** The headings come again on each page. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): this {
    const shares = columns.map(({ share }) => share);
    const cells = rows.map((row) =>
      columns.map((_, index): Cell => ({ text: row[index] ?? '', style: BODY, tag: 'TD' })),
    );
    const head = columns.map(({ title }): Cell => ({
      text: title,
      style: STRONG,
      tag: 'TH',
      scope: 'Column',
    }));
    const texts = [...head, ...cells.flat()].map(({ text }) => text);
    return this.part(texts, () => this.grid(shares, cells, head));
  }

  async finish(): Promise<Buffer> {
    const { canvas, info } = this;
    const missing = await openFontsOf([info.title, ...this.texts]);
    if (missing.length > 0) this.paragraph(missingNote(missing, info.language));
    this.parts.forEach((draw) => draw());
    canvas.onEachPage((page, pages) => {
      const number = canvas.measure(PAGE[info.language](page, pages), SMALL, this.width);
      const title = canvas.measure(info.title, SMALL, this.width * 0.75);
      const y = canvas.page.height - MARGIN;
      canvas.draw({ ...title, lines: title.lines.slice(0, 1) }, { x: MARGIN, y, width: this.width });
      canvas.draw(number, { x: MARGIN, y, width: this.width, align: 'right' });
    });
    return canvas.finish();
  }

  /** Drawn at the end, when the fonts of all texts are open. */
  private part(texts: readonly string[], draw: () => void): this {
    for (const text of texts) this.texts.push(text);
    this.parts.push(draw);
    return this;
  }

  private item(text: string): void {
    const indent = 14;
    const bullet = this.canvas.measure('•', BODY, indent);
    const block = this.canvas.measure(text, BODY, this.width - indent);
    this.need(lineHeight(BODY));
    this.canvas.group('LI', () => {
      this.canvas.text('Lbl', bullet, this.place());
      this.flow(block, 'LBody', indent);
    });
    this.y += 2;
  }

  private place(indent = 0) {
    return { x: MARGIN + indent, y: this.y, width: this.width - indent };
  }

  private need(height: number): boolean {
    if (this.y === MARGIN || this.y + height <= this.bottom) return false;
    this.canvas.addPage();
    this.y = MARGIN;
    return true;
  }

  /** As many lines as there is room for, and the rest on the next page. */
  private flow({ lines, style }: TextLines, tag: 'P' | 'LBody' = 'P', indent = 0): void {
    const element = this.canvas.open(tag);
    this.slices([{ lines, style }], 0, ([now]) => {
      element.add(() => this.canvas.draw({ lines: now ?? [], style }, this.place(indent)));
    });
    element.end();
  }

  /** Draws texts that stand side by side, in slices that fit a page; `padding` is left below each. */
  private slices(
    blocks: readonly TextLines[],
    padding: number,
    draw: (lines: readonly (readonly Line[])[]) => void,
    turned?: () => void,
  ): void {
    const height = Math.max(...blocks.map(({ style }) => lineHeight(style)));
    let rest = blocks.map(({ lines }) => lines);
    do {
      if (this.need(height + padding)) turned?.();
      const room = Math.max(1, Math.floor((this.bottom - this.y - padding) / height));
      const now = rest.map((lines) => lines.slice(0, room));
      rest = rest.map((lines) => lines.slice(room));
      draw(now);
      this.y += Math.max(...now.map((lines) => lines.length)) * height + padding;
    } while (rest.some((lines) => lines.length > 0));
  }

  private grid(shares: readonly number[], rows: readonly (readonly Cell[])[], head?: readonly Cell[]): void {
    const { canvas } = this;
    const total = shares.reduce((sum, share) => sum + share, 0);
    const widths = shares.map((share) => (share / total) * this.width);
    const at = widths.map((_, index) => widths.slice(0, index).reduce((sum, width) => sum + width, MARGIN));
    const measured = (cells: readonly Cell[]) =>
      cells.map(({ text, style }, index) => canvas.measure(text, style, (widths[index] ?? 0) - GAP));
    const drawCell = (lines: readonly Line[], style: TextStyle, index: number) =>
      canvas.draw({ lines, style }, { x: at[index] ?? MARGIN, y: this.y, width: (widths[index] ?? 0) - GAP });
    const rule = (color: string) =>
      canvas.artifact(() => {
        const { doc, page } = canvas;
        doc
          .moveTo(MARGIN, this.y - 3)
          .lineTo(page.width - MARGIN, this.y - 3)
          .lineWidth(0.5)
          .stroke(color);
      });
    const heads = head === undefined ? [] : measured(head);
    const headHeight = Math.max(0, ...heads.map(({ height }) => height));
    // Read once, at the beginning of the table; on later pages it is there for the eye.
    const again = () => {
      if (heads.length === 0) return;
      canvas.artifact(() => heads.forEach(({ lines, style }, index) => drawCell(lines, style, index)));
      this.y += headHeight + PADDING;
      rule(LINE);
    };
    const row = (cells: readonly Cell[], turned?: () => void) => {
      const blocks = measured(cells);
      const tallest = Math.max(...blocks.map(({ height }) => height));
      // A row is not torn apart unless it is taller than half a page.
      if (tallest < (this.bottom - MARGIN) / 2 && this.need(tallest + PADDING)) turned?.();
      canvas.group('TR', () => {
        const elements = cells.map(({ tag, scope }) =>
          canvas.open(tag, scope === undefined ? {} : { scope }),
        );
        const draw = (lines: readonly (readonly Line[])[]) =>
          elements.forEach((element, index) =>
            element.add(() => drawCell(lines[index] ?? [], cells[index]?.style ?? BODY, index)),
          );
        this.slices(blocks, PADDING, draw, turned);
        elements.forEach((element) => element.end());
      });
      rule(LINE);
    };
    canvas.group('Table', () => {
      if (head !== undefined) {
        this.need(headHeight + 4 * lineHeight(BODY));
        canvas.group('THead', () => row(head));
      }
      canvas.group('TBody', () => rows.forEach((cells) => row(cells, again)));
    });
    this.y += GAP / 2;
  }
}
