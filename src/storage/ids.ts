import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { msOfInstant, type Instant } from '../domain/calendar.js';

/** What an id begins with says what it names, so that `node(id)` finds the right room. */
export const ID_PREFIXES = {
  engagement: 'eng',
  seat: 'sea',
  seatOffer: 'ofr',
  person: 'per',
  affiliation: 'aff',
  provider: 'pro',
  cohort: 'coh',
  courseDay: 'day',
  enrolment: 'enr',
  supervisionGroup: 'grp',
  supervisionMeeting: 'mee',
  supervisor: 'sup',
  certificate: 'cer',
  certificationAttempt: 'att',
  dispensation: 'dis',
  makeUp: 'mak',
  apology: 'apo',
  dispute: 'dsp',
  correctionRequest: 'cor',
  personMerge: 'mrg',
  teamMember: 'tea',
  engagementMeeting: 'emt',
  planDocument: 'doc',
  machineToken: 'mct',
  erasure: 'ers',
  retentionRun: 'ret',
  auditShortening: 'ash',
  account: 'acc',
  accountLink: 'lnk',
  fact: 'fac',
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** A new id: time-ordered, so that indexes grow at one end, and the same on every database. */
export function newId(kind: IdKind): string {
  return written(kind, v7());
}

/** An id as a new one is, but always the same for the same seed and moment; what the seed was cannot be told from it. */
export function idFrom(kind: IdKind, seed: string, at: Instant): string {
  const random = createHash('sha256').update(seed).digest();
  return written(kind, v7({ random, msecs: msOfInstant(at) }));
}

function written(kind: IdKind, uuid: string): string {
  return `${ID_PREFIXES[kind]}_${uuid.replaceAll('-', '')}`;
}
