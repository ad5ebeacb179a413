import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { CertificationModule } from '../certification/index.js';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ProgressModule } from '../progress/index.js';
import { ProviderModule } from '../provider/index.js';
import { ConflictRepository } from './conflict.repository.js';
import { GroupFormation } from './group-formation.service.js';
import { GroupRepository } from './group.repository.js';
import { SupervisionGroupResolver } from './group.resolver.js';
import { MeetingHolding } from './meeting-holding.service.js';
import { MeetingPlanning } from './meeting-planning.service.js';
import { MeetingRecords } from './meeting.records.js';
import { MeetingRepository } from './meeting.repository.js';
import { SupervisionMeetingResolver } from './meeting.resolver.js';
import { MeetingReview } from './meeting.review.js';
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
  GroupLoader,
  MeetingLoader,
  MeetingsOfGroupLoader,
  MembersLoader,
  PresencesLoader,
} from './supervision.loader.js';
import { SupervisionService } from './supervision.service.js';

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
    SupervisionService,
    GroupFormation,
    MeetingPlanning,
    MeetingHolding,
    PresenceCorrection,
    MeetingRecords,
    PresenceRecords,
    MeetingReview,
    GroupLoader,
    MembersLoader,
    MeetingLoader,
    MeetingsOfGroupLoader,
    PresencesLoader,
    CreditLoader,
    SupervisionGroupResolver,
    SupervisionMeetingResolver,
    SupervisionGroupFields,
    GroupMeetingFields,
    SupervisionMeetingFields,
    SupervisionPresenceFields,
  ],
  exports: [MeetingLoader],
})
export class SupervisionModule {
  constructor(nodes: NodeRegistry, groups: GroupLoader, meetings: MeetingLoader) {
    nodes.register('grp', async (context, id) => groups.load(context, id));
    nodes.register('mee', async (context, id) => meetings.load(context, id));
  }
}
