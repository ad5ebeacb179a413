/**
 * What is stored about a person, section by section: one for each table that leads to people. Every column of a table is
 * told but those in `leftOut`, with the reason. A test compares this with the schema of the database: a table that leads to
 * a person and is not here fails it.
 */
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import sql, { type Sql } from 'sql-template-tag';
import type { Texts } from '../../domain/programme.js';
import {
  AccountEntity,
  AccountEventEntity,
  AccountLinkEntity,
  AccountRoleEntity,
} from '../../storage/account.entity.js';
import { CoordinatorChangeEntity } from '../../storage/authority.entity.js';
import {
  CertificateEntity,
  CertificateEventEntity,
  CertificationAttemptEntity,
} from '../../storage/certification.entity.js';
import { AlternativeMakeUpEntity, AttendanceEntity } from '../../storage/course.entity.js';
import {
  AffiliationPeriodEntity,
  EnrolmentPersonEntity,
  PersonMergeEntity,
} from '../../storage/identity.entity.js';
import {
  EngagementMeetingAttendanceEntity,
  PlanDocumentApprovalEntity,
  PlanDocumentEntity,
  TeamMembershipEntity,
} from '../../storage/implementation.entity.js';
import { ActorEntity, AuditEventEntity } from '../../storage/log.entity.js';
import {
  AffiliationEntity,
  DispensationEntity,
  EnrolmentChangeEntity,
  EnrolmentEntity,
  LeaveEntity,
  PersonEntity,
  ProgressEntity,
} from '../../storage/people.entity.js';
import {
  CorrectionAnswerEntity,
  CorrectionRequestEntity,
  ReadingEntity,
} from '../../storage/protection.entity.js';
import {
  SeatOfferEntity,
  SeatReuseApprovalEntity,
  WaitingPriorityEntity,
} from '../../storage/seats.entity.js';
import { CredentialStatusPlaceEntity } from '../../storage/status-list.entity.js';
import { namedIn } from '../../storage/audit-about.js';
import { among } from '../../storage/sql.js';
import {
  GroupMemberEntity,
  PresenceEntity,
  SupervisionGroupClosureEndEntity,
  SupervisionLeaderEntity,
  SupervisorEntity,
} from '../../storage/supervision.entity.js';
import {
  ApologyAcknowledgementEntity,
  ApologyEntity,
  DisputeAnswerEntity,
  DisputeEntity,
} from '../../storage/voice.entity.js';
import { recordsOf } from '../history/index.js';

/** By what a person is found in the tables. */
export interface Own {
  /** The registration that stands, and those that were merged into it. */
  readonly personIds: readonly string[];
  readonly enrolmentIds: readonly string[];
  readonly certificateIds: readonly string[];
  /** In lower case. */
  readonly addresses: readonly string[];
  /** Under which they are known to sign in, whoever asks. */
  readonly subjects: readonly string[];
}

export interface ExportSection {
  /** Under which it stands in the file. */
  readonly key: string;
  readonly title: Texts;
  readonly entity: EntityTarget<ObjectLiteral>;
  /** The table's own name is `t`. */
  readonly where: (own: Own) => Sql;
  /** Properties that are not told, each with the reason. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** What another record adds, so that a reader knows what it is about. */
  readonly also?: Readonly<Record<string, Sql>>;
  /** Records that name other people too: these properties are told only of those where it holds. */
  readonly withhold?: {
    readonly unless: (own: Own, record: Readonly<Record<string, unknown>>) => boolean;
    readonly properties: readonly string[];
  };
}

type Options = Omit<ExportSection, 'key' | 'title' | 'entity' | 'where'>;
type Entity = EntityTarget<ObjectLiteral>;

const ofPerson = (
  key: string,
  da: string,
  en: string,
  entity: Entity,
  options: Options = {},
): ExportSection => ({
  ...{ key, title: { da, en }, entity, ...options },
  where: ({ personIds }) => sql`t.person_id IN ${among(personIds)}`,
});
const ofEnrolment = (
  key: string,
  da: string,
  en: string,
  entity: Entity,
  options: Options = {},
): ExportSection => ({
  ...{ key, title: { da, en }, entity, ...options },
  where: ({ enrolmentIds }) => sql`t.enrolment_id IN ${among(enrolmentIds)}`,
});
/** What answers or continues a record of the person's own. */
const following = (
  key: string,
  da: string,
  en: string,
  entity: Entity,
  where: (own: Own) => Sql,
  options: Options = {},
): ExportSection => ({ ...{ key, title: { da, en }, entity, where, ...options } });

/** What is worked out from the other sections, so that it need not be each time. */
const KEPT_ASIDE = Object.fromEntries(
  [
    ...['standing', 'workedOutAt', 'madeBy', 'holdsUntil', 'countsUntil', 'countsSince', 'seatedOn'],
    ...['programmeKey', 'trackKey', 'municipalityCode', 'personId', 'seated', 'certified', 'completed'],
    ...['withdrawn', 'replaced', 'targetMinutes', 'madeUpHalfDays', 'requiredHalfDays'],
  ].map((column) => [column, 'worked out from the facts in the other sections']),
);
const WORKED_OUT = 'worked out from the name and the address, to sort and search by';
const DAY = sql`(SELECT xp.date FROM course_day_plan xp
  WHERE xp.course_day_id = t.course_day_id AND xp.superseded_at IS NULL)`;
