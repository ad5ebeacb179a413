import { Module } from '@nestjs/common';
import { EngagementModule } from '../engagement/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ImplementationModule } from '../implementation/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { CoordinationResolver, OpenTaskFields } from './coordination.resolver.js';
import { CoordinatorService } from './coordinator.service.js';
import { OpenTasksView } from './open-tasks.view.js';

@Module({
  imports: [MunicipalityModule, EngagementModule, EnrolmentModule, ImplementationModule],
  providers: [CoordinatorService, OpenTasksView, CoordinationResolver, OpenTaskFields],
})
export class CoordinationModule {}
