import { Module } from '@nestjs/common';
import { HistoryModule } from '../history/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { PersonModule } from '../person/index.js';
import { ProviderModule } from '../provider/index.js';
import { CorrectionsOfPersonLoader } from './correction.loader.js';
import { CorrectionRepository } from './correction.repository.js';
import { CorrectionFields, CorrectionResolver, PersonCorrectionFields } from './correction.resolver.js';
import { CorrectionService } from './correction.service.js';
import { ExportController } from './export.controller.js';
import { ExportReport } from './export.report.js';
import { ExportResolver } from './export.resolver.js';
import { ExportService } from './export.service.js';
import { ReadingFields } from './reading.fields.js';

/** What people can ask for about themselves: all that is stored, who read it, and to have it corrected. */
@Module({
  imports: [HistoryModule, MunicipalityModule, PersonModule, ProviderModule],
  controllers: [ExportController],
  providers: [
    ExportService,
    ExportReport,
    ExportResolver,
    ReadingFields,
    CorrectionRepository,
    CorrectionService,
    CorrectionsOfPersonLoader,
    CorrectionResolver,
    CorrectionFields,
    PersonCorrectionFields,
  ],
})
export class DataProtectionModule {}
