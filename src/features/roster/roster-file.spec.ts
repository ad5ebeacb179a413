import { readFileSync, readdirSync } from 'node:fs';
import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { parseRoster, type ParsedRow, type RosterProblem, type RosterValues } from './roster-file.js';

const EXAMPLES = new URL('../../../test/support/rosters/', import.meta.url);
const example = (name: string) => new Uint8Array(readFileSync(new URL(name, EXAMPLES)));
const utf8 = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'));

function rowsOf(bytes: Uint8Array): readonly ParsedRow[] {
  const file = parseRoster(bytes);
  if (!file.ok) throw new Error(file.problem.message.en);
  return file.rows;
}

function refusalOf(bytes: Uint8Array): RosterProblem {
  const file = parseRoster(bytes);
  if (file.ok) throw new Error('the file was read');
  return file.problem;
}

function onlyRow(...lines: string[]): ParsedRow {
  const rows = rowsOf(utf8(...lines));
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

const flaws = (row: ParsedRow | undefined) => row?.problems.map(({ column, code }) => [column, code]);
const names = (bytes: Uint8Array) => rowsOf(bytes).map(({ values }) => values.name);
const count = (rows: readonly ParsedRow[], capacity: string) =>
  rows.filter(({ values }) => values.capacity === capacity).length;

describe('the example lists', () => {
  it.each([
    { file: 'youth-example-1.csv', employees: 7, leaders: 1, partners: 0 },
    { file: 'youth-example-2.csv', employees: 8, leaders: 1, partners: 0 },
    { file: 'youth-example-3.csv', employees: 9, leaders: 1, partners: 0 },
    { file: 'supported-housing-meeting-leaders.csv', employees: 6, leaders: 0, partners: 0 },
    { file: 'supported-housing-intro.csv', employees: 18, leaders: 2, partners: 6 },
    { file: 'herlev-trained.csv', employees: 100, leaders: 0, partners: 0 },
    { file: 'herlev-superusers.csv', employees: 20, leaders: 0, partners: 0 },
    { file: 'herlev-fit-superusers.csv', employees: 10, leaders: 0, partners: 0 },
  ])('$file is read without problems', ({ file, employees, leaders, partners }) => {
    const rows = rowsOf(example(file));
    expect(rows.flatMap(({ problems }) => problems)).toEqual([]);
    expect(rows).toHaveLength(employees + leaders + partners);
    expect(['EMPLOYEE', 'LEADER', 'PARTNER'].map((capacity) => count(rows, capacity))).toEqual([
      employees,
      leaders,
      partners,
    ]);
    expect(rows.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 2));
    for (const { values } of rows) {
      expect(values).toMatchObject({ email: expect.stringMatching(/^\S+@\S+\.example$/), phone: null });
      expect(values.organisation && values.unit && values.role).toBeTruthy();
    }
  });

  it('are all nine here', () => {
    expect(readdirSync(EXAMPLES)).toHaveLength(9);
  });

  it('are read letter for letter, whatever the encoding', () => {
    expect(rowsOf(example('youth-example-1.csv'))[0]).toEqual({
      line: 2,
      values: {
        name: 'Øjvind Møller',
        email: 'oejvind.moeller@eksempel1.example',
        phone: null,
        organisation: 'Kommunen',
        organisationType: null,
        unit: 'Børne- og Familieafdelingen',
        role: 'Rådgiver',
        capacity: 'EMPLOYEE',
      },
      problems: [],
    });
    expect(names(example('youth-example-2.csv')).slice(0, 2)).toEqual(['Jørgen Hansen', 'Åse Madsen']);
    expect(names(example('youth-example-3.csv'))[0]).toBe('Rasmus Møller');
    expect(names(example('herlev-superusers.csv'))[7]).toBe('Bo Yıldız');
    // The letter was lost before the file reached us: Windows-1252 has no ı.
    expect(names(example('supported-housing-intro.csv'))[1]).toBe('Louise Y?ld?z');
  });

  it('the messy one has ten people, three of them with problems', () => {
    const rows = rowsOf(example('messy.csv'));
    expect(rows.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(rows.filter(({ problems }) => problems.length > 0).map((row) => [row.line, flaws(row)])).toEqual([
      [11, [['Navn', 'INVALID_INPUT']]],
      [12, [['Bemærkning', 'CONTAINS_CPR']]],
      [
        13,
        [
          ['E-mail', 'INVALID_INPUT'],
          ['Rolle', 'INVALID_INPUT'],
        ],
      ],
    ]);
    expect(rows[1]?.values).toEqual(rows[3]?.values);
    expect(rows[1]?.values).toMatchObject({ name: 'Morten Østergård', capacity: 'EMPLOYEE', role: null });
    expect(rows[2]?.values.capacity).toBe('EMPLOYEE');
    expect(rows[9]?.problems[1]?.message.da).toContain('medarbejder, ansat');
    expect(JSON.stringify(rows)).not.toContain('010190');
  });
});

describe('every way of writing the same list', () => {
  type Key = keyof RosterValues;
  const HEADINGS: Record<Key, string[]> = {
    name: ['Navn', ' DELTAGER: ', 'Fulde navn*', 'Full name', '"Navn"', 'Navn / Name'],
    email: ['E-mail', 'email', 'MAIL', 'E-mailadresse', 'E-post', 'E-mail '],
    phone: ['Telefon', 'Tlf', 'Tlf.', 'Tlf. nr.', 'Mobil', 'Phone', 'Telefon/mobil'],
    organisation: ['Organisation', 'Arbejdsplads', 'organization', 'Employer'],
    organisationType: ['Organisationstype', 'Type af organisation', 'Organization type'],
    unit: ['Afdeling', 'Enhed', 'Team', 'UNIT', 'Department'],
    role: ['Stilling', 'Titel', 'Job title', 'Title', 'Position'],
    capacity: ['Rolle', 'Role', 'Kapacitet', 'Deltagertype', '"Rolle (leder/medarbejder)"'],
  };
  const KEYS = Object.keys(HEADINGS) as Key[];
  const ENCODINGS = {
    'UTF-8': (text: string) => Buffer.from(text),
    'UTF-8 with BOM': (text: string) => Buffer.from(`\ufeff${text}`),
    'Windows-1252': (text: string) => iconv.encode(text, 'windows-1252'),
    'UTF-16LE with BOM': (text: string) => iconv.encode(`\ufeff${text}`, 'utf-16le'),
    'UTF-16BE with BOM': (text: string) => iconv.encode(`\ufeff${text}`, 'utf-16be'),
  };
  const SEPARATORS = { semicolon: ';', comma: ',', tab: '\t' };
  const ENDINGS = { CRLF: '\r\n', LF: '\n', CR: '\r' };

  const letters = [...'abcdefgæøåÆØÅéüÉößñM'];
  const word = (extra: string) =>
    fc
      .tuple(
        fc.constantFrom(...letters, ...extra),
        fc.array(fc.constantFrom(...letters, ...extra, ...';,"\'-.&'), { maxLength: 7 }),
      )
      .map(([first, rest]) => first + rest.join(''));
  /** As words: on paper they stand on one line or several, in the roster always on one. */
  const cell = (extra: string) => fc.array(word(extra), { minLength: 1, maxLength: 3 });
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: [] as string[] });
  const person = (extra: string) =>
    fc.record({
      name: cell(extra),
      email: optional(fc.constantFrom(['bo@a.example'], ['Åse.Høj@A.example'], ['x+y@rødovre.example'])),
      phone: optional(fc.constantFrom(['44', '52', '70', '00'], ['+45', '44527000'])),
      organisation: optional(cell(extra)),
      organisationType: optional(fc.constantFrom(['Kommune'], ['jobcenter'], ['PSYKIATRI'], ['Region'])),
      unit: optional(cell(extra)),
      role: optional(cell(extra)),
      capacity: optional(fc.constantFrom(['medarbejder'], ['LEDER'], ['Partner'], ['Afdelingsleder'])),
    });
  const layout = fc.record({
    order: fc.shuffledSubarray(KEYS, { minLength: KEYS.length }),
    spelling: fc.nat(),
    above: fc.array(fc.constantFrom('', ';;;', ',,', '\t', '"Deltagerliste, hold 2"', 'Introkursus'), {
      maxLength: 3,
    }),
    between: fc.constantFrom('', ' ', ';;;;;;', null),
    breaks: fc.boolean(),
    quoteAll: fc.boolean(),
    lastEnding: fc.boolean(),
  });
  const TYPES = {
    kommune: 'MUNICIPALITY',
    jobcenter: 'JOB_CENTRE',
    psykiatri: 'PSYCHIATRY',
    region: 'REGION',
  };
  const CAPACITY = { medarbejder: 'EMPLOYEE', leder: 'LEADER', afdelingsleder: 'LEADER', partner: 'PARTNER' };

  const variants = Object.keys(ENCODINGS).flatMap((encoding) =>
    Object.keys(SEPARATORS).flatMap((separator) =>
      Object.keys(ENDINGS).map((ending) => ({ encoding, separator, ending })),
    ),
  ) as {
    encoding: keyof typeof ENCODINGS;
    separator: keyof typeof SEPARATORS;
    ending: keyof typeof ENDINGS;
  }[];

  it.each(variants)('$encoding, $separator, $ending gives the same rows', (variant) => {
    const separator = SEPARATORS[variant.separator];
    const ending = ENDINGS[variant.ending];
    const extra = variant.encoding === 'Windows-1252' ? '' : 'ıłş';
    fc.assert(
      fc.property(fc.array(person(extra), { minLength: 1, maxLength: 6 }), layout, (people, how) => {
        const quote = (raw: string) =>
          how.quoteAll || /[\n\r"]/.test(raw) || raw.includes(separator)
            ? `"${raw.replaceAll('"', '""')}"`
            : raw;
        const separatorsOnly = (line: string) => line.replace(/[;,\t]/g, separator);
        const lines = how.above.map((line) => (/[a-z]/.test(line) ? line : separatorsOnly(line)));
        lines.push(
          how.order.map((key) => HEADINGS[key][how.spelling % HEADINGS[key].length]).join(separator),
        );
        const expected: ParsedRow[] = [];
        for (const one of people) {
          if (how.between !== null) lines.push(separatorsOnly(how.between));
          const text = (key: Key) => one[key].join(' ') || null;
          expected.push({
            line: lines.join('\n').split('\n').length + 1,
            values: {
              name: one.name.join(' '),
              email: text('email')?.toLowerCase() ?? null,
              phone: text('phone'),
              organisation: text('organisation'),
              organisationType:
                (TYPES[text('organisationType')?.toLowerCase() as keyof typeof TYPES] as 'REGION') ?? null,
              unit: text('unit'),
              role: text('role'),
              capacity:
                (CAPACITY[text('capacity')?.toLowerCase() as keyof typeof CAPACITY] as 'LEADER') ?? null,
            },
            problems: [],
          });
          lines.push(how.order.map((key) => quote(one[key].join(how.breaks ? '\n' : ' '))).join(separator));
        }
        const text = lines.join('\n').replaceAll('\n', ending) + (how.lastEnding ? ending : '');
        expect(rowsOf(ENCODINGS[variant.encoding](text))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('nothing that can be sent makes the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        parseRoster(bytes);
      }),
    );
    const noise = fc.array(
      fc.constantFrom('Navn', 'E-mail', ';', ',', '\t', '\n', '\r', '"', "'", ' ', 'ø', '1'),
    );
    fc.assert(
      fc.property(noise, (parts) => {
        parseRoster(Buffer.from(`Navn;E-mail\n${parts.join('')}`));
        parseRoster(Buffer.from(parts.join('')));
      }),
      { numRuns: 500 },
    );
  });
});

it('no file keeps the reader busy for long', () => {
  const started = performance.now();
  for (const unit of ['(', '"', '\n', ';\n', '"\n', 'a\u0301', '\u0301\u0316', '010', '/']) {
    const flood = unit.repeat(Math.floor(300_000 / Buffer.byteLength(unit)));
    parseRoster(utf8(`Navn;E-mail;${flood}`, `Bo;;${flood}`, 'Bo'));
  }
  expect(performance.now() - started).toBeLessThan(15_000);
});

describe('the headings', () => {
  it('first and last names are put together, in whatever order the columns stand', () => {
    expect(names(utf8('Efternavn;E-mail;Fornavn', 'Østergård;;Søren', ';;Åse'))).toEqual([
      'Søren Østergård',
      'Åse',
    ]);
    expect(names(utf8('First name,Middle name,Last name', 'Bo,Bæk,Høj'))).toEqual(['Bo Bæk Høj']);
  });

  it('a first name alone is not a name', () => {
    expect(refusalOf(utf8('Fornavn;E-mail', 'Bo;bo@a.example')).message.da).toContain('Efternavn');
  });

  it('a file of names alone is a roster', () => {
    expect(names(utf8('Navn', 'Bo Bæk', 'Høj, Åse'))).toEqual(['Bo Bæk', 'Høj, Åse']);
  });

  it('a role column is a job title when it says Stilling, and a capacity when it says Rolle', () => {
    expect(onlyRow('Navn;Stilling', 'Bo;Leder').values).toMatchObject({ role: 'Leder', capacity: null });
    expect(onlyRow('Navn;Rolle', 'Bo; Leder ').values).toMatchObject({ role: null, capacity: 'LEADER' });
    expect(onlyRow('Navn;Rolle;', 'Bo;').values.capacity).toBeNull();
  });

  it('neither a title row nor a separator inside a quoted heading misleads', () => {
    const { line, values } = onlyRow(
      'Deltager;;;',
      'Hold 1, hold 2, hold 3;;;',
      '"Bemærkning (kost, hotel, tog)";"Navn";"Rolle (leder, medarbejder)"',
      'a, b, c;Bo;leder',
    );
    expect([line, values.name, values.capacity]).toEqual([4, 'Bo', 'LEADER']);
  });

  it('headings that come again with a second list are not a person', () => {
    expect(names(utf8('Navn;E-mail', 'Bo;', 'Hold 2;', 'Navn ;E-mail;', 'Åse;'))).toEqual([
      'Bo',
      'Hold 2',
      'Åse',
    ]);
  });

  it('two columns for the same thing are refused', () => {
    const problem = refusalOf(utf8('Navn;E-mail; Mail:', 'Bo;a@a.example;b@a.example'));
    expect([problem.column, problem.code]).toEqual(['Mail:', 'INVALID_INPUT']);
    expect(problem.message.da).toContain('»E-mail« og »Mail:«');
    expect(refusalOf(utf8('Navn;Fornavn;Efternavn', 'Bo;Bo;Bæk')).column).toBe('Fornavn');
    expect(refusalOf(utf8('Fornavn;Efternavn;Navn', 'Bo;Bæk;Bo')).column).toBe('Navn');
  });

  it('the column of a problem is the heading as it stands, trimmed', () => {
    expect(flaws(onlyRow('Navn;  E-Mail* ', 'Bo;x'))).toEqual([['E-Mail*', 'INVALID_INPUT']]);
  });
});

describe('files that are not a roster', () => {
  it.each([
    ['nothing', ''],
    ['only blank lines', '\r\n \r\n'],
    ['only separators', '\ufeff;;;\n,,\n\t\t'],
  ])('%s is an empty file', (_, text) => {
    expect(refusalOf(Buffer.from(text)).message).toEqual({
      da: 'Filen er tom.',
      en: 'The file is empty.',
    });
  });

  it.each([
    ['a workbook', Buffer.from('504b030414000600080000002100', 'hex')],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a PDF', Buffer.from('%PDF-1.7\nNavn;E-mail')],
    ['a file with zero bytes', Buffer.from('Navn\0;E-mail\nBo;')],
    ['UTF-16 without a byte order mark', iconv.encode('Navn;E-mail\nBo;', 'utf-16le')],
  ])('%s is refused, and told to be saved as CSV', (_, bytes) => {
    expect(refusalOf(bytes).message.da).toContain('Gem listen som CSV');
    expect(refusalOf(bytes).message.en).toContain('Save the list as CSV');
  });

  it('a list without headings is refused, and told which are needed', () => {
    const problem = refusalOf(utf8('Bo Bæk;bo@a.example;leder', 'Åse Høj;aase@a.example;medarbejder'));
    expect(problem).toMatchObject({ column: null, code: 'INVALID_INPUT' });
    expect(problem.message.da).toContain('Navn');
  });

  it('headings without people are refused', () => {
    expect(refusalOf(utf8('Navn;E-mail', ';')).message.en).toContain('no participants');
  });

  it('5,000 people may come in one file, and not one more', () => {
    const people = Array.from({ length: 5000 }, () => 'Bo;;');
    expect(rowsOf(utf8('Navn;E-mail;', ...people, ';;'))).toHaveLength(5000);
    expect(refusalOf(utf8('Navn;E-mail;', ...people, 'Åse;;')).message.en).toContain('5,000');
    const blanks = Array.from({ length: 100_000 }, () => ';;');
    expect(rowsOf(utf8('Navn;E-mail;', 'Bo;;', ...blanks))).toHaveLength(1);
    expect(refusalOf(utf8('Navn;E-mail;', 'Bo;;', ...blanks, 'Åse;;')).message.en).toContain('5,000');
  });

  it('a CPR number above or among the headings is refused, without being repeated', () => {
    for (const lines of [
      ['Kontakt: 010190-1234', '', 'Navn;E-mail', 'Bo;'],
      ['Navn;E-mail;010190-1234', 'Bo;;'],
    ]) {
      const problem = refusalOf(utf8(...lines));
      expect([problem.column, problem.code]).toEqual([null, 'CONTAINS_CPR']);
      expect(problem.message.da).toContain('Linje 1');
      expect(JSON.stringify(problem)).not.toContain('010190');
    }
  });
});

describe('line numbers', () => {
  it('count title rows, blank lines and lines inside a cell', () => {
    for (const ending of ['\n', '\r\n', '\r']) {
      const text = [
        'Deltagerliste',
        '',
        'Navn;Bemærkning;E-mail',
        'Bo;"første linje',
        '',
        'tredje linje";bo@a.example',
        ';;',
        '"Åse',
        'Høj";;',
        'Ida;;',
        '',
      ].join(ending);
      const rows = rowsOf(Buffer.from(text));
      expect(rows.map(({ line, values }) => [line, values.name])).toEqual([
        [4, 'Bo'],
        [8, 'Åse Høj'],
        [10, 'Ida'],
      ]);
    }
  });

  it('are right when a heading has several lines', () => {
    expect(onlyRow('"Navn";"E-', 'mail"', 'Bo;bo@a.example')).toMatchObject({
      line: 3,
      values: { email: 'bo@a.example' },
    });
  });
});

describe('quotation marks', () => {
  it('inside a cell are part of the text', () => {
    expect(names(utf8('Navn;Afdeling', 'Bo "Bisse" Bæk;A', '"Bo ""Bisse"" Bæk";B', '"Bo" Bæk;C'))).toEqual([
      'Bo "Bisse" Bæk',
      'Bo "Bisse" Bæk',
      '"Bo" Bæk',
    ]);
  });

  it('may follow a space after the separator', () => {
    expect(onlyRow('Navn, "E-mail"', '"Bæk, Bo", "bo@a.example"').values).toMatchObject({
      name: 'Bæk, Bo',
      email: 'bo@a.example',
    });
  });

  it('one that is never closed is refused, with the line', () => {
    for (const lines of [
      ['Navn;E-mail', 'Åse;', '"Bo;bo@a.example', 'Ida;ida@a.example'],
      ['', '', '"Deltagerliste', 'Navn;E-mail', 'Bo;'],
    ]) {
      expect(refusalOf(utf8(...lines)).message.en).toContain('opened on line 3');
    }
  });

  it('one that swallows the lines below is told, so that nobody is lost in silence', () => {
    const rows = rowsOf(utf8('Navn;Note', 'Bo;"hej', 'Åse;"hej"', 'Ida;'));
    expect(rows.map((row) => [row.line, flaws(row)])).toEqual([
      [2, [['Note', 'INVALID_INPUT']]],
      [4, []],
    ]);
  });
});

describe('the cells', () => {
  it('lose stray blanks, marks for text and invisible characters, and are composed', () => {
    const { values, problems } = onlyRow(
      'Navn;Telefon;Afdeling;Stilling;E-mail;Organisation',
      "\u00a0'A\u030ase \t  Ho\u0308j\u200b ;'+45 44 52 70 00;'@huset;'=1+1; BO@A.Example\u00a0;'-Nord",
    );
    expect(problems).toEqual([]);
    expect(values).toEqual({
      name: 'Åse Höj',
      phone: '+45 44 52 70 00',
      unit: '@huset',
      role: '=1+1',
      email: 'bo@a.example',
      organisation: '-Nord',
      organisationType: null,
      capacity: null,
    });
  });

  it('keep a formula as the text it is', () => {
    expect(onlyRow('Navn;Afdeling', 'Bo;"=HYPERLINK(""x"")"').values.unit).toBe('=HYPERLINK("x")');
  });

  it('keep the apostrophe that belongs to a name', () => {
    expect(names(utf8('Fornavn;Efternavn', "Jan;'t Hooft", "Bo;O'Hara"))).toEqual([
      "Jan 't Hooft",
      "Bo O'Hara",
    ]);
  });

  it('may be too few', () => {
    expect(onlyRow('Navn;E-mail;Rolle', 'Bo')).toMatchObject({
      values: { name: 'Bo', email: null, capacity: null },
      problems: [],
    });
  });

  it('may be too many when the extra ones are blank, and are a problem when they are not', () => {
    expect(onlyRow('Navn;E-mail', 'Bo;;; ;').problems).toEqual([]);
    expect(flaws(onlyRow('Navn;E-mail', 'Bo;;;x;y'))).toEqual([[null, 'INVALID_INPUT']]);
    expect(flaws(onlyRow('Navn;E-mail;;', 'Bo;;x'))).toEqual([[null, 'INVALID_INPUT']]);
  });

  it.each(['', ' ', '-', '?', '#####', '12'])('"%s" is not a name', (name) => {
    const row = onlyRow('Navn;E-mail', `${name};bo@a.example`);
    expect(flaws(row)).toEqual([['Navn', 'INVALID_INPUT']]);
    expect(row.values).toMatchObject({ name: '', email: 'bo@a.example' });
  });

  it('a missing name in two columns is told in the first of them', () => {
    expect(flaws(onlyRow('E-mail;Efternavn;Fornavn', 'bo@a.example;;'))).toEqual([
      ['Efternavn', 'INVALID_INPUT'],
    ]);
  });

  it.each(['bo', 'bo@', '@a.example', 'bo@a', 'bo a@a.example', 'bo@a.example, ida@a.example'])(
    '"%s" is not an e-mail address',
    (email) => {
      const row = onlyRow('Navn;E-mail', `Bo;${email}`);
      expect(flaws(row)).toEqual([['E-mail', 'INVALID_INPUT']]);
      expect(row.values.email).toBeNull();
    },
  );

  it('a telephone number that the spreadsheet has shortened is a problem', () => {
    expect(flaws(onlyRow('Navn;Tlf.', 'Bo;4,54453E+09'))).toEqual([['Tlf.', 'INVALID_INPUT']]);
  });

  it.each([
    ['EMPLOYEE', 'medarbejder, Ansat, EMPLOYEE, staff'],
    ['LEADER', 'leder, Afdelingsleder, personaleleder, LEADER, manager'],
    ['PARTNER', 'samarbejdspartner, Partner, ekstern'],
  ])('%s is understood from %s', (capacity, words) => {
    for (const word of words.split(', ')) {
      expect(onlyRow('Navn;Rolle', `Bo;${word}`)).toMatchObject({ values: { capacity }, problems: [] });
    }
  });

  it.each([
    ['MUNICIPALITY', 'kommune, Kommunal, municipality'],
    ['AUTHORITY', 'Myndighed, authority'],
    ['JOB_CENTRE', 'jobcenter, Job centre'],
    ['PSYCHIATRY', 'psykiatri, Regionspsykiatri, psychiatry'],
    ['REGION', 'Region, regional'],
    ['OTHER', 'anden, Other'],
  ])('L19: the type of organisation %s is understood from %s', (organisationType, words) => {
    for (const word of words.split(', '))
      expect(onlyRow('Navn;Organisationstype', `Bo;${word}`)).toMatchObject({
        values: { organisationType },
        problems: [],
      });
  });

  it('L19: any other type of organisation is a problem that lists the ones that are understood', () => {
    const row = onlyRow('Navn;Organisationstype', 'Bo;hospice');
    expect(flaws(row)).toEqual([['Organisationstype', 'INVALID_INPUT']]);
    expect(row.problems[0]?.message.da).toContain('kommune, kommunal');
  });

  it('any other role word is a problem that lists the ones that are understood', () => {
    const row = onlyRow('Navn;Rolle', 'Bo;Chef');
    expect(flaws(row)).toEqual([['Rolle', 'INVALID_INPUT']]);
    for (const word of ['medarbejder', 'leder', 'samarbejdspartner', 'employee']) {
      expect(row.problems[0]?.message.da).toContain(word);
      expect(row.problems[0]?.message.en).toContain(word);
    }
    expect(row.problems[0]?.message.da).not.toContain('Chef');
  });

  it('hold at most 200 characters, save in columns that are not kept', () => {
    expect(onlyRow('Navn;Note', `${'å'.repeat(200)};${'x'.repeat(900)}`).problems).toEqual([]);
    expect(flaws(onlyRow('Navn;Afdeling', `Bo;${'å'.repeat(201)}`))).toEqual([['Afdeling', 'INVALID_INPUT']]);
    const long = 'å'.repeat(150);
    expect(flaws(onlyRow('Fornavn;Efternavn', `${long};${long}`))).toEqual([['Fornavn', 'INVALID_INPUT']]);
  });

  it.each([0x07, 0x1b, 0x85, 0xfffd])('a control or broken character (code %i) is a problem', (code) => {
    const character = String.fromCharCode(code);
    const row = onlyRow('Navn;Note', `B${character}o;${character}`);
    expect(flaws(row)).toEqual([['Navn', 'INVALID_INPUT']]);
    expect(row.values.name).toBe('');
  });

  it('a byte that Windows-1252 does not have is a problem, not a guess', () => {
    expect(flaws(rowsOf(Buffer.from('Navn\nJ\x9drgen', 'latin1'))[0])).toEqual([['Navn', 'INVALID_INPUT']]);
  });

  it('every problem of a row is told, from left to right, the name last', () => {
    const row = onlyRow('Navn;E-mail;Rolle;Note', ';x;chef;010190-1234;y');
    expect(flaws(row)).toEqual([
      ['E-mail', 'INVALID_INPUT'],
      ['Rolle', 'INVALID_INPUT'],
      ['Note', 'CONTAINS_CPR'],
      [null, 'INVALID_INPUT'],
      ['Navn', 'INVALID_INPUT'],
    ]);
  });
});

describe('CPR numbers (domain.md decision 8)', () => {
  const HEADER = [
    'Navn',
    'E-mail',
    'Tlf.',
    'Organisation',
    'Afdeling',
    'Stilling',
    'Rolle',
    'Note',
    '',
    'Andet',
  ];

  it.each(HEADER.map((heading, index) => ({ heading, index })))(
    'are found in column $index ($heading) and never handed on',
    ({ heading, index }) => {
      const cells = HEADER.map((_, at) => (at === index ? 'Kim 010190-1234' : at === 0 ? 'Kim' : ''));
      const row = onlyRow(HEADER.join(';'), cells.join(';'));
      expect(flaws(row)).toEqual([[heading || null, 'CONTAINS_CPR']]);
      expect(JSON.stringify(row)).not.toContain('1234');
    },
  );

  it('are found in a cell beyond the last heading', () => {
    expect(flaws(onlyRow('Navn', 'Kim;x;010190-1234'))).toEqual([[null, 'CONTAINS_CPR']]);
  });

  it('are found behind invisible characters and line breaks', () => {
    expect(flaws(onlyRow('Navn;Note', 'Kim;"født:\n0101\u200b90-1234"'))).toEqual([['Note', 'CONTAINS_CPR']]);
  });

  it('are recognised by their heading when the spreadsheet has eaten the leading zero', () => {
    expect(flaws(onlyRow('Navn;CPR-nr.', 'Kim;101901234'))).toEqual([['CPR-nr.', 'CONTAINS_CPR']]);
    expect(onlyRow('Navn;CPR-nr.', 'Kim;kendes ikke').problems).toEqual([]);
  });

  it('are not seen in telephone numbers', () => {
    expect(onlyRow('Navn;Tlf.', 'Bo;4544527000')).toMatchObject({ values: { phone: '4544527000' } });
  });
});
