/** From the bytes that people send to records of cells, each with the line it starts on (domain.md 7, Excel/CSV). */
import { CsvError, parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';

export const SEPARATORS = [';', '\t', ','] as const;
export type Separator = (typeof SEPARATORS)[number];

export interface RosterRecord {
  /** 1-based line of the file on which the record starts. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Split {
  /** The records that are not blank. */
  readonly records: readonly RosterRecord[];
  /** Whether the file went on after the limit. */
  readonly cut: boolean;
  /** The first line on which the quotation mark may stand that is open to the end; null when all are closed. */
  readonly openQuoteFrom: number | null;
}

/** Zip (xlsx, ods, numbers), OLE (xls) and PDF. */
const BINARY = ['504b0304', 'd0cf11e0', '25504446'];
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;
/** No writing needs more marks on one letter (Unicode's stream-safe format); composing endless ones takes minutes. */
const ENDLESS_MARKS = /(\p{M}{30})\p{M}+/gu;
/** A leading apostrophe tells a spreadsheet "this is text"; in 't Hooft and 's-Gravesande it belongs to the name. */
const TEXT_MARK = /^'(?![ts][ -])/i;

/**
 * Reads UTF-8, UTF-16 with a byte order mark (Excel's "Unicode text") and, when neither fits, Windows-1252.
 * Every line ending becomes `\n`, and blank lines at the end go. Null when the file is not text.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (BINARY.includes(buffer.toString('hex', 0, 4))) return null;
  const text = decode(buffer);
  return text.includes('\0') ? null : withoutBlankEnd(text.replace(/\r\n?/g, '\n'));
}

/** A sheet that was once longer exports thousands of lines of separators at the end. */
function withoutBlankEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' ;,\t\n'.includes(text.charAt(end - 1))) end -= 1;
  if (end === 0) return '';
  const lineEnd = text.indexOf('\n', end);
  return lineEnd < 0 ? text : text.slice(0, lineEnd);
}

function decode(buffer: Buffer): string {
  const mark = buffer.toString('hex', 0, 2);
  if (mark === 'fffe') return iconv.decode(buffer, 'utf-16le');
  if (mark === 'feff') return iconv.decode(buffer, 'utf-16be');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer);
  } catch {
    return iconv.decode(buffer, 'windows-1252');
  }
}

/** Cuts text with `\n` line endings into at most `limit` records, lines of nothing but separators included. */
export function splitRecords(text: string, separator: Separator, limit: number): Split {
  const records: RosterRecord[] = [];
  let count = 0;
  let lastLine = 0;
  try {
    parse(text, {
      delimiter: separator,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      ltrim: true,
      to: limit + 1,
      on_record: (cells: string[], { lines }) => {
        count += 1;
        lastLine = lines;
        if (count <= limit && !isBlank(cells)) records.push({ line: lines - lineBreaksIn(cells), cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
    const quoted = text.split('\n').findIndex((line, index) => index >= lastLine && line.includes('"'));
    return { records, cut: false, openQuoteFrom: quoted + 1 };
  }
  return { records, cut: count > limit, openQuoteFrom: null };
}

function lineBreaksIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cleanCell(cell) === '');
}

/** The text a person sees in the cell: composed, invisible characters and outer blanks gone, inner ones single. */
export function cleanCell(cell: string): string {
  return cell
    .replace(INVISIBLE, '')
    .replace(ENDLESS_MARKS, '$1')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(TEXT_MARK, '')
    .trimStart();
}
