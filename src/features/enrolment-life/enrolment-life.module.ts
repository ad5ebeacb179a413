import { Module } from '@nestjs/common';
import { CertificationModule } from '../certification/index.js';
import { CohortModule } from '../cohort/index.js';
import { EngagementModule } from '../engagement/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { PersonModule } from '../person/index.js';
import { EnrolmentLeaveFields, EnrolmentLifeResolver } from './enrolment-life.resolver.js';
import { LeavesLoader } from './leave.loader.js';
import { LeaveRepository } from './leave.repository.js';
import { LeaveService } from './leave.service.js';
import { TransferService } from './transfer.service.js';

@Module({
  imports: [CertificationModule, CohortModule, EngagementModule, EnrolmentModule, PersonModule],
  providers: [
    LeaveRepository,
    LeaveService,
    TransferService,
    LeavesLoader,
    EnrolmentLifeResolver,
    EnrolmentLeaveFields,
  ],
})
export class EnrolmentLifeModule {}
