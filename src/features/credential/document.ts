/** The credential of one version of a certificate: Open Badges 3.0, as a W3C Verifiable Credential 2.0. */
import { v5 as named } from 'uuid';
import { copenhagenInstant, endOfDay, type LocalDate } from '../../domain/calendar.js';
import { findTrack, type Programme } from '../../domain/programme.js';
import type { CertificateRow, CertificateSnapshot } from '../certification/index.js';
import { BADGES_CONTEXT, CREDENTIALS_CONTEXT, type LinkedData } from './linked-data.js';
import type { StatusPlace } from './status-places.js';
import { bilingual, criteria, evidence } from './words.js';

/** Of names that follow from what they name; drawn once. */
const NAMES = '0b9b7d5e-3f0c-4a5e-8f0f-6d1d4f7c2a91';

export interface CredentialParts {
  readonly certificate: CertificateRow;
  /** The rules that the holder followed. */
  readonly programme: Programme;
  readonly issuer: LinkedData & { readonly id: string };
  /** The beginning of the status lists' addresses. */
  readonly origin: string;
  readonly status: StatusPlace;
}

/** Follows from what the version said when it was issued, and never from how things stand now (V24). */
export function credentialOf({
  certificate,
  programme,
  issuer,
  origin,
  status,
}: CredentialParts): LinkedData {
  const { number, version, title, holderName, issuedOn, validUntil, events } = certificate;
  const snapshot = JSON.parse(certificate.snapshot) as CertificateSnapshot;
  const track = findTrack(programme, snapshot.trackKey);
  if (track === undefined) throw new Error('A certificate without its track');
  const english = track.certification?.title.en ?? title;
  return {
    '@context': [CREDENTIALS_CONTEXT, BADGES_CONTEXT],
    id: credentialId(certificate.id),
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: title,
    description: bilingual({
      da: `Certifikat ${number}, version ${version}: ${title}.`,
      en: `Certificate ${number}, version ${version}: ${english}.`,
    }),
    issuer,
    // A later version holds from its own first event on, and says when the certificate was first awarded.
    validFrom: startOf(events[0]?.on ?? issuedOn),
    awardedDate: startOf(issuedOn),
    ...(validUntil !== null && { validUntil: endOfDay(validUntil) }),
    credentialSubject: {
      id: urn(`${issuer.id} holder of ${number}`),
      type: ['AchievementSubject'],
      // The name stands on the certificate, so it is not hidden here. No e-mail address, hashed or not: a hash of an
      // address can be undone by trying addresses, and addresses change while the certificate says what it said.
      identifier: [{ type: 'IdentityObject', hashed: false, identityHash: holderName, identityType: 'name' }],
      licenseNumber: number,
      achievement: {
        id: urn(`${issuer.id} ${programme.key} ${programme.version} ${track.key} ${title}`),
        type: ['Achievement'],
        achievementType: 'Certification',
        name: title,
        description: bilingual({
          da: `${title}: ${programme.name.da}, ${track.name.da}.`,
          en: `${english}: ${programme.name.en}, ${track.name.en}.`,
        }),
        criteria: { narrative: criteria(programme, track) },
        humanCode: `${programme.key}/${track.key}`,
        version: String(programme.version),
        inLanguage: 'da',
      },
    },
    evidence: evidence(snapshot, track).map((words) => ({ type: ['Evidence'], ...words })),
    credentialStatus: (['revocation', 'suspension'] as const).map((statusPurpose) => {
      const statusListCredential = listAddress(origin, statusPurpose, status.list);
      return {
        id: `${statusListCredential}#${status.place}`,
        type: 'BitstringStatusListEntry',
        statusPurpose,
        statusListIndex: String(status.place),
        statusListCredential,
      };
    }),
  };
}

export function listAddress(origin: string, purpose: string, list: number): string {
  return `${origin}/status/${purpose}-${list}`;
}

/** The id of a version, in the form that everybody takes for an id. */
function credentialId(certificateId: string): string {
  const hexadecimal = certificateId.slice(certificateId.indexOf('_') + 1);
  return `urn:uuid:${hexadecimal.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

function urn(name: string): string {
  return `urn:uuid:${named(name, NAMES)}`;
}

function startOf(date: LocalDate): string {
  return copenhagenInstant(date, '00:00');
}
