import { Module } from '@nestjs/common';
import { EngagementModule } from '../engagement/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { PersonModule } from '../person/index.js';
import { RosterProblemFields, RosterResolver, RosterRowFields } from './roster.resolver.js';
import { RosterSeating } from './roster-seating.service.js';
import { RosterService } from './roster.service.js';

@Module({
  imports: [EngagementModule, EnrolmentModule, PersonModule],
  providers: [RosterService, RosterSeating, RosterResolver, RosterRowFields, RosterProblemFields],
  exports: [RosterService],
})
export class RosterModule {}
