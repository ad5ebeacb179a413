/** One row of each kind, valid beside those of schema-filling.ts, to try what the tables refuse. */
import type { MunicipalitySuccessionEntity } from '../../src/storage/authority.entity.js';
import type { CertificateEntity } from '../../src/storage/certification.entity.js';
import type { AttendanceEntity } from '../../src/storage/course.entity.js';
import type {
  EngagementMeetingAttendanceEntity,
  EngagementMeetingRecordEntity,
  PlanDocumentEntity,
  TeamMembershipEntity,
} from '../../src/storage/implementation.entity.js';
import type {
  AccountEntity,
  AccountLinkEntity,
  AccountRoleEntity,
} from '../../src/storage/account.entity.js';
import type { MachineTokenEntity } from '../../src/storage/machine.entity.js';
import type { CorrectionRequestEntity, ReadingEntity } from '../../src/storage/protection.entity.js';
import type { AuditSealEntity } from '../../src/storage/log.entity.js';
import type { AuditShorteningEntity } from '../../src/storage/shortening.entity.js';
import type { DispensationEntity, EnrolmentEntity } from '../../src/storage/people.entity.js';
import type { SeatOfferEntity } from '../../src/storage/seats.entity.js';
import type { SessionEntity } from '../../src/storage/session.entity.js';
import type { PresenceEntity } from '../../src/storage/supervision.entity.js';

export const STAMP = { recordedAt: '2026-11-22T12:00:00.000Z', recordedBy: 'test' };
export const RULES = { programmeKey: 'P', ruleVersion: 1 };
export const DATE = '2026-11-23';

