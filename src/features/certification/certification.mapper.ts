import { copenhagenDate, type LocalDate } from '../../domain/calendar.js';
import { certificateStanding, type CertificateStanding, toldStanding } from '../../domain/certificate.js';
import { RequirementKind } from '../progress/index.js';
import type { AttemptRow } from './attempt.log.js';
import type { CertificateRow } from './certificate.repository.js';
import type { DispensationRow } from './dispensation.repository.js';
import { AttemptOutcome, CertificationAttempt, VideoStatus } from './dto/attempt.dto.js';
import {
  Certificate,
  CertificateBasis,
  CertificateKind,
  CertificateStatus,
  CertificateVerification,
} from './dto/certificate.model.js';
import { Dispensation } from './dto/dispensation.dto.js';
import type { CertificateSnapshot } from './snapshot.js';

/** How a certificate stands on a day. Never without an answer: a number that was issued always has one (V26). */
export function standingOf(row: CertificateRow, on: LocalDate): CertificateStanding {
  return certificateStanding(row.events, row.validUntil, on) ?? { status: row.status, since: row.issuedOn };
}

export function toCertificate(row: CertificateRow, today: LocalDate): Certificate {
  const { events, snapshot, ...rest } = row;
  const { status, since } = standingOf(row, today);
  const read = JSON.parse(snapshot) as CertificateSnapshot;
  return Object.assign(new Certificate(), rest, {
    versionOn: events[0]?.on ?? row.issuedOn,
    status: CertificateStatus[status],
    statusSince: since,
    kind: CertificateKind[read.kind ?? 'CERTIFICATE'],
    provider: read.provider ?? null,
    basis: toBasis(read),
  });
}

export function toVerification(row: CertificateRow, today: LocalDate): CertificateVerification {
  return toCheck(toCertificate(row, today));
}

/** What of a certificate is public. */
export function toCheck(certificate: Certificate): CertificateVerification {
  const { number, version, versionOn, holderName, title, issuedOn, validUntil, erasedAt } = certificate;
  const standing = { status: certificate.status, since: certificate.statusSince as LocalDate };
  const { status, since } = toldStanding(standing, erasedAt === null ? null : copenhagenDate(erasedAt));
  return Object.assign(new CertificateVerification(), {
    ...{ number, version, versionOn, holderName, title, issuedOn, validUntil },
    status: CertificateStatus[status],
    statusSince: since,
  });
}

export function toAttempt(row: AttemptRow): CertificationAttempt {
  const { enrolmentId: _, heldOn, ...rest } = row;
  return Object.assign(new CertificationAttempt(), rest, {
    outcome: AttemptOutcome[row.outcome],
    video: row.video === null ? null : VideoStatus[row.video],
    date: heldOn,
  });
}

export function toDispensation(row: DispensationRow): Dispensation {
  const { recordId: _record, number: _number, enrolmentId: _enrolment, validOn, validUntil, ...rest } = row;
  return Object.assign(new Dispensation(), rest, {
    requirement: RequirementKind[row.requirement],
    grantedOn: validOn,
    until: validUntil,
  });
}

function toBasis(snapshot: CertificateSnapshot): CertificateBasis {
  const {
    name: _name,
    title: _title,
    kind: _kind,
    provider: _provider,
    attempt,
    dispensations,
    ...figures
  } = snapshot;
  return Object.assign(new CertificateBasis(), figures, {
    attemptNumber: attempt?.number ?? null,
    attemptDate: attempt?.date ?? null,
    dispensations: dispensations.map(({ requirement }) => RequirementKind[requirement]),
  });
}
