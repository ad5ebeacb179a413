import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { CertificationModule } from '../certification/index.js';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ProgressModule } from '../progress/index.js';
import { ProviderModule } from '../provider/index.js';
import { ClosingResolver, SupervisionShortfallFields } from './closing.resolver.js';
import { ClosureRecords } from './closure.records.js';
import { ConflictRepository } from './conflict.repository.js';
import { ConsequenceLoader } from './consequence.loader.js';
import { DeliveryView } from './delivery.view.js';
import { GroupClosing } from './group-closing.service.js';
import { GroupFormation } from './group-formation.service.js';
import { GroupMembership } from './group-membership.service.js';
import { GroupRepository } from './group.repository.js';
import { SupervisionGroupResolver } from './group.resolver.js';
import { LeaderRecords } from './leader.records.js';
import { MeetingCorrection } from './meeting-correction.service.js';
import { MeetingHolding } from './meeting-holding.service.js';
import { MeetingPlanning } from './meeting-planning.service.js';
import { EarlierPlanFields, MeetingPlanFields } from './meeting-plan.fields.js';
import { MeetingRescheduling } from './meeting-rescheduling.service.js';
import { MeetingRecords } from './meeting.records.js';
import { MeetingRepository } from './meeting.repository.js';
import { SupervisionMeetingResolver } from './meeting.resolver.js';
import { MeetingReview } from './meeting.review.js';
import {
  EnrolmentMembershipFields,
  GroupMembershipFields,
  SupervisionMembershipFields,
} from './membership.fields.js';
import {
  MembershipsOfEnrolmentLoader,
  MembershipsOfGroupLoader,
  MembersLoader,
} from './membership.loader.js';
import { MembershipRecords } from './membership.records.js';
import { MembershipRepository } from './membership.repository.js';
import { MembershipResolver } from './membership.resolver.js';
import { GroupOutlookFields, MeetingOutlookFields, SupervisionConsequenceFields } from './outlook.fields.js';
import { PresenceCorrection } from './presence-correction.service.js';
import { PresenceRecords } from './presence.records.js';
import { PresenceRepository } from './presence.repository.js';
import {
  GroupMeetingFields,
  SupervisionGroupFields,
  SupervisionMeetingFields,
  SupervisionPresenceFields,
} from './supervision.fields.js';
import {
  CreditLoader,
  EarlierPlansLoader,
  GroupLoader,
  MeetingLoader,
  MeetingsOfGroupLoader,
  PresencesLoader,
} from './supervision.loader.js';
import { SupervisionService } from './supervision.service.js';
import { SupervisorFields } from './supervisor.fields.js';
import { DeliveryLoader, LeadersLoader, SupervisorLoader } from './supervisor.loader.js';
import { SupervisorRepository } from './supervisor.repository.js';
import { SupervisorResolver } from './supervisor.resolver.js';
import { SupervisorService } from './supervisor.service.js';

@Module({
  imports: [
    CertificationModule,
    CohortModule,
    EnrolmentModule,
    MunicipalityModule,
    ProgrammeModule,
    ProgressModule,
    ProviderModule,
  ],
  providers: [
    GroupRepository,
    MeetingRepository,
    PresenceRepository,
    ConflictRepository,
    MembershipRepository,
    SupervisorRepository,
    DeliveryView,
    SupervisionService,
    GroupFormation,
    GroupMembership,
    GroupClosing,
    SupervisorService,
    MeetingPlanning,
    MeetingRescheduling,
    MeetingHolding,
    MeetingCorrection,
    PresenceCorrection,
    MeetingRecords,
    MembershipRecords,
    ClosureRecords,
    LeaderRecords,
    PresenceRecords,
    MeetingReview,
    GroupLoader,
    MembersLoader,
    MembershipsOfGroupLoader,
    MembershipsOfEnrolmentLoader,
    MeetingLoader,
    MeetingsOfGroupLoader,
    PresencesLoader,
    CreditLoader,
    EarlierPlansLoader,
    SupervisorLoader,
    LeadersLoader,
    DeliveryLoader,
    ConsequenceLoader,
    SupervisionGroupResolver,
    SupervisionMeetingResolver,
    MembershipResolver,
    ClosingResolver,
    SupervisorResolver,
    SupervisionGroupFields,
    GroupMeetingFields,
    SupervisionMeetingFields,
    SupervisionPresenceFields,
    GroupMembershipFields,
    EnrolmentMembershipFields,
    SupervisionMembershipFields,
    SupervisionShortfallFields,
    GroupOutlookFields,
    MeetingOutlookFields,
    SupervisionConsequenceFields,
    MeetingPlanFields,
    EarlierPlanFields,
    SupervisorFields,
  ],
  exports: [MeetingLoader],
})
export class SupervisionModule {
  constructor(
    nodes: NodeRegistry,
    groups: GroupLoader,
    meetings: MeetingLoader,
    supervisors: SupervisorLoader,
  ) {
    nodes.register('grp', async (context, id) => groups.load(context, id));
    nodes.register('mee', async (context, id) => meetings.load(context, id));
    nodes.register('sup', async (context, id) => supervisors.load(context, id));
  }
}
