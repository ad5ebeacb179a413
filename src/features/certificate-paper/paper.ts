/** What is printed on a certificate, in words. All of it comes from the version itself and the rules it was issued under. */
import type { LocalDate } from '../../domain/calendar.js';
import type { CertificateStatus } from '../../domain/certificate.js';
import type { Programme, Texts } from '../../domain/programme.js';
import { findTrack } from '../../domain/programme.js';
import { hoursAndMinutes, type RequirementKind } from '../../domain/requirements.js';
import type { CertificateRow, CertificateSnapshot } from '../certification/index.js';

export type Language = 'da' | 'en';

export interface Paper {
  readonly language: Language;
  readonly number: string;
  readonly title: string;
  readonly lines: {
    readonly kind: string;
    readonly issuedTo: string;
    readonly holder: string;
    readonly as: string;
    readonly title: string;
    readonly programme: string;
    readonly restsOn: string;
    readonly check: string;
    readonly qrCode: string;
    readonly rules: string;
  };
  /** What it rests on. */
  readonly basis: readonly (readonly [string, string])[];
  readonly facts: readonly (readonly [string, string])[];
  readonly address: string;
  readonly author: string;
  readonly since: LocalDate;
  /** Said across the page where it does not simply hold; null where it does. */
  readonly mark: { readonly word: string; readonly sentence: string; readonly over: boolean } | null;
}

export interface PaperSource {
  readonly row: CertificateRow;
  readonly snapshot: CertificateSnapshot;
  /** Under the version of the rules that it was issued under. */
  readonly programme: Programme;
  readonly standing: { readonly status: CertificateStatus; readonly since: LocalDate };
  readonly latestVersion: number;
  /** The beginning of the check address. */
  readonly origin: string;
}

const REQUIREMENTS: Readonly<Record<RequirementKind, Texts>> = {
  ATTENDANCE: { da: 'fremmøde', en: 'attendance' },
  SUPERVISION: { da: 'supervision', en: 'supervision' },
  ASSESSMENT: { da: 'bedømmelse', en: 'assessment' },
};

export function paperOf(source: PaperSource, language: Language): Paper {
  const { row, snapshot, programme, origin } = source;
  const { number, version, holderName: holder, issuedOn, validUntil } = row;
  const course = snapshot.kind === 'COURSE';
  const say = (da: string, en: string): string => ({ da, en })[language];
  const kind = course ? say('Kursusbevis', 'Course certificate') : say('Certifikat', 'Certificate');
  const title = titleOf(source, language);
  const since = row.events[0]?.on ?? issuedOn;
  const provider = snapshot.provider ?? null;
  return {
    language,
    number,
    title: `${kind}: ${title}, ${holder}`,
    lines: {
      kind,
      issuedTo: say('Udstedt til', 'Issued to'),
      holder,
      as: course
        ? say('som har gennemført', 'who has completed')
        : say('som er certificeret som', 'who is certified as'),
      title,
      programme: programme.name[language],
      restsOn: say('Det hviler på', 'It rests on'),
      check: say('Kontrollér, om det gælder i dag', 'Check whether it holds today'),
      qrCode: say(
        `QR-kode med adressen til kontrol af ${number}`,
        `QR code with the address where ${number} is checked`,
      ),
      rules: say(
        `Opgjort ved udstedelsen efter programmets regelsæt ${snapshot.programmeKey}, version ${snapshot.ruleVersion}.`,
        `As it stood at issue, under the programme’s rule set ${snapshot.programmeKey}, version ${snapshot.ruleVersion}.`,
      ),
    },
    basis: basisOf(source, language),
    facts: [
      [say('Nummer', 'Number'), number],
      [
        say('Version', 'Version'),
        version === 1
          ? '1'
          : say(`${version}, af ${longDate(since, language)}`, `${version}, of ${longDate(since, language)}`),
      ],
      [say('Udstedt', 'Issued'), longDate(issuedOn, language)],
      ...(validUntil === null
        ? []
        : [[say('Gælder til og med', 'Valid until'), longDate(validUntil, language)] as const]),
      ...(provider === null ? [] : [[say('Kompetenceleverandør', 'Training provider'), provider] as const]),
    ],
    address: `${origin}/verify/${number}`,
    author: provider ?? 'Forløb',
    since,
    mark: markOf(source, language),
  };
}

/** Everything that is printed. */
export function textsOf({ lines, basis, facts, address, mark }: Paper): readonly string[] {
  const above = mark === null ? [] : [mark.sentence, mark.word];
  return [...above, ...Object.values(lines), ...basis.flat(), ...facts.flat(), address];
}

