/** Every entity, listed: nothing is found by a file name pattern. */
import {
  CertificateEntity,
  CertificateEventEntity,
  CertificationAttemptEntity,
} from './certification.entity.js';
import {
  AlternativeMakeUpEntity,
  AttendanceEntity,
  CohortEntity,
  CourseDayEntity,
  CourseDayPlanEntity,
} from './course.entity.js';
import { AffiliationPeriodEntity, EnrolmentPersonEntity, PersonMergeEntity } from './identity.entity.js';
import { ActorEntity, AuditAboutEntity, AuditEventEntity, IdempotencyKeyEntity } from './log.entity.js';
import {
  AffiliationEntity,
  DispensationEntity,
  EnrolmentChangeEntity,
  EnrolmentEntity,
  LeaveEntity,
  PersonEntity,
  ProgressEntity,
} from './people.entity.js';
import {
  EngagementEntity,
  EngagementMunicipalityEntity,
  MunicipalityEntity,
  ProviderEntity,
  RuleSetEntity,
  SeatEntity,
} from './reference.entity.js';
import {
  EngagementWithdrawalEntity,
  SeatClosingEntity,
  SeatOfferEntity,
  SeatReuseApprovalEntity,
  WaitingPriorityEntity,
} from './seats.entity.js';
import {
  GroupMemberEntity,
  PresenceEntity,
  SupervisionGroupEntity,
  SupervisionMeetingEntity,
  SupervisionRecordEntity,
} from './supervision.entity.js';
import {
  ApologyAcknowledgementEntity,
  ApologyEntity,
  DisputeAnswerEntity,
  DisputeEntity,
} from './voice.entity.js';

export const ENTITIES = [
  MunicipalityEntity,
  RuleSetEntity,
  ProviderEntity,
  EngagementEntity,
  EngagementMunicipalityEntity,
  SeatEntity,
  PersonEntity,
  AffiliationEntity,
  AffiliationPeriodEntity,
  PersonMergeEntity,
  CohortEntity,
  CourseDayEntity,
  CourseDayPlanEntity,
  EnrolmentEntity,
  EnrolmentPersonEntity,
  EnrolmentChangeEntity,
  LeaveEntity,
  ProgressEntity,
  DispensationEntity,
  WaitingPriorityEntity,
  SeatOfferEntity,
  SeatReuseApprovalEntity,
  SeatClosingEntity,
  EngagementWithdrawalEntity,
  AttendanceEntity,
  AlternativeMakeUpEntity,
  SupervisionGroupEntity,
  GroupMemberEntity,
  SupervisionMeetingEntity,
  SupervisionRecordEntity,
  PresenceEntity,
  ApologyEntity,
  ApologyAcknowledgementEntity,
  DisputeEntity,
  DisputeAnswerEntity,
  CertificationAttemptEntity,
  CertificateEntity,
  CertificateEventEntity,
  AuditEventEntity,
  AuditAboutEntity,
  ActorEntity,
  IdempotencyKeyEntity,
];
