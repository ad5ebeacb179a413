/**
 * Reads the programme files (domain.md Decision 1 and section 1e). A file is accepted whole or refused with the place
 * and the reason: nothing is guessed, dropped or defaulted silently.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJsonc, type Field } from '../config/field.js';
import {
  requiredHalfDays,
  type CertificationRule,
  type Gates,
  type GateStep,
  type Phase,
  type Programme,
  type Quota,
  type SeatReleaseRule,
  type Source,
  type SupervisionRule,
  type Texts,
  type Track,
  type TrackUnit,
} from '../domain/programme.js';
import {
  checkAssessed,
  checkCutoff,
  checkGates,
  checkHalfDays,
  checkSourced,
  checkSubsets,
  GATE_CONDITIONS,
  GATE_STEPS,
} from './checks.js';

export { FileError as ProgrammeFileError } from '../config/field.js';

/** The programmes that ship with the product. */
export const PROGRAMME_FOLDER = fileURLToPath(new URL('./files/', import.meta.url));

const CAPACITIES = ['EMPLOYEE', 'LEADER', 'PARTNER'] as const;
const CREDITS = ['CLOCK', 'PSYKOLOGNAEVNET', 'BABCP', 'UK_ADDICTION'] as const;
const KINDS = ['HARD', 'SOFT'] as const;
const QUOTA_SCOPES = ['MUNICIPALITY', 'ENGAGEMENT', 'PROGRAMME'] as const;
const UNIT_TYPES = ['SEMINAR', 'COURSE_DAY', 'CERTIFICATION_DAY'] as const;
const EFFECTS = ['NONE', 'WARN', 'BLOCK'] as const;

/**
 * Every programme of the `*.jsonc` files in a folder, ordered by key and version, frozen to the bottom. Several
 * versions of one programme may stand in separate files (V40).
 * @throws ProgrammeFileError at the first fault, with file, path and reason
 */
export function readProgrammes(folder: string): Programme[] {
  const fileOf = new Map<string, string>();
  const programmes = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonc'))
    .sort()
    .map((name) => {
      const file = join(folder, name);
      const root = parseJsonc(file, readFileSync(file));
      const programme = readRoot(root);
      const id = `${programme.key} version ${programme.version}`;
      const earlier = fileOf.get(id);
      if (earlier !== undefined) throw root.at('programme').refusal(`${id} is already in ${earlier}`);
      fileOf.set(id, file);
      return deepFreeze(programme);
    });
  return programmes.sort((a, b) => compare(a.key, b.key) || a.version - b.version);
}

/**
 * One programme from the bytes of a file, frozen to the bottom.
 * @throws ProgrammeFileError at the first fault, with path and reason
 */
export function readProgramme(bytes: Uint8Array): Programme {
  return deepFreeze(readRoot(parseJsonc('', bytes)));
}

function readRoot(root: Field): Programme {
  const file = root.object(
    ['programme', 'version', 'name', 'months', 'engagements', 'phases', 'tracks', 'sources'],
    ['waitingList'],
  );
  const programme: Programme = {
    key: file('programme').identifier(),
    version: file('version').count(),
    name: readTexts(file('name')),
    months: file('months').count(),
    engagements: file('engagements').orNull(readEngagements),
    phases: file('phases').list(readPhase),
    tracks: file('tracks').entries().map(readTrack),
    sources: file('sources').list((source) => readSource(source, root)),
    ...given('waitingList', file('waitingList').ifGiven(readWaitingList)),
  };
  checkSubsets(programme.tracks, file('tracks'));
  checkSourced(programme, root);
  return programme;
}

function readTexts(field: Field): Texts {
  const texts = field.object(['da', 'en']);
  return { da: texts('da').text(), en: texts('en').text() };
}

/** A setting that the file does not state is left out, so that what was published before it existed stays as it was. */
function given<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

function readWaitingList(field: Field): NonNullable<Programme['waitingList']> {
  const list = field.object(['offerDays']);
  return { offerDays: list('offerDays').count() };
}

function readEngagements(field: Field): NonNullable<Programme['engagements']> {
  const engagements = field.object(['min', 'max', 'kind']);
  const min = engagements('min').count();
  const max = engagements('max').count();
  if (max < min) throw engagements('max').refusal(`${max} is below min, ${min}`);
  return { min, max, kind: engagements('kind').oneOf(KINDS) };
}

function readPhase(field: Field): Phase {
  const phase = field.object(['key', 'months'], ['approx', 'derived']);
  return {
    key: phase('key').identifier(),
    months: phase('months').count(),
    approximate: phase('approx').ifGiven((flag) => flag.flag()) ?? false,
    derived: phase('derived').ifGiven((flag) => flag.flag()) ?? false,
  };
}

