import { Module } from '@nestjs/common';
import { EnrolmentModule } from '../enrolment/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { PersonModule } from '../person/index.js';
import { AffiliationService } from './affiliation.service.js';
import { EmploymentResolver } from './employment.resolver.js';
import { JobChangeService } from './job-change.service.js';

@Module({
  imports: [EnrolmentModule, MunicipalityModule, PersonModule],
  providers: [AffiliationService, JobChangeService, EmploymentResolver],
})
export class EmploymentModule {}