/** In Danish as it was issued; in English as the rules of that version have it. */
function titleOf({ row, snapshot, programme }: PaperSource, language: Language): string {
  if (language === 'da')
    return snapshot.kind === 'COURSE' ? snapshot.title.replace(/^Kursusbevis: /, '') : row.title;
  const track = findTrack(programme, snapshot.trackKey);
  return (snapshot.kind === 'COURSE' ? track?.name.en : track?.certification?.title.en) ?? row.title;
}

function basisOf({ snapshot, programme }: PaperSource, language: Language): (readonly [string, string])[] {
  const { requiredHalfDays, attendedHalfDays, madeUpHalfDays, attempt, dispensations } = snapshot;
  const say = (da: string, en: string): string => ({ da, en })[language];
  const rows: (readonly [string, string])[] = [];
  const present = attendedHalfDays + madeUpHalfDays;
  if (requiredHalfDays !== null || present > 0) {
    const of = requiredHalfDays === null ? '' : say(` af ${requiredHalfDays}`, ` of ${requiredHalfDays}`);
    const madeUp =
      madeUpHalfDays === 0
        ? ''
        : say(`, heraf ${madeUpHalfDays} indhentet`, `, of which ${madeUpHalfDays} made up`);
    rows.push([
      say('Kursusdage', 'Course days'),
      say(`${present}${of} halve dage${madeUp}`, `${present}${of} half-days${madeUp}`),
    ]);
  }
  if (attempt !== null)
    rows.push([
      say('Certificeringsdag', 'Certification day'),
      say(`Bestået ${longDate(attempt.date, 'da')}`, `Passed on ${longDate(attempt.date, 'en')}`),
    ]);
  const target = snapshot.supervisionTargetMinutes;
  if (target !== null || snapshot.supervisionMinutes > 0) {
    const perHour = findTrack(programme, snapshot.trackKey)?.supervision?.minutesPerHour;
    const hours = (minutes: number) =>
      say(hoursAndMinutes(minutes, perHour), hoursAndMinutes(minutes, perHour).replace(' t ', ' h '));
    const of = target === null ? '' : say(` af ${hours(target)}`, ` of ${hours(target)}`);
    rows.push([say('Supervision', 'Supervision'), `${hours(snapshot.supervisionMinutes)}${of}`]);
  }
  for (const { requirement, grantedOn } of dispensations) {
    const what = REQUIREMENTS[requirement][language];
    rows.push([
      say('Dispensation', 'Dispensation'),
      say(
        `Fritaget for kravet om ${what}, ${longDate(grantedOn, 'da')}`,
        `Exempted from the requirement of ${what}, ${longDate(grantedOn, 'en')}`,
      ),
    ]);
  }
  return rows;
}

/** A paper that no longer holds is given out all the same, since the holder has a right to it, but says so over the page. */
function markOf(
  { standing: { status, since }, latestVersion }: PaperSource,
  language: Language,
): Paper['mark'] {
  const date = longDate(since, language);
  const say = (da: [string, string], en: [string, string], over = true): Paper['mark'] => {
    const [word, rest] = { da, en }[language];
    return { word, sentence: `${word} ${rest}`, over };
  };
  switch (status) {
    case 'VALID':
      return null;
    case 'REVIEW_REQUIRED':
      return say(
        ['Under vurdering', `siden ${date}. Det gælder, indtil der er truffet afgørelse.`],
        ['Under review', `since ${date}. It holds until that is decided.`],
        false,
      );
    case 'REVOKED':
      return say(
        ['Tilbagekaldt', `${date}. Det gælder ikke længere.`],
        ['Revoked', `on ${date}. It no longer holds.`],
      );
    case 'REPLACED':
      return say(
        ['Erstattet', `${date}. Denne udgave gælder ikke længere; den seneste er version ${latestVersion}.`],
        ['Replaced', `on ${date}. This version no longer holds; the latest is version ${latestVersion}.`],
      );
    case 'EXPIRED':
      return say(
        ['Udløbet', `${date}. Det gælder ikke længere.`],
        ['Expired', `on ${date}. It no longer holds.`],
      );
  }
}

/** `12. september 2019`, or `12 September 2019`. */
export function longDate(date: LocalDate, language: Language): string {
  const format = new Intl.DateTimeFormat(language === 'da' ? 'da-DK' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${date}T00:00:00Z`));
}