function readTrack(field: Field): Track {
  const read = field.object(
    ['name', 'quota', 'units', 'attendance', 'supervision', 'gates', 'certification'],
    ['target', 'subsetOf', 'seatRelease'],
  );
  const attendance = read('attendance').object(['toleranceHalfDays', 'makeUp'], ['requiredHalfDays']);
  const track: Track = {
    key: field.ownIdentifier(),
    name: readTexts(read('name')),
    quota: read('quota').orNull(readQuota),
    target: read('target').ifGiven((target) => target.orNull((value) => value.count())) ?? null,
    subsetOf: read('subsetOf').ifGiven((subset) => subset.orNull((value) => value.identifier())) ?? null,
    units: read('units').list(readUnit),
    attendance: {
      toleranceHalfDays: attendance('toleranceHalfDays').count(0),
      makeUp: attendance('makeUp').flag(),
    },
    supervision: read('supervision').orNull(readSupervision),
    gates: readGates(read('gates')),
    certification: read('certification').orNull(readCertification),
    ...given('seatRelease', read('seatRelease').ifGiven(readSeatRelease)),
  };
  read('seatRelease').ifGiven((release) => checkCutoff(release, track));
  attendance('requiredHalfDays').ifGiven((stated) => checkHalfDays(stated, requiredHalfDays(track)));
  checkGates(read('gates'), track);
  checkAssessed(read('gates'), track);
  return track;
}

function readSeatRelease(field: Field): SeatReleaseRule {
  const release = field.object(['cutoff']);
  return {
    cutoff: release('cutoff').orNull((cutoff) => ({ unit: cutoff.object(['unit'])('unit').count() })),
  };
}

function readQuota(field: Field): Quota {
  const quota = field.object(['max', 'kind', 'scope', 'leadersCount']);
  return {
    limit: quota('max').count(),
    kind: quota('kind').oneOf(KINDS),
    scope: quota('scope').oneOf(QUOTA_SCOPES),
    leadersCount: quota('leadersCount').flag(),
  };
}

function readUnit(field: Field): TrackUnit {
  const unit = field.object(['type', 'count', 'days']);
  return {
    type: unit('type').oneOf(UNIT_TYPES),
    count: unit('count').count(),
    daysEach: unit('days').count(),
  };
}

function readSupervision(field: Field): SupervisionRule {
  const rule = field.object(
    ['targetMinutes', 'scope', 'credit', 'minutesPerHour', 'windowMonths', 'exemptCapacities'],
    ['rounding'],
  );
  rule('scope').oneOf(['PER_PERSON'], 'the server computes supervision PER_PERSON only');
  rule('rounding').ifGiven((rounding) =>
    rounding.oneOf(['NONE'], 'minutes are never rounded before display'),
  );
  return {
    targetMinutes: rule('targetMinutes').orNull((target) => target.count()),
    credit: rule('credit').oneOf(CREDITS),
    minutesPerHour: rule('minutesPerHour').oneOf([60, 45]),
    windowMonths: rule('windowMonths').orNull((months) => months.count()),
    exemptCapacities: rule('exemptCapacities').list((capacity) => capacity.oneOf(CAPACITIES)),
  };
}

/** Steps and conditions may be left out: what is not named has no effect. */
function readGates(field: Field): Gates {
  const gates = field.object([], GATE_STEPS);
  return {
    CERTIFICATION_DAY: gates('CERTIFICATION_DAY').ifGiven(readStep) ?? {},
    CERTIFICATE_ISSUE: gates('CERTIFICATE_ISSUE').ifGiven(readStep) ?? {},
    COMPLETION: gates('COMPLETION').ifGiven(readStep) ?? {},
  };
}

function readStep(field: Field): Gates[GateStep] {
  field.object([], GATE_CONDITIONS);
  return Object.fromEntries(field.entries().map((effect) => [effect.key, effect.oneOf(EFFECTS)]));
}

function readCertification(field: Field): CertificationRule {
  const rule = field.object(['title', 'video', 'maxAttempts', 'validMonths']);
  return {
    title: readTexts(rule('title')),
    video: rule('video').oneOf(['IF_POSSIBLE', 'NOT_USED']),
    maxAttempts: rule('maxAttempts').orNull((attempts) => attempts.count()),
    validMonths: rule('validMonths').orNull((months) => months.count()),
  };
}

function readSource(field: Field, root: Field): Source {
  const source = field.object(['path', 'reference', 'quote']);
  const path = source('path').text();
  if (!root.has(path)) throw source('path').refusal(`nothing in this file is at ${path}`);
  return {
    path,
    reference: source('reference').text(),
    quote: source('quote').orNull((quote) => quote.text()),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
