/** Where people work, from and to a day (L4, L5, L19, V36), and how many certified people that makes (Q21). */
import type { LocalDate } from './calendar.js';
import { certificateStanding, holds, type CertificateEvent } from './certificate.js';

/** What kind of organisation somebody works for (domain.md section 5, L19). */
export const ORGANISATION_TYPES = [
  'MUNICIPALITY',
  'AUTHORITY',
  'JOB_CENTRE',
  'PSYCHIATRY',
  'REGION',
  'OTHER',
] as const;
export type OrganisationType = (typeof ORGANISATION_TYPES)[number];

/** Kinds that are part of a municipality; of the partners, only psychiatry is normally not (R14). */
const MUNICIPAL: readonly OrganisationType[] = ['MUNICIPALITY', 'AUTHORITY', 'JOB_CENTRE'];

export function isMunicipal(type: OrganisationType): boolean {
  return MUNICIPAL.includes(type);
}

export interface Period {
  /** First day; null = always. */
  readonly validFrom: LocalDate | null;
  /** First day no longer; null while it lasts. */
  readonly validTo: LocalDate | null;
}

export function lastsOn({ validFrom, validTo }: Period, on: LocalDate): boolean {
  return (validFrom === null || validFrom <= on) && (validTo === null || on < validTo);
}

/** Whether there is a day in it. */
export function hasDays({ validFrom, validTo }: Period): boolean {
  return validFrom === null || validTo === null || validFrom < validTo;
}

/** Titles that end like a leader’s and are something else: they lead meetings and projects, not staff. */
const NOT_OF_STAFF = ['mødeleder', 'netværksmødeleder', 'projektleder', 'meeting leader', 'project leader'];
const LEADS_STAFF = /(leder|lederen|chef|chefen|leader|manager|direktør)$/u;

/** Whether a job title says that its holder leads staff: `Afdelingsleder, Familiehuset`, but not `Mødeleder`. */
export function isStaffLeader(role: string): boolean {
  return role
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}\p{N} ]+/u)
    .map((part) => part.trim())
    .filter((part) => !NOT_OF_STAFF.some((title) => part === title || part.endsWith(` ${title}`)))
    .some((part) => part.split(' ').some((word) => LEADS_STAFF.test(word) && !NOT_OF_STAFF.includes(word)));
}

/** One person's job in a municipality. */
export interface Job extends Period {
  readonly personId: string;
  readonly municipalityCode: string;
}

export interface HeldCertificate {
  readonly personId: string;
  readonly validUntil: LocalDate | null;
  /** In the order they were recorded. */
  readonly events: readonly CertificateEvent[];
}

/** The certified people of one municipality on a day, and what changes between today and a day that lies ahead. */
export interface Workforce {
  readonly municipalityCode: string;
  readonly certified: number;
  readonly certifiedToday: number;
  /** Certified here today, and working here no longer on the day. */
  readonly leaving: number;
  /** Certified here today and here on the day, with a certificate that holds no longer. */
  readonly expiring: number;
  /** Certified here on the day, but not today. */
  readonly joining: number;
}

export interface WorkforceAnswer {
  readonly municipalities: readonly Workforce[];
  /** Unique persons: who works in two municipalities is counted once (V28). */
  readonly persons: number;
  /** Certified on the day, and working in none of the municipalities. */
  readonly elsewhere: number;
}

/** Q21, L5: who works where on the day, with a certificate that holds on the day. What is known today decides. */
export function certifiedWorkforce(
  jobs: readonly Job[],
  certificates: readonly HeldCertificate[],
  { on, today }: { on: LocalDate; today: LocalDate },
): WorkforceAnswer {
  const certifiedThen = certifiedOn(certificates, on);
  const certifiedNow = certifiedOn(certificates, today);
  const codes = [...new Set(jobs.map((job) => job.municipalityCode))].sort();
  const municipalities = codes.map((municipalityCode) => {
    const own = jobs.filter((job) => job.municipalityCode === municipalityCode);
    const hereThen = peopleOn(own, on);
    const now = [...peopleOn(own, today)].filter((person) => certifiedNow.has(person));
    const then = [...hereThen].filter((person) => certifiedThen.has(person));
    return {
      municipalityCode,
      certified: then.length,
      certifiedToday: now.length,
      leaving: now.filter((person) => !hereThen.has(person)).length,
      expiring: now.filter((person) => hereThen.has(person) && !certifiedThen.has(person)).length,
      joining: then.filter((person) => !now.includes(person)).length,
    };
  });
  const working = peopleOn(jobs, on);
  const persons = [...certifiedThen].filter((person) => working.has(person)).length;
  return { municipalities, persons, elsewhere: certifiedThen.size - persons };
}

function certifiedOn(certificates: readonly HeldCertificate[], on: LocalDate): ReadonlySet<string> {
  const held = certificates.filter(({ events, validUntil }) => {
    const standing = certificateStanding(events, validUntil, on);
    return standing !== null && holds(standing.status);
  });
  return new Set(held.map((certificate) => certificate.personId));
}

function peopleOn(jobs: readonly Job[], on: LocalDate): ReadonlySet<string> {
  return new Set(jobs.filter((job) => lastsOn(job, on)).map((job) => job.personId));
}
