import { Module } from '@nestjs/common';
import { MunicipalityModule } from '../municipality/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ProgressModule } from '../progress/index.js';
import { EvaluationResolver } from './evaluation.resolver.js';
import { EvaluationView } from './evaluation.view.js';
import { ReportingResolver } from './reporting.resolver.js';
import { MunicipalityBases } from './municipality-bases.js';
import { StatusView } from './status.view.js';

@Module({
  imports: [MunicipalityModule, ProgrammeModule, ProgressModule],
  providers: [MunicipalityBases, StatusView, ReportingResolver, EvaluationView, EvaluationResolver],
  exports: [StatusView],
})
export class ReportingModule {}
