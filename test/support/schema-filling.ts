/** A row or more in every table. */
import sql from 'sql-template-tag';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { CoordinatorChangeEntity, MunicipalitySuccessionEntity } from '../../src/storage/authority.entity.js';
import {
  AccountEntity,
  AccountEventEntity,
  AccountLinkEntity,
  AccountRecoveryCodeEntity,
  AccountRoleEntity,
} from '../../src/storage/account.entity.js';
import {
  CertificateEntity,
  CertificateEventEntity,
  CertificationAttemptEntity,
} from '../../src/storage/certification.entity.js';
import {
  AlternativeMakeUpEntity,
  AttendanceEntity,
  CohortEntity,
  CourseDayEntity,
  CourseDayPlanEntity,
} from '../../src/storage/course.entity.js';
import {
  AffiliationPeriodEntity,
  EnrolmentPersonEntity,
  PersonMergeEntity,
} from '../../src/storage/identity.entity.js';
import {
  AuditRestatementEntity,
  ErasedRowEntity,
  ErasureEndEntity,
  ErasureEntity,
  ErasureSubjectEntity,
  RetentionRunEntity,
} from '../../src/storage/erasure.entity.js';
import {
  EngagementClosureEntity,
  EngagementMeetingAttendanceEntity,
  EngagementMeetingEntity,
  EngagementMeetingRecordEntity,
  PlanDocumentApprovalEntity,
  PlanDocumentEntity,
  TeamMembershipEntity,
} from '../../src/storage/implementation.entity.js';
import {
  ActorEntity,
  AuditAboutEntity,
  AuditEventEntity,
  AuditSealEntity,
  IdempotencyKeyEntity,
} from '../../src/storage/log.entity.js';
import {
  MachineTokenEntity,
  MachineTokenRevocationEntity,
  MachineTokenUseEntity,
} from '../../src/storage/machine.entity.js';
import {
  AffiliationEntity,
  DispensationEntity,
  EnrolmentChangeEntity,
  EnrolmentEntity,
  LeaveEntity,
  PersonEntity,
  EnrolmentListingEntity,
  EnrolmentProviderEntity,
  ProgressEntity,
  TallyEntity,
} from '../../src/storage/people.entity.js';
import {
  CorrectionAnswerEntity,
  CorrectionRequestEntity,
  ReadingEntity,
} from '../../src/storage/protection.entity.js';
import {
  EngagementEntity,
  EngagementMunicipalityEntity,
  MunicipalityEntity,
  ProviderEntity,
  RuleSetEntity,
  SeatEntity,
} from '../../src/storage/reference.entity.js';
import {
  EngagementWithdrawalEntity,
  PoolChangeEntity,
  PoolCountEntity,
  SeatClosingEntity,
  SeatOfferEntity,
  SeatReuseApprovalEntity,
  WaitingPriorityEntity,
} from '../../src/storage/seats.entity.js';
import {
  AuditKeptAboutEntity,
  AuditShorteningEndEntity,
  AuditShorteningEntity,
} from '../../src/storage/shortening.entity.js';
import { CredentialStatusPlaceEntity } from '../../src/storage/status-list.entity.js';
import type { Store } from '../../src/storage/store.js';
import { SessionEntity } from '../../src/storage/session.entity.js';
import {
  GroupMemberEntity,
  PresenceEntity,
  SupervisionEarlierPlanEntity,
  SupervisionGroupClosureEndEntity,
  SupervisionGroupClosureEntity,
  SupervisionGroupEntity,
  SupervisionLeaderEntity,
  SupervisionMeetingEntity,
  SupervisionRecordEntity,
  SupervisorEntity,
} from '../../src/storage/supervision.entity.js';
import { UnitOfWork } from '../../src/storage/unit-of-work.js';
import {
  ApologyAcknowledgementEntity,
  ApologyEntity,
  DisputeAnswerEntity,
  DisputeEntity,
} from '../../src/storage/voice.entity.js';

import {
  affiliation,
  alternativeMakeUp,
  apology,
  affiliationPeriod,
  attendance,
  auditSeal,
  auditShortening,
  certificate,
  certificateEvent,
  certificationAttempt,
  closure,
  coordinatorChange,
  correctionRequest,
  courseDay,
  DATE,
  dispensation,
  dispute,
  earlierPlan,
  engagementMeeting,
  enrolment,
  enrolmentPerson,
  groupClosure,
  groupMember,
  leader,
  account,
  accountLink,
  accountRole,
  actor,
  machineToken,
  session,
  meeting,
  meetingAttendance,
  meetingRecord,
  person,
  personMerge,
  plan,
  planDocument,
  planDocumentApproval,
  presence,
  reading,
  ruleSet,
  RULES,
  seat,
  seatOffer,
  STAMP,
  succession,
  supervisionRecord,
  waitingPriority,
  supervisor,
  statusPlace,
  teamMembership,
} from './schema-rows.js';

