import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { EngagementModule } from '../engagement/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { PersonModule } from '../person/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ClosingService } from './closing.service.js';
import { DossierFactsLoader, DossierLoader, SideVisibleLoader } from './dossier.loader.js';
import { DossierRepository } from './dossier.repository.js';
import { ImplementationFields } from './engagement.fields.js';
import { Finder } from './finder.js';
import {
  AttendeeFields,
  EngagementMeetingFields,
  EngagementPhaseFields,
  KickOffCheckFields,
  KickOffMissingFields,
  MilestoneFields,
} from './meeting.fields.js';
import { MeetingHolding } from './meeting-holding.service.js';
import { MeetingPlanning } from './meeting-planning.service.js';
import { MeetingRecords } from './meeting.records.js';
import { EngagementMeetingResolver } from './meeting.resolver.js';
import { ImplementationNodes } from './node.loader.js';
import { PlanDocumentResolver } from './plan-document.resolver.js';
import { PlanDocumentService } from './plan-document.service.js';
import { TeamResolver } from './team.resolver.js';
import { TeamService } from './team.service.js';

@Module({
  imports: [MunicipalityModule, ProgrammeModule, PersonModule, EngagementModule],
  providers: [
    DossierRepository,
    DossierFactsLoader,
    DossierLoader,
    SideVisibleLoader,
    ImplementationNodes,
    Finder,
    TeamService,
    MeetingRecords,
    MeetingPlanning,
    MeetingHolding,
    PlanDocumentService,
    ClosingService,
    TeamResolver,
    EngagementMeetingResolver,
    PlanDocumentResolver,
    ImplementationFields,
    EngagementMeetingFields,
    AttendeeFields,
    KickOffCheckFields,
    KickOffMissingFields,
    EngagementPhaseFields,
    MilestoneFields,
  ],
  exports: [DossierLoader, SideVisibleLoader],
})
export class ImplementationModule {
  constructor(registry: NodeRegistry, nodes: ImplementationNodes) {
    registry.register('tea', async (context, id) => nodes.member(context, id));
    registry.register('emt', async (context, id) => nodes.meeting(context, id));
    registry.register('doc', async (context, id) => nodes.document(context, id));
  }
}
