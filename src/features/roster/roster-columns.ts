/** The headings and role words that are understood, Danish and English, however they are written. */
import type { OrganisationType } from '../../domain/employment.js';
import type { Capacity } from '../../domain/programme.js';
import { MAX_CELL } from './roster-problem.js';
import { SEPARATORS, cleanCell, splitRecords, type Separator } from './roster-text.js';

export type Field =
  | 'name'
  | 'firstName'
  | 'middleName'
  | 'lastName'
  | 'email'
  | 'phone'
  | 'organisation'
  | 'organisationType'
  | 'unit'
  | 'role'
  | 'capacity';

export interface Column {
  /** The heading as it stands in the file; null where the cell is blank. */
  readonly heading: string | null;
  /** What the column holds; null when it is not ours. */
  readonly field: Field | null;
  /** Whether the heading itself says that the column holds CPR numbers. */
  readonly cpr: boolean;
}

export interface Header {
  readonly separator: Separator;
  readonly line: number;
  /** Up to the last column that has a heading. */
  readonly columns: readonly Column[];
}

const HEADINGS: Record<Field, string> = {
  name: 'navn, deltager, deltagernavn, deltagers navn, deltagerens navn, fulde navn, fuldt navn, for- og efternavn, fornavn og efternavn, name, full name, participant, participant name',
  firstName: 'fornavn, fornavne, first name, given name',
  middleName: 'mellemnavn, mellemnavne, middle name',
  lastName: 'efternavn, last name, surname, family name',
  email:
    'e-mail, mail, e-mailadresse, mailadresse, e-post, e-postadresse, arbejdsmail, e-mail address, mail address, work e-mail',
  phone:
    'telefon, telefonnr, telefonnummer, tlf, tlfnr, tlfnummer, mobil, mobilnr, mobilnummer, mobiltelefon, phone, phone number, telephone, mobile, mobile phone',
  organisation: 'organisation, arbejdsplads, arbejdssted, arbejdsgiver, organization, employer, workplace',
  organisationType:
    'organisationstype, type af organisation, arbejdspladstype, organisation type, organization type, type of organisation, employer type',
  unit: 'afdeling, enhed, team, unit, department',
  role: 'stilling, stillingsbetegnelse, titel, jobtitel, job title, title, position',
  capacity: 'rolle, role, kapacitet, deltagertype, capacity, participant type',
};

const CAPACITIES: Record<Capacity, readonly string[]> = {
  EMPLOYEE: ['medarbejder', 'ansat', 'employee', 'staff'],
  LEADER: ['leder', 'afdelingsleder', 'personaleleder', 'leader', 'manager'],
  PARTNER: ['samarbejdspartner', 'partner', 'ekstern'],
};

const ORGANISATION_TYPES: Record<OrganisationType, readonly string[]> = {
  MUNICIPALITY: ['kommune', 'kommunal', 'municipality', 'municipal'],
  AUTHORITY: ['myndighed', 'myndighedsafdeling', 'authority'],
  JOB_CENTRE: ['jobcenter', 'jobcentre', 'job centre'],
  PSYCHIATRY: ['psykiatri', 'psykiatrien', 'regionspsykiatri', 'psychiatry'],
  REGION: ['region', 'regional'],
  OTHER: ['anden', 'andet', 'øvrige', 'other'],
};

/** How far down the headings may stand. */
const HEADER_WITHIN = 100;

const FIELD_OF = new Map(
  (Object.keys(HEADINGS) as Field[]).flatMap((field) =>
    HEADINGS[field].split(',').map((heading) => [keyOf(heading), field] as const),
  ),
);
const CAPACITY_OF = new Map(
  (Object.keys(CAPACITIES) as Capacity[]).flatMap((capacity) =>
    CAPACITIES[capacity].map((word) => [word, capacity] as const),
  ),
);

const ORGANISATION_TYPE_OF = new Map(
  (Object.keys(ORGANISATION_TYPES) as OrganisationType[]).flatMap((type) =>
    ORGANISATION_TYPES[type].map((word) => [word, type] as const),
  ),
);

export const ORGANISATION_TYPE_WORDS: readonly string[] = [...ORGANISATION_TYPE_OF.keys()];

export function organisationTypeOf(word: string): OrganisationType | null {
  return ORGANISATION_TYPE_OF.get(word.toLowerCase()) ?? null;
}

export const CAPACITY_WORDS: readonly string[] = [...CAPACITY_OF.keys()];

export function capacityOf(word: string): Capacity | null {
  return CAPACITY_OF.get(word.toLowerCase()) ?? null;
}

/**
 * Finds the row of headings and the separator together: the row that names a person and has most headings we know
 * wins, so that neither a title row nor a separator inside a quoted heading misleads.
 */
export function findHeader(text: string): Header | null {
  let best: { header: Header; known: number } | null = null;
  for (const separator of SEPARATORS) {
    for (const { line, cells } of splitRecords(text, separator, HEADER_WITHIN).records) {
      const columns = readColumns(cells);
      const known = new Set(columns.flatMap(({ field }) => field ?? []));
      const named = known.has('name') || (known.has('firstName') && known.has('lastName'));
      if (named && known.size > (best?.known ?? 0)) {
        best = { header: { separator, line, columns }, known: known.size };
      }
    }
  }
  return best?.header ?? null;
}

/** Two columns that say the same, if there are any: which to believe is not ours to guess. */
export function findRepeated(columns: readonly Column[]): readonly [string, string] | null {
  const seen: { heading: string; field: Field }[] = [];
  for (const { heading, field } of columns) {
    if (heading === null || field === null) continue;
    const same = seen.find((other) => meanTheSame(other.field, field));
    if (same !== undefined) return [same.heading, heading];
    seen.push({ heading, field });
  }
  return null;
}

function meanTheSame(one: Field, other: Field): boolean {
  return one === other || (one === 'name' && isPart(other)) || (other === 'name' && isPart(one));
}

function isPart(field: Field): boolean {
  return field === 'firstName' || field === 'middleName' || field === 'lastName';
}

function readColumns(cells: readonly string[]): Column[] {
  const width = cells.findLastIndex((cell) => cleanCell(cell) !== '') + 1;
  return cells.slice(0, width).map((cell) => ({
    heading: cleanCell(cell) === '' ? null : cell.trim(),
    field: fieldOf(cell),
    cpr: /^cpr(nr|nummer|no|number)?$|personnummer/.test(keyOf(cell)),
  }));
}

/** `Rolle (leder/medarbejder)` is a role, `Telefon/mobil` a phone; `Navn/e-mail` is two things and so none. */
function fieldOf(heading: string): Field | null {
  if (heading.length > MAX_CELL) return null;
  const parts = heading.replace(/\([^()]*\)/g, '').split('/');
  const fields = new Set(parts.map((part) => FIELD_OF.get(keyOf(part)) ?? null));
  const [field] = fields;
  return fields.size === 1 ? (field ?? null) : null;
}

function keyOf(heading: string): string {
  return cleanCell(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