type Rows = readonly (readonly [EntityTarget<ObjectLiteral>, readonly ObjectLiteral[]])[];
/** Each table after those that it refers to. */
export const FILLING: Rows = [
  [
    MunicipalityEntity,
    [
      {
        code: '621',
        name: 'Kolding',
        sortKey: 'kolding',
        validFrom: null,
        validTo: null,
        successorCode: null,
      },
      {
        code: '630',
        name: 'Vejle',
        sortKey: 'vejle',
        validFrom: null,
        validTo: null,
        successorCode: null,
      },
    ],
  ],
  [RuleSetEntity, [ruleSet(1)]],
  [ProviderEntity, [{ id: 'pro_1', key: 'p', name: 'P', ...STAMP }]],
  [EngagementEntity, [{ id: 'eng_1', ...RULES, startsOn: DATE, ...STAMP }]],
  [EngagementMunicipalityEntity, [{ engagementId: 'eng_1', municipalityCode: '621' }]],
  [SeatEntity, [seat(1), seat(2), seat(3)]],
  [PersonEntity, [person(1), person(2), person(3)]],
  [AffiliationEntity, [affiliation(1), affiliation(2), affiliation(3)]],
  [AffiliationPeriodEntity, [affiliationPeriod('fac_period')]],
  [PersonMergeEntity, [personMerge(1)]],
  [
    CohortEntity,
    [
      {
        id: 'coh_1',
        ...RULES,
        trackKey: 'T',
        name: 'Hold 1',
        providerId: 'pro_1',
        engagementId: null,
        ...STAMP,
      },
    ],
  ],
  [CourseDayEntity, [courseDay(1), courseDay(2), courseDay(3)]],
  [CourseDayPlanEntity, [plan('fac_plan')]],
  [
    EnrolmentEntity,
    [enrolment(1, { status: 'REPLACED', seatId: null }), enrolment(2, { replacesId: 'enr_1' })],
  ],
  [EnrolmentPersonEntity, [enrolmentPerson('fac_holder')]],
  [
    EnrolmentChangeEntity,
    [
      {
        enrolmentId: 'enr_1',
        sequence: 1,
        engagementId: 'eng_1',
        municipalityCode: '621',
        ruleVersion: 1,
        capacity: 'EMPLOYEE',
        continuesAsGuest: false,
        status: 'CONFIRMED',
        seatId: 'sea_1',
        cohortId: 'coh_1',
        cohortFrom: null,
        validOn: DATE,
        reason: null,
        ...STAMP,
      },
    ],
  ],
  [
    LeaveEntity,
    [{ id: 'fac_leave', enrolmentId: 'enr_1', fromOn: DATE, toOn: null, ...STAMP, supersededAt: null }],
  ],
  // Their rows come with the enrolments.
  [ProgressEntity, []],
  [EnrolmentProviderEntity, []],
  [EnrolmentListingEntity, []],
  [TallyEntity, []],
  [DispensationEntity, [dispensation('dis_1')]],
  [WaitingPriorityEntity, [waitingPriority('fac_priority')]],
  [SeatOfferEntity, [seatOffer('ofr_1')]],
  [SeatReuseApprovalEntity, [{ enrolmentId: 'enr_1', reason: 'r', ...STAMP }]],
  [SeatClosingEntity, [{ seatId: 'sea_3', reason: 'r', ...STAMP }]],
  [
    EngagementWithdrawalEntity,
    [{ engagementId: 'eng_1', municipalityCode: '621', validOn: DATE, reason: 'r', ...STAMP }],
  ],
  [
    PoolCountEntity,
    [
      {
        pool: 'eng_1/621/T',
        granted: 0,
        held: 1,
        heldOnTop: 0,
        offered: 0,
        closed: 0,
        everCounted: 1,
        everOnTop: 0,
      },
    ],
  ],
  // Its rows come with the seats.
  [PoolChangeEntity, []],
  [AttendanceEntity, [attendance('fac_attendance')]],
  [AlternativeMakeUpEntity, [alternativeMakeUp('mak_1')]],
  [
    SupervisionGroupEntity,
    [{ id: 'grp_1', programmeKey: 'P', trackKey: 'T', name: 'Gruppe 1', providerId: 'pro_1', ...STAMP }],
  ],
  [GroupMemberEntity, [groupMember('fac_member')]],
  [SupervisionGroupClosureEntity, [groupClosure('fac_group_closure')]],
  [
    SupervisionGroupClosureEndEntity,
    [{ membershipId: 'fac_member', earlierId: 'fac_member', closureId: 'fac_group_closure' }],
  ],
  [SupervisionMeetingEntity, [meeting(1)]],
  [SupervisionEarlierPlanEntity, [earlierPlan('fac_earlier')]],
  [SupervisorEntity, [supervisor(1), supervisor(2)]],
  [SupervisionLeaderEntity, [leader('fac_leader')]],
  [SupervisionRecordEntity, [supervisionRecord('fac_record')]],
  [PresenceEntity, [presence('fac_presence')]],
  [ApologyEntity, [apology('apo_1')]],
  [ApologyAcknowledgementEntity, [{ apologyId: 'apo_1', answer: null, ...STAMP }]],
  [DisputeEntity, [dispute('dsp_1')]],
  [DisputeAnswerEntity, [{ disputeId: 'dsp_1', decision: 'UPHELD', answer: 'a', ...STAMP }]],
  [CertificationAttemptEntity, [certificationAttempt(1)]],
  [CertificateEntity, [certificate(1)]],
  [CertificateEventEntity, [certificateEvent('cer_1', 1)]],
  [CredentialStatusPlaceEntity, [statusPlace('cer_1', 7)]],
  [TeamMembershipEntity, [teamMembership('fac_team')]],
  [EngagementMeetingEntity, [engagementMeeting('emt_1'), engagementMeeting('emt_2')]],
  [EngagementMeetingRecordEntity, [meetingRecord('fac_meeting')]],
  [EngagementMeetingAttendanceEntity, [meetingAttendance('fac_attendee')]],
  [PlanDocumentEntity, [planDocument('doc_1')]],
  [PlanDocumentApprovalEntity, [planDocumentApproval('doc_1')]],
  [EngagementClosureEntity, [closure('fac_closure')]],
  [CoordinatorChangeEntity, [coordinatorChange(1)]],
  [MunicipalitySuccessionEntity, [succession('fac_succession')]],
  [MachineTokenEntity, [machineToken('mct_1'), machineToken('mct_2')]],
  [MachineTokenRevocationEntity, [{ machineTokenId: 'mct_1', reason: 'r', ...STAMP }]],
  [MachineTokenUseEntity, [{ machineTokenId: 'mct_1', usedOn: DATE }]],
  [ReadingEntity, [reading()]],
  [CorrectionRequestEntity, [correctionRequest('cor_1')]],
  [CorrectionAnswerEntity, [{ requestId: 'cor_1', decision: 'REFUSED', answer: 'a', ...STAMP }]],
  [AccountEntity, [account('acc_1'), account('acc_2')]],
  [AccountRoleEntity, [accountRole('fac_role')]],
  [AccountLinkEntity, [accountLink('lnk_1')]],
  [AccountRecoveryCodeEntity, [{ accountId: 'acc_1', codeHash: 'h' }]],
  [AccountEventEntity, [{ id: 'fac_event', accountId: 'acc_1', kind: 'INVITED', reason: 'r', ...STAMP }]],
  [SessionEntity, [session('a digest')]],
  [
    AuditEventEntity,
    [{ ...STAMP, action: 'seatGrant', subjectId: 'eng_1', before: null, after: '{}', reason: 'r' }],
  ],
  [AuditAboutEntity, [{ aboutId: 'per_1', eventId: 1 }]],
  [AuditSealEntity, [auditSeal(1)]],
  [AuditShorteningEndEntity, [{ shorteningId: 'ash_1', recordedAt: STAMP.recordedAt }]],
  [AuditShorteningEntity, [auditShortening('ash_1')]],
  [AuditKeptAboutEntity, [{ subjectId: 'dis_gone', aboutId: 'enr_1' }]],
  [ActorEntity, [actor(STAMP.recordedBy)]],
  [
    IdempotencyKeyEntity,
    [{ actor: 'a', action: 'b', key: 'c', inputHash: 'd', recordedAt: STAMP.recordedAt }],
  ],
  [ErasureEndEntity, [{ erasureId: 'ers_1', recordedAt: STAMP.recordedAt }]],
  [ErasureEntity, [{ id: 'ers_1', personId: 'per_1', reason: 'r', ...STAMP }]],
  [ErasedRowEntity, [{ tableName: 'attendance', rowKey: 'fac_gone', erasureId: 'ers_1', digest: null }]],
  [AuditRestatementEntity, [{ sequence: 9, erasureId: 'ers_1', hash: 'h' }]],
  [RetentionRunEntity, [{ id: 'ret_1', outcome: '[]', reason: 'r', ...STAMP }]],
  [ErasureSubjectEntity, [{ id: 'per_gone', erasureId: 'ers_1' }]],
];

export async function fill(store: Store): Promise<void> {
  await new UnitOfWork(store).run(async () => {
    for (const [entity, rows] of FILLING) await store.insert(entity, rows);
    await store.change(sql`
      UPDATE progress SET credited_minutes = 140, programme_key = 'P', track_key = 'T', municipality_code = '621',
        person_id = 'per_1', seated = 1 WHERE enrolment_id = 'enr_1'`);
  });
}
