import { Module } from '@nestjs/common';
import { MunicipalityModule } from '../municipality/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ProgressModule } from '../progress/index.js';
import { ReportingResolver } from './reporting.resolver.js';
import { StatusView } from './status.view.js';

@Module({
  imports: [MunicipalityModule, ProgrammeModule, ProgressModule],
  providers: [StatusView, ReportingResolver],
  exports: [StatusView],
})
export class ReportingModule {}
