/** How a certificate looks: one A4 page, calm, with one colour beside black. */
import { encode } from 'uqr';
import { Canvas, type TextBlock, type TextStyle } from '../../pdf/canvas.js';
import { openFontsOf } from '../../pdf/lines.js';
import { missingNote } from '../../pdf/missing.js';
import { textsOf, type Paper } from './paper.js';

const ACCENT = '#0b4f7c';
const INK = '#1a1f24';
const QUIET = '#4a525a';
const LINE = '#b9c4cc';
const WARNING = '#96121f';

const MARGIN = 84;
const QR_SIZE = 96;

const KIND: TextStyle = { face: 'serif', size: 40, color: ACCENT, leading: 1.2, spacing: 1 };
const PROGRAMME: TextStyle = { face: 'sans', size: 11, color: QUIET, leading: 1.4, spacing: 0.6 };
const SMALL: TextStyle = { face: 'sans', size: 11, color: QUIET };
const NAME: TextStyle = { face: 'serif-bold', size: 32, color: INK, leading: 1.25 };
const TITLE: TextStyle = { face: 'serif', size: 22, color: INK, leading: 1.3 };
const HEADING: TextStyle = { face: 'sans-bold', size: 9.5, color: ACCENT, leading: 1.5, spacing: 0.5 };
const TERM: TextStyle = { face: 'sans', size: 9.5, color: QUIET, leading: 1.5 };
const TEXT: TextStyle = { face: 'sans', size: 9.5, color: INK, leading: 1.5 };
const NOTE: TextStyle = { face: 'sans', size: 8, color: QUIET, leading: 1.45 };
const BANNER: TextStyle = { face: 'sans-bold', size: 11, color: WARNING, leading: 1.4 };
const STAMP: TextStyle = { face: 'sans-bold', size: 76, color: WARNING, leading: 1.1 };

const NAME_SIZES = [32, 27, 23, 19, 16] as const;
const TITLE_SIZES = [22, 18, 15] as const;

export interface DrawnPaper {
  readonly bytes: Buffer;
  /** Characters that no font has: a sign stands for them, and a note below the name says which they are. */
  readonly missing: readonly string[];
}

/** Characters of a certificate that no font has, known before it is drawn. */
export async function missingOf(paper: Paper): Promise<readonly string[]> {
  return openFontsOf(textsOf(paper));
}

export async function drawPaper(paper: Paper): Promise<DrawnPaper> {
  const { lines, language, author, since, title } = paper;
  const missing = await missingOf(paper);
  const canvas = new Canvas({ title, language, author, createdAt: new Date(`${since}T00:00:00Z`) });
  const width = canvas.page.width - 2 * MARGIN;
  const foot = footOf(canvas, paper, width);
  const footTop = canvas.page.height - 66 - foot.height;
  frame(canvas);

  let y = 74;
  const centred = (tag: 'H1' | 'P', block: TextBlock, above: number) => {
    y += above;
    canvas.text(tag, block, { x: MARGIN, y, width, align: 'center' });
    y += block.height;
  };
  const { mark } = paper;
  if (mark !== null) {
    const block = canvas.measure(mark.sentence, BANNER, width - 32);
    canvas.artifact(() => {
      canvas.doc
        .rect(MARGIN, y - 12, width, block.height + 18)
        .lineWidth(1.2)
        .stroke(WARNING);
    });
    centred('P', block, -3);
    y += 8;
  }
  centred('P', canvas.measure(lines.programme, PROGRAMME, width), 18);
  centred('H1', canvas.measure(lines.kind, KIND, width), 6);
  y += 16;
  canvas.artifact(() => {
    const middle = canvas.page.width / 2;
    canvas.doc
      .moveTo(middle - 28, y)
      .lineTo(middle + 28, y)
      .lineWidth(1.5)
      .stroke(ACCENT);
  });
  centred('P', canvas.measure(lines.issuedTo, SMALL, width), 24);
  centred('P', fitting(canvas, lines.holder, NAME, NAME_SIZES, width), 8);
  if (missing.length > 0) centred('P', canvas.measure(missingNote(missing, language), NOTE, width), 4);
  centred('P', canvas.measure(lines.as, SMALL, width), 12);
  centred('P', fitting(canvas, lines.title, TITLE, TITLE_SIZES, width), 6);

  const basis = basisOf(canvas, paper, width);
  // In the middle of what is left, so that the page is in balance whatever is on it.
  basis.draw(y + Math.max(16, (footTop - y - basis.height) / 2));
  foot.draw(footTop);
  if (mark?.over === true) stamp(canvas, mark.word);
  return { bytes: await canvas.finish(), missing };
}

interface Part {
  readonly height: number;
  draw(y: number): void;
}

