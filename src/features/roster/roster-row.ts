/** One row of the list: its values, and everything that is wrong with it. */
import { isEmail } from 'class-validator';
import { containsCpr } from '../../domain/cpr.js';
import type { OrganisationType } from '../../domain/employment.js';
import type { Capacity } from '../../domain/programme.js';
import {
  CAPACITY_WORDS,
  capacityOf,
  ORGANISATION_TYPE_WORDS,
  organisationTypeOf,
  type Column,
  type Field,
} from './roster-columns.js';
import { MAX_CELL, rowProblems, type RosterProblem } from './roster-problem.js';
import { cleanCell, type RosterRecord } from './roster-text.js';

/** A value that cannot be used (it holds a CPR number, the address is malformed) is left out and told in `problems`. */
export interface RosterValues {
  /** Empty only in a row that has a problem. */
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly organisation: string | null;
  /** Null when the file does not say. */
  readonly organisationType: OrganisationType | null;
  readonly unit: string | null;
  /** Job title (Stilling). */
  readonly role: string | null;
  /** Null when the file does not say. */
  readonly capacity: Capacity | null;
}

export interface ParsedRow {
  /** 1-based line of the file on which the row starts. */
  readonly line: number;
  readonly values: RosterValues;
  readonly problems: readonly RosterProblem[];
}

const NAME_PARTS: readonly Field[] = ['name', 'firstName', 'middleName', 'lastName'];
const UNREADABLE = /[\p{Cc}\ufffd]/u;
/** 4,51235E+09: what a spreadsheet makes of a long number in a narrow column. */
const SHORTENED_NUMBER = /^\d([.,]\d+)?E\+\d+$/i;

export function readRow({ line, cells }: RosterRecord, columns: readonly Column[]): ParsedRow {
  const problems: RosterProblem[] = [];
  const texts = new Map<Field, string>();
  columns.forEach((column, index) => {
    const cell = cells[index] ?? '';
    const problem = judgeCell(cell, column);
    if (problem !== null) problems.push(problem);
    else if (column.field !== null) texts.set(column.field, cleanCell(cell));
  });
  problems.push(...judgeExtraCells(cells.slice(columns.length)));

  const nameColumns = columns.filter(({ field }) => field !== null && NAME_PARTS.includes(field));
  const whole = nameColumns.every(({ field }) => field !== null && texts.has(field));
  const name = whole ? NAME_PARTS.flatMap((part) => texts.get(part) || []).join(' ') : '';
  const nameProblem = whole ? judgeName(name, nameColumns[0]?.heading ?? null) : null;
  if (nameProblem !== null) problems.push(nameProblem);

  const values = {
    name: nameProblem === null ? name : '',
    email: texts.get('email')?.toLowerCase() || null,
    phone: texts.get('phone') || null,
    organisation: texts.get('organisation') || null,
    organisationType: organisationTypeOf(texts.get('organisationType') ?? ''),
    unit: texts.get('unit') || null,
    role: texts.get('role') || null,
    capacity: capacityOf(texts.get('capacity') ?? ''),
  };
  return { line, values, problems };
}

export function holdsCpr(cell: string): boolean {
  return containsCpr(cell) || containsCpr(cleanCell(cell));
}

/** Every cell is searched for CPR numbers and run-together lines; the rest concerns the columns that are kept. */
function judgeCell(cell: string, { heading, field, cpr }: Column): RosterProblem | null {
  const text = cleanCell(cell);
  if (holdsCpr(cell) || (cpr && /\d/.test(text))) return rowProblems.cpr(heading);
  if (cell.startsWith('"') && cell.includes('\n')) return rowProblems.strayQuote(heading);
  if (field === null || text === '') return null;
  if (UNREADABLE.test(text)) return rowProblems.unreadable(heading);
  if (text.length > MAX_CELL) return rowProblems.tooLong(heading);
  if (field === 'email' && !isEmail(text)) return rowProblems.email(heading);
  if (field === 'phone' && SHORTENED_NUMBER.test(text)) return rowProblems.phone(heading);
  if (field === 'capacity' && capacityOf(text) === null) return rowProblems.capacity(heading, CAPACITY_WORDS);
  if (field === 'organisationType' && organisationTypeOf(text) === null)
    return rowProblems.organisationType(heading, ORGANISATION_TYPE_WORDS);
  return null;
}

function judgeExtraCells(cells: readonly string[]): RosterProblem[] {
  if (cells.some(holdsCpr)) return [rowProblems.cpr(null)];
  return cells.some((cell) => cleanCell(cell) !== '') ? [rowProblems.extraCells()] : [];
}

function judgeName(name: string, heading: string | null): RosterProblem | null {
  if (!/\p{L}/u.test(name)) return rowProblems.noName(heading);
  return name.length > MAX_CELL ? rowProblems.tooLong(heading) : null;
}
