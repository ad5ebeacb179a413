/** What a credential says in words: Danish first, English second. Nothing here is worded as an official rule. */
import { formatDanishDate } from '../../domain/calendar.js';
import {
  requiredHalfDays,
  type GateCondition,
  type Programme,
  type Texts,
  type Track,
} from '../../domain/programme.js';
import { hoursAndMinutes, type RequirementKind } from '../../domain/requirements.js';
import type { CertificateSnapshot } from '../certification/index.js';

export interface EvidenceWords {
  readonly name: string;
  readonly narrative: string;
}

const REQUIREMENTS: Readonly<Record<RequirementKind, Texts>> = {
  ATTENDANCE: { da: 'fremmøde', en: 'attendance' },
  SUPERVISION: { da: 'supervision', en: 'supervision' },
  ASSESSMENT: { da: 'vurdering', en: 'assessment' },
};

/** One text for both languages. */
export function bilingual({ da, en }: Texts): string {
  return da === en ? da : `${da}\n\n${en}`;
}

/** How the certificate is earned: what holds up its issue under the rules that the holder followed. */
export function criteria(programme: Programme, track: Track): string {
  const needs = [attendance(track), assessment(track), supervision(track)].filter((each) => each !== null);
  const inOneLine = (language: keyof Texts) => needs.map((each) => `- ${each[language]}`).join('\n');
  const { key, version, name } = programme;
  return bilingual({
    da: `Forløb: ${name.da}, ${track.name.da}.\n${inOneLine('da')}\nDet er det, som udstederen har aftalt for forløbet (regelsæt ${key}, version ${version}), ikke en officiel regel.`,
    en: `Programme: ${name.en}, ${track.name.en}.\n${inOneLine('en')}\nThis is what the issuer agreed on for the programme (rule set ${key}, version ${version}), not an official rule.`,
  });
}

/** What the certificate rested on when it was issued, from its snapshot and nothing else (V24). */
export function evidence(snapshot: CertificateSnapshot, track: Track): EvidenceWords[] {
  return [
    attended(snapshot),
    ...(track.certification === null ? [] : [passed(snapshot)]),
    supervised(snapshot, track),
    ...(snapshot.dispensations.length === 0 ? [] : [dispensed(snapshot)]),
    followed(snapshot),
  ];
}

function blocks(track: Track, condition: GateCondition): boolean {
  return track.gates.CERTIFICATE_ISSUE[condition] === 'BLOCK';
}

function attendance(track: Track): Texts | null {
  const required = requiredHalfDays(track);
  if (required === null) return null;
  const { toleranceHalfDays } = track.attendance;
  const but = {
    da: toleranceHalfDays > 0 ? `, hvoraf højst ${toleranceHalfDays} må mangle` : '',
    en: toleranceHalfDays > 0 ? `, of which at most ${toleranceHalfDays} may be missing` : '',
  };
  const later = afterwards(blocks(track, 'attendance'));
  return {
    da: `Fremmøde: ${required} halve dage${but.da}.${later.da}`,
    en: `Attendance: ${required} half-days${but.en}.${later.en}`,
  };
}

function assessment(track: Track): Texts | null {
  if (track.certification === null) return null;
  return {
    da: 'Certificeringsdag: bestået vurdering.',
    en: 'Certification day: the assessment is passed.',
  };
}

function supervision(track: Track): Texts | null {
  const target = track.supervision?.targetMinutes ?? null;
  if (track.supervision === null || target === null) return null;
  const { da, en } = hours(target, track);
  const later = afterwards(blocks(track, 'supervision'));
  return { da: `Supervision: ${da}.${later.da}`, en: `Supervision: ${en}.${later.en}` };
}

function afterwards(block: boolean): Texts {
  return block
    ? { da: '', en: '' }
    : { da: ' Certifikatet kan udstedes før det.', en: ' The certificate may be issued before that.' };
}

/** As on the paper: what was made up is counted among them. */
function attended({ attendedHalfDays, requiredHalfDays: required, madeUpHalfDays }: CertificateSnapshot) {
  const present = attendedHalfDays + madeUpHalfDays;
  const of = {
    da: required === null ? '' : ` af ${required}`,
    en: required === null ? '' : ` of ${required}`,
  };
  const madeUp = {
    da: madeUpHalfDays > 0 ? ` Heraf ${madeUpHalfDays} ved opsamling.` : '',
    en: madeUpHalfDays > 0 ? ` Of these ${madeUpHalfDays} made up.` : '',
  };
  return {
    name: 'Fremmøde / Attendance',
    narrative: bilingual({
      da: `${present}${of.da} halve dage ved udstedelsen.${madeUp.da}`,
      en: `${present}${of.en} half-days at issue.${madeUp.en}`,
    }),
  };
}

function passed({ attempt }: CertificateSnapshot) {
  return {
    name: 'Certificeringsdag / Certification day',
    narrative: bilingual(
      attempt === null
        ? {
            da: 'Vurderingen er fraveget ved dispensation.',
            en: 'The assessment was lifted by dispensation.',
          }
        : {
            da: `Bestået i forsøg ${attempt.number} den ${formatDanishDate(attempt.date)}.`,
            en: `Passed in attempt ${attempt.number} on ${attempt.date}.`,
          },
    ),
  };
}

function supervised({ supervisionMinutes, supervisionTargetMinutes }: CertificateSnapshot, track: Track) {
  const had = hours(supervisionMinutes, track);
  const target = supervisionTargetMinutes === null ? null : hours(supervisionTargetMinutes, track);
  const of = { da: target === null ? '' : ` af ${target.da}`, en: target === null ? '' : ` of ${target.en}` };
  return {
    name: 'Supervision',
    narrative: bilingual({
      da: `${had.da}${of.da} ved udstedelsen. Supervision kan fortsætte efter den.`,
      en: `${had.en}${of.en} at issue. Supervision may go on after it.`,
    }),
  };
}

function dispensed({ dispensations }: CertificateSnapshot) {
  return {
    name: 'Dispensationer / Dispensations',
    narrative: bilingual({
      da: `Fraveget: ${dispensations.map(({ requirement, grantedOn }) => `${REQUIREMENTS[requirement].da} (${formatDanishDate(grantedOn)})`).join(', ')}.`,
      en: `Lifted: ${dispensations.map(({ requirement, grantedOn }) => `${REQUIREMENTS[requirement].en} (${grantedOn})`).join(', ')}.`,
    }),
  };
}

function followed({ programmeKey, trackKey, ruleVersion }: CertificateSnapshot) {
  return {
    name: 'Regelsæt / Rule set',
    narrative: bilingual({
      da: `${programmeKey}, spor ${trackKey}, version ${ruleVersion}.`,
      en: `${programmeKey}, track ${trackKey}, version ${ruleVersion}.`,
    }),
  };
}

function hours(minutes: number, track: Track): Texts {
  const da = hoursAndMinutes(minutes, track.supervision?.minutesPerHour);
  return { da, en: da.replace(' t ', ' h ') };
}