function basisOf(canvas: Canvas, { lines, basis }: Paper, width: number): Part {
  const heading = canvas.measure(lines.restsOn, HEADING, width);
  const grid = pairs(canvas, basis, MARGIN, width, 128);
  const note = canvas.measure(lines.rules, NOTE, width);
  return {
    height: heading.height + 6 + grid.height + 6 + note.height,
    draw(y) {
      canvas.text('H2', heading, { x: MARGIN, y, width });
      grid.draw(y + heading.height + 6);
      canvas.text('P', note, { x: MARGIN, y: y + heading.height + 12 + grid.height, width });
    },
  };
}

/** Number, dates and provider beside the code that leads to the check. */
function footOf(canvas: Canvas, { lines, facts, address }: Paper, width: number): Part {
  const left = width - QR_SIZE - 24;
  const grid = pairs(canvas, facts, MARGIN, left, 128);
  const check = canvas.measure(lines.check, HEADING, left);
  const link = canvas.measure(address, { ...TEXT, color: ACCENT }, left);
  const height = Math.max(QR_SIZE, grid.height + 10 + check.height + link.height);
  return {
    height,
    draw(y) {
      canvas.artifact(() => {
        canvas.doc
          .moveTo(MARGIN, y - 16)
          .lineTo(MARGIN + width, y - 16)
          .lineWidth(0.75)
          .stroke(LINE);
      });
      grid.draw(y);
      const below = y + grid.height + 10;
      canvas.text('H2', check, { x: MARGIN, y: below, width: left });
      canvas.group('P', () =>
        canvas.link(link, { x: MARGIN, y: below + check.height, width: left }, address),
      );
      qrCode(canvas, address, MARGIN + width - QR_SIZE, y + height - QR_SIZE, lines.qrCode);
    },
  };
}

/** Names and what belongs to each, as rows of a table without lines. */
function pairs(
  canvas: Canvas,
  rows: readonly (readonly [string, string])[],
  x: number,
  width: number,
  term: number,
): Part {
  const measured = rows.map(([name, text]) => ({
    name: canvas.measure(name, TERM, term - 10),
    text: canvas.measure(text, TEXT, width - term),
  }));
  const heights = measured.map(({ name, text }) => Math.max(name.height, text.height) + 2);
  return {
    height: heights.reduce((sum, height) => sum + height, 0),
    draw(top) {
      let y = top;
      canvas.group('Table', () =>
        measured.forEach(({ name, text }, index) => {
          canvas.group('TR', () => {
            canvas.text('TH', name, { x, y, width: term }, { scope: 'Row' });
            canvas.text('TD', text, { x: x + term, y, width: width - term });
          });
          y += heights[index] ?? 0;
        }),
      );
    },
  };
}

/** In the largest size in which it takes two lines at most; in the smallest, as many as it needs. */
function fitting(
  canvas: Canvas,
  text: string,
  style: TextStyle,
  sizes: readonly number[],
  width: number,
): TextBlock {
  const blocks = sizes.map((size) => () => canvas.measure(text, { ...style, size }, width));
  for (const measure of blocks) {
    const block = measure();
    if (block.lines.length <= (block.style.size > 23 ? 1 : 2)) return block;
  }
  return canvas.measure(text, { ...style, size: sizes.at(-1) ?? style.size }, width);
}

function frame(canvas: Canvas): void {
  const { doc, page } = canvas;
  canvas.artifact(() => {
    doc
      .rect(28, 28, page.width - 56, page.height - 56)
      .lineWidth(1.5)
      .stroke(ACCENT);
    doc
      .rect(33, 33, page.width - 66, page.height - 66)
      .lineWidth(0.5)
      .stroke(ACCENT);
  });
}

/** As shapes, not as a picture: sharp at any size. */
function qrCode(canvas: Canvas, text: string, x: number, y: number, alt: string): void {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const step = QR_SIZE / size;
  canvas.leaf(
    'Figure',
    () => {
      for (const [row, dots] of data.entries())
        for (const [column, dark] of dots.entries())
          if (dark) canvas.doc.rect(x + column * step, y + row * step, step, step);
      canvas.doc.fill('#000000');
    },
    { alt, bbox: [x, y, x + QR_SIZE, y + QR_SIZE] },
  );
}

/** Across the page, so that no copy of it passes for one that holds; what it says stands in words at the top. */
function stamp(canvas: Canvas, word: string): void {
  const { doc, page } = canvas;
  const width = page.width * 1.1;
  const block = canvas.measure(word, STAMP, width);
  const [x, y] = [(page.width - width) / 2, (page.height - block.height) / 2];
  canvas.artifact(() => {
    doc
      .save()
      .rotate(-38, { origin: [page.width / 2, page.height / 2] })
      .fillOpacity(0.2);
    canvas.draw(block, { x, y, width, align: 'center' });
    doc.restore();
  });
}
