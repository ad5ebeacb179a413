/** Reads a list of participants as people really send it: a spreadsheet's CSV, in whatever shape (domain.md 7). */
import { findHeader, findRepeated, type Header } from './roster-columns.js';
import { fileProblems, type RosterProblem } from './roster-problem.js';
import { holdsCpr, readRow, type ParsedRow } from './roster-row.js';
import { cleanCell, decodeText, splitRecords, type RosterRecord } from './roster-text.js';

export type { RosterProblem } from './roster-problem.js';
export type { ParsedRow, RosterValues } from './roster-row.js';

export type RosterFile =
  | { readonly ok: true; readonly rows: readonly ParsedRow[] }
  | { readonly ok: false; readonly problem: RosterProblem };

/** People in one file. `fileProblems.tooManyRows` says the number. */
const MAX_ROWS = 5000;
/** Lines of nothing but separators count here, though not among the people. */
const MAX_RECORDS = 4 * MAX_ROWS;

/**
 * Never throws on what a file holds. Either the whole file is refused with one problem, or every row that is not blank
 * comes back, in the order of the file, with all of its own problems; whether two rows are the same person is not
 * judged here.
 */
export function parseRoster(bytes: Uint8Array): RosterFile {
  const text = decodeText(bytes);
  if (text === null) return refuse(fileProblems.notText());
  if (text === '') return refuse(fileProblems.empty());

  const header = findHeader(text);
  const { records, cut, openQuoteFrom } = splitRecords(text, header?.separator ?? ';', MAX_RECORDS);
  if (openQuoteFrom !== null) return refuse(fileProblems.openQuote(openQuoteFrom));
  if (header === null) return refuse(fileProblems.noHeader());

  const exposed = records.find(({ line, cells }) => line <= header.line && cells.some(holdsCpr));
  if (exposed !== undefined) return refuse(fileProblems.cpr(exposed.line));
  const repeated = findRepeated(header.columns);
  if (repeated !== null) return refuse(fileProblems.repeatedHeading(...repeated));

  const people = records.filter((record) => record.line > header.line && !repeatsHeader(record, header));
  if (cut || people.length > MAX_ROWS) return refuse(fileProblems.tooManyRows());
  if (people.length === 0) return refuse(fileProblems.noRows());
  return { ok: true, rows: people.map((record) => readRow(record, header.columns)) };
}

function refuse(problem: RosterProblem): RosterFile {
  return { ok: false, problem };
}

/** Two lists pasted together bring their headings along. */
function repeatsHeader({ cells }: RosterRecord, { columns }: Header): boolean {
  return (
    cells.length >= columns.length &&
    cells.every((cell, index) => cleanCell(cell) === cleanCell(columns[index]?.heading ?? ''))
  );
}
