import type { Texts } from '../../domain/programme.js';

/** What is wrong with a list or with one row of it. The message never repeats what the cell holds. */
export interface RosterProblem {
  /** The heading as it stands in the file; null where the problem belongs to no column that has one. */
  readonly column: string | null;
  readonly code: 'INVALID_INPUT' | 'CONTAINS_CPR';
  readonly message: Texts;
}

export const MAX_CELL = 200;

/** Says no to the whole file. */
export const fileProblems = {
  notText: () =>
    invalid(
      null,
      'Filen er ikke en tekstfil. Gem listen som CSV fra regnearket (Filer, Gem som, CSV), og send den igen.',
      'The file is not plain text. Save the list as CSV from the spreadsheet (File, Save as, CSV) and send it again.',
    ),
  empty: () => invalid(null, 'Filen er tom.', 'The file is empty.'),
  noHeader: () =>
    invalid(
      null,
      'Filen har ingen række med overskrifter, som vi kan genkende. Der skal være en kolonne med overskriften Navn, eller Fornavn og Efternavn.',
      'The file has no row of headings that we recognise. It needs a column headed Name, or First name and Last name.',
    ),
  noRows: () =>
    invalid(
      null,
      'Filen har overskrifter, men ingen deltagere.',
      'The file has headings, but no participants.',
    ),
  tooManyRows: () =>
    invalid(
      null,
      'Filen er for lang: der kan højst være 5.000 deltagere i en fil. Del den i flere.',
      'The file is too long: it may hold at most 5,000 participants. Split it.',
    ),
  repeatedHeading: (first: string, second: string) =>
    invalid(
      second,
      `Kolonnerne »${first}« og »${second}« betyder det samme. Behold den ene, eller giv den anden en anden overskrift.`,
      `The columns "${first}" and "${second}" mean the same. Keep one of them, or give the other a different heading.`,
    ),
  openQuote: (line: number) =>
    invalid(
      null,
      `Et citationstegn (") bliver åbnet på linje ${line} eller senere og aldrig lukket. Ret det, og send filen igen.`,
      `A quotation mark (") is opened on line ${line} or later and never closed. Correct it and send the file again.`,
    ),
  cpr: (line: number) =>
    cpr(
      null,
      `Linje ${line} ser ud til at indeholde et CPR-nummer. Slet det: CPR-numre må ikke sendes hertil.`,
      `Line ${line} seems to hold a CPR number. Delete it: CPR numbers must not be sent here.`,
    ),
};

/** Says no to one row, or to one cell of it. */
export const rowProblems = {
  cpr: (column: string | null) =>
    cpr(
      column,
      'Feltet ser ud til at indeholde et CPR-nummer. Slet det: CPR-numre må ikke sendes hertil.',
      'The cell seems to hold a CPR number. Delete it: CPR numbers must not be sent here.',
    ),
  strayQuote: (column: string | null) =>
    invalid(
      column,
      'Et citationstegn (") er åbnet uden at blive lukket, så flere linjer er løbet sammen. Ret det i filen.',
      'A quotation mark (") was opened and not closed, so that several lines ran together. Correct it in the file.',
    ),
  extraCells: () =>
    invalid(
      null,
      'Rækken har flere felter, end der er overskrifter. Slet dem, eller giv kolonnen en overskrift.',
      'The row has more cells than there are headings. Delete them, or give the column a heading.',
    ),
  unreadable: (column: string | null) =>
    invalid(
      column,
      'Feltet indeholder tegn, der ikke kan læses. Skriv det igen.',
      'The cell contains characters that cannot be read. Type it again.',
    ),
  tooLong: (column: string | null) =>
    invalid(
      column,
      `Feltet er for langt: højst ${MAX_CELL} tegn.`,
      `The cell is too long: at most ${MAX_CELL} characters.`,
    ),
  noName: (column: string | null) => invalid(column, 'Navnet mangler.', 'The name is missing.'),
  email: (column: string | null) =>
    invalid(column, 'Det er ikke en gyldig e-mailadresse.', 'This is not a valid e-mail address.'),
  phone: (column: string | null) =>
    invalid(
      column,
      'Regnearket har forkortet nummeret, så cifre er gået tabt. Formatér kolonnen som tekst, og skriv det igen.',
      'The spreadsheet has shortened the number, and digits are lost. Format the column as text and type it again.',
    ),
  capacity: (column: string | null, words: readonly string[]) =>
    invalid(
      column,
      `Rollen kendes ikke. Skriv et af disse ord: ${words.join(', ')}.`,
      `The role is not known. Write one of these words: ${words.join(', ')}.`,
    ),
  organisationType: (column: string | null, words: readonly string[]) =>
    invalid(
      column,
      `Organisationstypen kendes ikke. Skriv et af disse ord: ${words.join(', ')}.`,
      `The type of organisation is not known. Write one of these words: ${words.join(', ')}.`,
    ),
};

function invalid(column: string | null, da: string, en: string): RosterProblem {
  return { column, code: 'INVALID_INPUT', message: { da, en } };
}

function cpr(column: string | null, da: string, en: string): RosterProblem {
  return { column, code: 'CONTAINS_CPR', message: { da, en } };
}