const COHORT = sql`(SELECT xc.name FROM course_day xd JOIN cohort xc ON xc.id = xd.cohort_id
  WHERE xd.id = t.course_day_id)`;
const GROUP_OF_MEETING = sql`(SELECT xg.name FROM supervision_meeting xm
  JOIN supervision_group xg ON xg.id = xm.group_id WHERE xm.id = t.meeting_id)`;
const theirs = (own: Own, table: Sql) =>
  sql`SELECT xx.id FROM ${table} xx WHERE xx.enrolment_id IN ${among(own.enrolmentIds)}`;

const A_SECRET = 'a secret, of use only to somebody else';
const ofAccounts = (own: Own) =>
  sql`t.account_id IN (SELECT xa.id FROM account xa WHERE xa.email IN ${among(own.addresses)})`;

export const SECTIONS: readonly ExportSection[] = [
  following('person', 'Person', 'Person', PersonEntity, (own) => sql`t.id IN ${among(own.personIds)}`, {
    leftOut: { sortKey: WORKED_OUT, searchText: WORKED_OUT },
  }),
  ofPerson('affiliations', 'Arbejdssteder', 'Workplaces', AffiliationEntity),
  ofPerson('affiliationPeriods', 'Arbejdssteder over tid', 'Workplaces over time', AffiliationPeriodEntity),
  following(
    'merges',
    'Registreringer lagt sammen',
    'Merged registrations',
    PersonMergeEntity,
    (own) => sql`t.kept_id IN ${among(own.personIds)} OR t.merged_id IN ${among(own.personIds)}`,
  ),
  ofPerson('enrolments', 'Tilmeldinger', 'Enrolments', EnrolmentEntity, {
    leftOut: { replacesId: 'names the enrolment of somebody else' },
    also: { tookOverASeat: sql`CASE WHEN t.replaces_id IS NULL THEN 'nej' ELSE 'ja' END` },
  }),
  ofPerson('enrolmentHolders', 'Tilmeldinger over tid', 'Enrolments over time', EnrolmentPersonEntity),
  ofEnrolment(
    'enrolmentChanges',
    'Ændringer af tilmeldinger',
    'Changes of enrolments',
    EnrolmentChangeEntity,
  ),
  ofEnrolment('leaves', 'Orlov', 'Leave', LeaveEntity),
  ofEnrolment('progress', 'Talt sammen', 'Added up', ProgressEntity, { leftOut: KEPT_ASIDE }),
  ofEnrolment('dispensations', 'Dispensationer', 'Dispensations', DispensationEntity),
  ofEnrolment(
    'waitingPriorities',
    'Prioritet på ventelisten',
    'Priority on the waiting list',
    WaitingPriorityEntity,
  ),
  ofEnrolment('seatOffers', 'Tilbud om plads', 'Offers of a seat', SeatOfferEntity),
  ofEnrolment('seatReuseApprovals', 'Genbrug af pladsen', 'Reuse of the seat', SeatReuseApprovalEntity),
  ofEnrolment('attendance', 'Fremmøde', 'Attendance', AttendanceEntity, {
    also: { date: DAY, cohort: COHORT },
  }),
  ofEnrolment('alternativeMakeUps', 'Opsamling', 'Make-up', AlternativeMakeUpEntity, {
    also: { date: DAY, cohort: COHORT },
  }),
  ofEnrolment('groupMemberships', 'Supervisionsgrupper', 'Supervision groups', GroupMemberEntity),
  following(
    'membershipsEndedByClosing',
    'Medlemskaber, som gruppens lukning afsluttede',
    'Memberships that the closing of the group ended',
    SupervisionGroupClosureEndEntity,
    (own) => sql`t.membership_id IN (${theirs(own, sql`group_member`)})`,
  ),
  ofEnrolment('presence', 'Deltagelse i supervision', 'Presence at supervision', PresenceEntity, {
    also: { group: GROUP_OF_MEETING },
  }),
  ofEnrolment('apologies', 'Afbud', 'Apologies', ApologyEntity, { also: { date: DAY } }),
  following(
    'apologyAnswers',
    'Svar på afbud',
    'Answers to apologies',
    ApologyAcknowledgementEntity,
    (own) => sql`t.apology_id IN (${theirs(own, sql`apology`)})`,
  ),
  ofEnrolment('disputes', 'Indsigelser', 'Disputes', DisputeEntity, { also: { date: DAY } }),
  following(
    'disputeAnswers',
    'Svar på indsigelser',
    'Answers to disputes',
    DisputeAnswerEntity,
    (own) => sql`t.dispute_id IN (${theirs(own, sql`dispute`)})`,
  ),
  ofEnrolment(
    'certificationAttempts',
    'Certificeringsforsøg',
    'Certification attempts',
    CertificationAttemptEntity,
  ),
  following(
    'certificates',
    'Certifikater',
    'Certificates',
    CertificateEntity,
    (own) => sql`t.id IN ${among(own.certificateIds)}`,
  ),
  following(
    'certificateEvents',
    'Certifikaternes historie',
    'History of the certificates',
    CertificateEventEntity,
    (own) => sql`t.certificate_id IN ${among(own.certificateIds)}`,
  ),
  following(
    'credentialPlaces',
    'Digitale certifikater: pladser på statuslisterne',
    'Digital credentials: places on the status lists',
    CredentialStatusPlaceEntity,
    (own) => sql`t.certificate_id IN ${among(own.certificateIds)}`,
  ),
  ofPerson('teamMemberships', 'Implementeringsteam', 'Implementation team', TeamMembershipEntity),
  ofPerson(
    'engagementMeetings',
    'Deltagelse i forløbets møder',
    'Presence at meetings of the engagement',
    EngagementMeetingAttendanceEntity,
    {
      also: {
        kind: sql`(SELECT xm.kind FROM engagement_meeting xm WHERE xm.id = t.meeting_id)`,
        date: sql`(SELECT xr.date FROM engagement_meeting_record xr
          WHERE xr.meeting_id = t.meeting_id AND xr.superseded_at IS NULL)`,
      },
    },
  ),
  following(
    'planDocuments',
    'Ansvar for plandokumenter',
    'Plan documents in their charge',
    PlanDocumentEntity,
    (own) => sql`t.owner_person_id IN ${among(own.personIds)}`,
  ),
  following(
    'planDocumentApprovals',
    'Godkendelse af plandokumenterne',
    'Approval of the plan documents',
    PlanDocumentApprovalEntity,
    (own) => sql`t.document_id IN (SELECT xx.id FROM plan_document xx
      WHERE xx.owner_person_id IN ${among(own.personIds)})`,
  ),
  following(
    'supervisor',
    'Som supervisor',
    'As a supervisor',
    SupervisorEntity,
    (own) => sql`t.email IN ${among(own.addresses)}`,
    { leftOut: { sortKey: WORKED_OUT } },
  ),
  following(
    'supervisionLed',
    'Ledede supervisionsmøder',
    'Supervision meetings led',
    SupervisionLeaderEntity,
    (own) =>
      sql`t.supervisor_id IN (SELECT xs.id FROM supervisor xs WHERE xs.email IN ${among(own.addresses)})`,
  ),
  following(
    'coordinatorChanges',
    'Rolle som koordinator',
    'Role as a coordinator',
    CoordinatorChangeEntity,
    (own) => sql`t.holder IN ${among([...own.addresses, ...own.subjects.map((each) => each.toLowerCase())])}`,
  ),
  following(
    'signIns',
    'Som du kendes fra log ind',
    'As known from signing in',
    ActorEntity,
    (own) => sql`t.subject IN ${among(own.subjects)}`,
  ),
  following(
    'accounts',
    'Konti til at logge ind med',
    'Accounts to sign in with',
    AccountEntity,
    (own) => sql`t.email IN ${among(own.addresses)}`,
    { leftOut: { passwordHash: A_SECRET, totpSecret: A_SECRET, totpStep: A_SECRET } },
  ),
  following('accountRoles', 'Kontienes roller', 'Roles of the accounts', AccountRoleEntity, ofAccounts),
  following('accountLinks', 'Links til kontiene', 'Links to the accounts', AccountLinkEntity, ofAccounts, {
    leftOut: { secretHash: A_SECRET },
  }),
  following(
    'accountEvents',
    'Hvad der er sket med kontiene',
    'What happened to the accounts',
    AccountEventEntity,
    ofAccounts,
  ),
  ofPerson('correctionRequests', 'Anmodninger om rettelse', 'Correction requests', CorrectionRequestEntity),
  following(
    'correctionAnswers',
    'Svar på anmodninger om rettelse',
    'Answers to correction requests',
    CorrectionAnswerEntity,
    (own) => sql`t.request_id IN (SELECT xx.id FROM correction_request xx
      WHERE xx.person_id IN ${among(own.personIds)})`,
  ),
  following(
    'log',
    'Hvem ændrede hvad',
    'Who changed what',
    AuditEventEntity,
    (own) =>
      recordsOf(
        sql`t`,
        sql`SELECT xi.id FROM person xi WHERE xi.id IN ${among(own.personIds)}
          UNION SELECT xi.id FROM enrolment xi WHERE xi.id IN ${among(own.enrolmentIds)}
          UNION SELECT xi.id FROM certificate xi WHERE xi.id IN ${among(own.certificateIds)}`,
      ),
    {
      // A list of those who were there names everybody else who was.
      withhold: {
        unless: ({ personIds, enrolmentIds, certificateIds }, { subjectId, before, after }) =>
          namedIn({ subjectId: '', before: [subjectId, before], after }).every((id) =>
            [...personIds, ...enrolmentIds, ...certificateIds].includes(id),
          ),
        properties: ['subjectId', 'before', 'after', 'reason'],
      },
    },
  ),
  ofPerson('readings', 'Hvem læste om dig', 'Who read about you', ReadingEntity),
];