export const person = (n: number) => ({
  id: `per_${n}`,
  name: `Person ${n}`,
  email: `p${n}@example.dk`,
  phone: null,
  sortKey: `person ${n}`,
  searchText: `person ${n}`,
  ...STAMP,
});
export const affiliation = (n: number) => ({
  id: `aff_${n}`,
  personId: `per_${n}`,
  municipalityCode: '621',
  organisation: null,
  unit: null,
  role: null,
  validFrom: null,
  validTo: null,
  ...STAMP,
});
export const affiliationPeriod = (id: string) => ({
  id,
  affiliationId: 'aff_1',
  personId: 'per_1',
  validFrom: DATE,
  validTo: null,
  reason: null,
  ...STAMP,
  supersededAt: null,
});
export const personMerge = (n: number) => ({
  id: `mrg_${n}`,
  keptId: 'per_1',
  mergedId: 'per_3',
  moved: '{}',
  reason: 'r',
  ...STAMP,
  supersededAt: null,
});
export const enrolmentPerson = (id: string) => ({
  id,
  enrolmentId: 'enr_1',
  personId: 'per_1',
  affiliationId: 'aff_1',
  ...STAMP,
  supersededAt: null,
});
export const seat = (number: number) => ({
  id: `sea_${number}`,
  pool: 'eng_1/621/T',
  engagementId: 'eng_1',
  municipalityCode: '621',
  trackKey: 'T',
  kind: 'QUOTA' as const,
  number,
  reason: null,
  ...STAMP,
});
export const enrolment = (n: number, changes: Partial<EnrolmentEntity> = {}) => ({
  id: `enr_${n}`,
  personId: `per_${n}`,
  engagementId: 'eng_1',
  municipalityCode: '621',
  ...RULES,
  trackKey: 'T',
  capacity: 'EMPLOYEE',
  continuesAsGuest: false,
  status: 'CONFIRMED',
  seatId: `sea_${n}`,
  cohortId: 'coh_1',
  affiliationId: `aff_${n}`,
  replacesId: null,
  ...STAMP,
  ...changes,
});
export const courseDay = (n: number) => ({
  id: `day_${n}`,
  cohortId: 'coh_1',
  type: 'COURSE_DAY',
  unit: n,
  day: 1,
  cancelled: false,
  ...STAMP,
});
export const plan = (id: string) => ({
  id,
  courseDayId: 'day_1',
  date: DATE,
  amStartsAt: '2026-11-23T08:00:00.000Z',
  amEndsAt: '2026-11-23T11:00:00.000Z',
  pmStartsAt: '2026-11-23T12:00:00.000Z',
  pmEndsAt: '2026-11-23T15:00:00.000Z',
  venue: 'Brandbjerg',
  cancelled: false,
  reason: null,
  ...STAMP,
  supersededAt: null,
});
export const attendance = (id: string, changes: Partial<AttendanceEntity> = {}) => ({
  id,
  enrolmentId: 'enr_1',
  courseDayId: 'day_1',
  part: 'AM',
  state: 'ABSENT',
  notified: true,
  makesUpCourseDayId: null,
  makesUpPart: null,
  reason: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const meeting = (n: number) => ({
  id: `mee_${n}`,
  groupId: 'grp_1',
  plannedStartsAt: '2026-11-23T08:00:00.000Z',
  plannedEndsAt: '2026-11-23T11:00:00.000Z',
  hostMunicipalityCode: '621',
  venue: null,
  status: 'HELD',
  reason: null,
  ...STAMP,
});
export const supervisionRecord = (id: string) => ({
  id,
  meetingId: 'mee_1',
  startedAt: '2026-11-23T08:00:00.000Z',
  endedAt: '2026-11-23T11:00:00.000Z',
  breakMinutes: 0,
  ...STAMP,
  supersededAt: null,
});
export const presence = (id: string, changes: Partial<PresenceEntity> = {}) => ({
  id,
  meetingId: 'mee_1',
  enrolmentId: 'enr_1',
  fromAt: '2026-11-23T08:40:00.000Z',
  toAt: null,
  absent: false,
  guest: false,
  reason: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const certificate = (n: number, changes: Partial<CertificateEntity> = {}) => ({
  id: `cer_${n}`,
  number: `FL-${n}`,
  version: 1,
  enrolmentId: 'enr_1',
  personId: 'per_1',
  programmeKey: 'P',
  title: 'Mødeleder',
  holderName: 'Person 1',
  issuedOn: DATE,
  validUntil: null,
  snapshot: '{}',
  status: 'VALID',
  ...STAMP,
  kind: 'CERTIFICATE' as const,
  ...changes,
});
export const certificateEvent = (certificateId: string, sequence: number) => ({
  certificateId,
  sequence,
  kind: 'ISSUED',
  validOn: DATE,
  reason: null,
  shortfall: null,
  ...STAMP,
});
export const statusPlace = (certificateId: string, place: number, list = 1) => ({
  certificateId,
  list,
  place,
  recordedAt: STAMP.recordedAt,
});
export const certificationAttempt = (number: number, outcome = 'FAILED') => ({
  id: `att_${number}`,
  enrolmentId: 'enr_1',
  courseDayId: 'day_1',
  number,
  outcome,
  video: 'NOT_POSSIBLE',
  assessor: null,
  alternativeBasis: null,
  heldOn: DATE,
  ...STAMP,
});
export const dispensation = (id: string, changes: Partial<DispensationEntity> = {}) => ({
  id,
  grantId: null,
  enrolmentId: 'enr_1',
  requirement: 'SUPERVISION',
  number: 1,
  reason: 'r',
  validOn: DATE,
  validUntil: null,
  ...STAMP,
  endedAt: null,
  ...changes,
});
export const groupMember = (id: string) => ({
  id,
  groupId: 'grp_1',
  enrolmentId: 'enr_1',
  validFrom: null,
  validTo: null,
  reason: null,
  ...STAMP,
  supersededAt: null,
});
export const groupClosure = (id: string) => ({
  id,
  groupId: 'grp_1',
  lastDay: DATE,
  reason: 'r',
  ...STAMP,
  supersededAt: null,
});
export const earlierPlan = (id: string) => ({
  id,
  meetingId: 'mee_1',
  startsAt: '2026-11-20T08:00:00.000Z',
  endsAt: '2026-11-20T11:00:00.000Z',
  hostMunicipalityCode: '621',
  venue: null,
  reason: 'r',
  recordedAt: STAMP.recordedAt,
  supersededAt: STAMP.recordedAt,
  supersededBy: STAMP.recordedBy,
});
export const supervisor = (n: number) => ({
  id: `sup_${n}`,
  providerId: 'pro_1',
  name: `Supervisor ${n}`,
  email: `s${n}@example.dk`,
  sortKey: `supervisor ${n}`,
  active: true,
  ...STAMP,
});
export const leader = (id: string) => ({
  id,
  meetingId: 'mee_1',
  supervisorId: 'sup_1',
  ...STAMP,
  supersededAt: null,
});
export const ruleSet = (version: number) => ({
  programmeKey: 'P',
  version,
  content: '{}',
  publishedAt: STAMP.recordedAt,
});
export const alternativeMakeUp = (id: string) => ({
  id,
  enrolmentId: 'enr_1',
  courseDayId: 'day_1',
  part: 'AM',
  doneOn: DATE,
  description: 'd',
  ...STAMP,
  supersededAt: null,
});
const HALF_DAY = { enrolmentId: 'enr_1', courseDayId: 'day_1', part: 'AM', meetingId: null };
export const apology = (id: string) => ({ id, ...HALF_DAY, ...STAMP, withdrawnAt: null });
export const dispute = (id: string) => ({
  id,
  ...HALF_DAY,
  attendanceId: 'fac_attendance',
  presenceId: null,
  statement: 's',
  ...STAMP,
  answeredAt: null,
});
export const waitingPriority = (id: string) => ({
  id,
  enrolmentId: 'enr_1',
  priority: 1,
  reason: 'r',
  ...STAMP,
  supersededAt: null,
});
export const seatOffer = (id: string, changes: Partial<SeatOfferEntity> = {}) => ({
  id,
  seatId: 'sea_3',
  enrolmentId: 'enr_1',
  expiresAt: '2026-11-29T22:59:59.999Z',
  ...STAMP,
  outcome: null,
  endedAt: null,
  endedBy: null,
  ...changes,
});
export const teamMembership = (id: string, changes: Partial<TeamMembershipEntity> = {}) => ({
  id,
  memberId: 'tea_1',
  engagementId: 'eng_1',
  personId: 'per_1',
  municipalityCode: '621',
  role: 'LEADER',
  validFrom: DATE,
  validTo: null,
  reason: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const engagementMeeting = (id: string) => ({
  id,
  engagementId: 'eng_1',
  kind: 'KICK_OFF',
  ...STAMP,
});
export const meetingRecord = (id: string, changes: Partial<EngagementMeetingRecordEntity> = {}) => ({
  id,
  meetingId: 'emt_1',
  date: DATE,
  datePrecision: 'DAY',
  status: 'HELD',
  venue: null,
  planStatus: null,
  adjustments: null,
  challenges: null,
  sparring: null,
  maintenance: null,
  reason: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const meetingAttendance = (id: string, changes: Partial<EngagementMeetingAttendanceEntity> = {}) => ({
  id,
  meetingId: 'emt_1',
  personId: 'per_1',
  state: 'ABSENT',
  role: null,
  reason: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const planDocument = (id: string, changes: Partial<PlanDocumentEntity> = {}) => ({
  id,
  engagementId: 'eng_1',
  type: 'RISK_ANALYSIS',
  version: 1,
  title: 'Risikoanalyse',
  link: 'https://example.dk/1',
  datedOn: DATE,
  ownerPersonId: 'per_1',
  ownerText: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const planDocumentApproval = (documentId: string) => ({ documentId, approvedOn: DATE, ...STAMP });
export const closure = (id: string) => ({
  id,
  engagementId: 'eng_1',
  closedOn: DATE,
  reason: null,
  ...STAMP,
  supersededAt: null,
});
export const coordinatorChange = (sequence: number) => ({
  holder: 'local:coordinator:621',
  municipalityCode: '621',
  sequence,
  kind: 'ENDED' as const,
  validOn: DATE,
  reason: 'r',
  ...STAMP,
});
export const reading = (changes: Partial<ReadingEntity> = {}) => ({
  personId: 'per_1',
  day: DATE,
  field: 'people',
  roles: 'AGENCY',
  ...STAMP,
  ...changes,
});
export const correctionRequest = (id: string, changes: Partial<CorrectionRequestEntity> = {}) => ({
  id,
  personId: 'per_1',
  recordId: 'per_1',
  municipalityCode: null,
  providerId: null,
  statement: 's',
  ...STAMP,
  answeredAt: null,
  ...changes,
});
export const session = (idHash: string, changes: Partial<SessionEntity> = {}): SessionEntity => ({
  idHash,
  issuer: 'KOLDING',
  issuerRules: 'a digest',
  claims: '{}',
  accountId: null,
  accountVersion: null,
  openedAt: STAMP.recordedAt,
  lastUsedAt: STAMP.recordedAt,
  endsAt: STAMP.recordedAt,
  ...changes,
});

export const machineToken = (id: string, changes: Partial<MachineTokenEntity> = {}) => ({
  id,
  name: 'n',
  secretHash: id,
  municipalityCode: '621',
  providerId: null,
  operations: 'seatUsage',
  lastDay: DATE,
  ...STAMP,
  ...changes,
});
export const actor = (subject: string, personId: string | null = null) => ({
  subject,
  name: 'Test',
  roles: 'AGENCY',
  firstSeenAt: STAMP.recordedAt,
  namedAt: STAMP.recordedAt,
  personId,
});
export const account = (id: string, changes: Partial<AccountEntity> = {}) => ({
  id,
  email: `${id}@sted.example`,
  name: 'n',
  passwordHash: null,
  totpSecret: null,
  totpStep: null,
  tokenVersion: 0,
  failures: 0,
  lockedUntil: null,
  ...STAMP,
  endedAt: null,
  ...changes,
});
export const accountRole = (id: string, changes: Partial<AccountRoleEntity> = {}) => ({
  id,
  accountId: 'acc_1',
  role: 'AGENCY',
  municipalityCode: null,
  providerId: null,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const accountLink = (id: string, changes: Partial<AccountLinkEntity> = {}) => ({
  id,
  accountId: 'acc_1',
  purpose: 'INVITATION' as const,
  secretHash: id,
  endsAt: STAMP.recordedAt,
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const succession = (id: string, changes: Partial<MunicipalitySuccessionEntity> = {}) => ({
  id,
  code: '630',
  successorCode: '621',
  firstDay: DATE,
  reason: 'r',
  ...STAMP,
  supersededAt: null,
  ...changes,
});
export const auditSeal = (sequence: number, changes: Partial<AuditSealEntity> = {}) => ({
  sequence,
  day: DATE,
  fromId: 1,
  toId: 1,
  events: 1,
  previousHash: '0',
  hash: '1',
  sealedAt: STAMP.recordedAt,
  ...changes,
});
/** Of the days before the first seal of `auditSeal`. */
export const auditShortening = (id: string, changes: Partial<AuditShorteningEntity> = {}) => ({
  ...{ id, upTo: '2021-11-22', events: 1, seals: 1, sequence: 0, toId: 0, hash: '0', reason: 'r' },
  ...STAMP,
  ...changes,
});
