/** The life of a certificate as a list of events (domain.md 3d, L13-L16; V20-V27). */
import { addDays, addMonths, type LocalDate } from './calendar.js';

export type CertificateStatus = 'VALID' | 'REVIEW_REQUIRED' | 'REVOKED' | 'REPLACED' | 'EXPIRED';

export const CERTIFICATE_EVENT_KINDS = [
  // The first event of a version: of the first one, and of those that take the place of an earlier one.
  'ISSUED',
  'REISSUED',
  'CORRECTED',
  'RENEWED',
  // What happens to it after that.
  'REVIEW_REQUIRED',
  'UPHELD',
  'REVOKED',
  'REINSTATED',
  'REPLACED',
] as const;
export type CertificateEventKind = (typeof CERTIFICATE_EVENT_KINDS)[number];
export type StoredStatus = Exclude<CertificateStatus, 'EXPIRED'>;

export interface CertificateEvent {
  readonly kind: CertificateEventKind;
  readonly on: LocalDate;
}

/** Status after each kind of event; expiry is not an event, it follows from the date. */
export const STATUS_AFTER: Readonly<Record<CertificateEventKind, StoredStatus>> = {
  ISSUED: 'VALID',
  REISSUED: 'VALID',
  CORRECTED: 'VALID',
  RENEWED: 'VALID',
  REVIEW_REQUIRED: 'REVIEW_REQUIRED',
  UPHELD: 'VALID',
  REVOKED: 'REVOKED',
  REINSTATED: 'VALID',
  REPLACED: 'REPLACED',
};

/** What can happen to a version in each status. One that was replaced is over: its successor lives on (V26). */
export const CERTIFICATE_TRANSITIONS: Readonly<Record<StoredStatus, readonly CertificateEventKind[]>> = {
  VALID: ['REVIEW_REQUIRED', 'REVOKED', 'REPLACED'],
  // A named person decides: upheld, corrected (REPLACED by a corrected version) or revoked (V25, L22).
  REVIEW_REQUIRED: ['UPHELD', 'REPLACED', 'REVOKED'],
  REVOKED: ['REINSTATED'],
  REPLACED: [],
};

export function mayHappen(status: StoredStatus, kind: CertificateEventKind): boolean {
  return CERTIFICATE_TRANSITIONS[status].includes(kind);
}

export interface CertificateStanding {
  readonly status: CertificateStatus;
  readonly since: LocalDate;
}

/** What a stranger with the number is told: a holder who was erased is no event of validity, and comes before all of them. */
export type ToldStatus = CertificateStatus | 'HOLDER_ERASED';

export interface ToldStanding {
  readonly status: ToldStatus;
  readonly since: LocalDate;
}

/** `erasedOn`: the day on which the holder was erased; null while they are known. */
export function toldStanding(standing: ToldStanding, erasedOn: LocalDate | null): ToldStanding {
  return erasedOn === null ? standing : { status: 'HOLDER_ERASED', since: erasedOn };
}

/** Status on a day, from the events in the order they were recorded; null before the certificate was issued. */
export function certificateStanding(
  events: readonly CertificateEvent[],
  validUntil: LocalDate | null,
  on: LocalDate,
): CertificateStanding | null {
  const last = events.filter((event) => event.on <= on).at(-1);
  if (last === undefined) return null;
  const status = STATUS_AFTER[last.kind];
  const holds = status === 'VALID' || status === 'REVIEW_REQUIRED';
  if (holds && validUntil !== null && validUntil < on) {
    const expiredOn = addDays(validUntil, 1);
    // Of what is decided later only the end of a revocation makes it EXPIRED; a review or a new version finds it so.
    const reinstatedOn = events.findLast((event) => event.kind === 'REINSTATED' && event.on <= on)?.on;
    const later = reinstatedOn !== undefined && reinstatedOn > expiredOn;
    return { status: 'EXPIRED', since: later ? reinstatedOn : expiredOn };
  }
  return { status, since: last.on };
}

/**
 * The last day of a renewed certificate: a whole period more than it had, or from today where it was over already. Null
 * where a whole period still lies ahead, so that renewing twice does not pile them up.
 */
export function renewedUntil(validUntil: LocalDate, validMonths: number, today: LocalDate): LocalDate | null {
  if (validUntil >= addMonths(today, validMonths)) return null;
  const from = validUntil < today ? today : addDays(validUntil, 1);
  return lastDay(from, validMonths);
}

/** The last day of a certificate that begins on a day; null where the rules set no limit. */
export function lastDay(from: LocalDate, validMonths: number): LocalDate;
export function lastDay(from: LocalDate, validMonths: number | null): LocalDate | null;
export function lastDay(from: LocalDate, validMonths: number | null): LocalDate | null {
  return validMonths === null ? null : addDays(addMonths(from, validMonths), -1);
}

/** Whether the holder counts as certified: under review a certificate still holds (L22). */
export function holds(status: CertificateStatus): boolean {
  return status === 'VALID' || status === 'REVIEW_REQUIRED';
}

/** Why a credential is not to be relied on: for good, or while somebody looks into it. */
export type StatusPurpose = 'revocation' | 'suspension';

/** The statuses that a verifier is told of; of all others it is told nothing. Expiry stands in the credential itself. */
export const TOLD_AS: Readonly<Record<StatusPurpose, readonly StoredStatus[]>> = {
  // A version that was replaced never comes back, and one that was revoked may be reinstated (L15).
  revocation: ['REVOKED', 'REPLACED'],
  // Under review it still holds (L22): the person who checks is told that somebody is looking into it.
  suspension: ['REVIEW_REQUIRED'],
};

/** Without I, L, O, 0 and 1, which people mistake for each other; 31 characters, a prime, so that the check finds every slip. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const BODY = 8;

/** Bytes from here on would give the first characters more often than the others: 256 is no multiple of 31. */
const UNEVEN = 256 - (256 % ALPHABET.length);

/**
 * `FL-7K3M-9QXT-4` from random bytes: every number as likely as any other, with a check character. Null where fewer than
 * 8 of the bytes can be used; 1 in 32 of them cannot.
 */
export function certificateNumber(random: Uint8Array): string | null {
  const even = Array.from(random).filter((byte) => byte < UNEVEN);
  if (even.length < BODY) return null;
  const body = even
    .slice(0, BODY)
    .map((byte) => ALPHABET[byte % ALPHABET.length])
    .join('');
  return `FL-${body.slice(0, 4)}-${body.slice(4)}-${checkCharacter(body)}`;
}

/** The number as it is stored, from what a person typed; null when it cannot be a number (wrong length or check character). */
export function readCertificateNumber(typed: string): string | null {
  const text = typed.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
  const bare = text.startsWith('FL') && text.length === BODY + 3 ? text.slice(2) : text;
  if (bare.length !== BODY + 1 || [...bare].some((character) => !ALPHABET.includes(character))) return null;
  const body = bare.slice(0, BODY);
  if (checkCharacter(body) !== bare.slice(BODY)) return null;
  return `FL-${body.slice(0, 4)}-${body.slice(4)}-${bare.slice(BODY)}`;
}

function checkCharacter(body: string): string {
  const sum = [...body].reduce(
    (total, character, index) => total + ALPHABET.indexOf(character) * (index + 2),
    0,
  );
  return ALPHABET[sum % ALPHABET.length] ?? '';
}
