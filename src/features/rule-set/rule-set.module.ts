import { Module } from '@nestjs/common';
import { CertificationModule } from '../certification/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ProgressModule } from '../progress/index.js';
import { RuleSetResolver } from './rule-set.resolver.js';
import { RuleSetService } from './rule-set.service.js';
import { RuleSimulations } from './simulation.service.js';

@Module({
  imports: [CertificationModule, EnrolmentModule, ProgrammeModule, ProgressModule],
  providers: [RuleSimulations, RuleSetService, RuleSetResolver],
})
export class RuleSetModule {}
