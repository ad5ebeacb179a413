/** Every entity, listed: nothing is found by a file name pattern. */
import { CoordinatorChangeEntity, MunicipalitySuccessionEntity } from './authority.entity.js';
import {
  CertificateEntity,
  CertificateEventEntity,
  CertificationAttemptEntity,
} from './certification.entity.js';
import { AttendanceEntity, CohortEntity, CourseDayEntity, CourseDayPlanEntity } from './course.entity.js';
import {
  EngagementClosureEntity,
  EngagementMeetingAttendanceEntity,
  EngagementMeetingEntity,
  EngagementMeetingRecordEntity,
  PlanDocumentApprovalEntity,
  PlanDocumentEntity,
  TeamMembershipEntity,
} from './implementation.entity.js';
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
  AttendanceEntity,
  SupervisionGroupEntity,
  GroupMemberEntity,
  SupervisionMeetingEntity,
  SupervisionRecordEntity,
  PresenceEntity,
  CertificationAttemptEntity,
  CertificateEntity,
  CertificateEventEntity,
  TeamMembershipEntity,
  EngagementMeetingEntity,
  EngagementMeetingRecordEntity,
  EngagementMeetingAttendanceEntity,
  PlanDocumentEntity,
  PlanDocumentApprovalEntity,
  EngagementClosureEntity,
  CoordinatorChangeEntity,
  MunicipalitySuccessionEntity,
  AuditEventEntity,
  IdempotencyKeyEntity,
];
