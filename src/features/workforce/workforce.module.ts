import { Module } from '@nestjs/common';
import { EngagementModule } from '../engagement/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { PersonModule } from '../person/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ProgressModule } from '../progress/index.js';
import { BreakdownView } from './breakdown.view.js';
import { LeadersView } from './leaders.view.js';
import { LeaderFields, MunicipalityWorkforceFields, WorkforceResolver } from './workforce.resolver.js';
import { WorkforceView } from './workforce.view.js';

@Module({
  imports: [
    EngagementModule,
    EnrolmentModule,
    MunicipalityModule,
    PersonModule,
    ProgrammeModule,
    ProgressModule,
  ],
  providers: [
    BreakdownView,
    WorkforceView,
    LeadersView,
    WorkforceResolver,
    MunicipalityWorkforceFields,
    LeaderFields,
  ],
})
export class WorkforceModule {}
