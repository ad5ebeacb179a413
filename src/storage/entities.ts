/** Every entity, listed: nothing is found by a file name pattern. */
import {
  CertificateEntity,
  CertificateEventEntity,
  CertificationAttemptEntity,
} from './certification.entity.js';
import { AttendanceEntity, CohortEntity, CourseDayEntity, CourseDayPlanEntity } from './course.entity.js';
import { AuditEventEntity, IdempotencyKeyEntity } from './log.entity.js';
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

export const ENTITIES = [
  MunicipalityEntity,
  RuleSetEntity,
  ProviderEntity,
  EngagementEntity,
  EngagementMunicipalityEntity,
  SeatEntity,
  PersonEntity,
  AffiliationEntity,
  CohortEntity,
  CourseDayEntity,
  CourseDayPlanEntity,
  EnrolmentEntity,
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
  SupervisionGroupEntity,
  GroupMemberEntity,
  SupervisionMeetingEntity,
  SupervisionRecordEntity,
  PresenceEntity,
  CertificationAttemptEntity,
  CertificateEntity,
  CertificateEventEntity,
  AuditEventEntity,
  IdempotencyKeyEntity,
];
