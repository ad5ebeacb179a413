import { Module } from '@nestjs/common';
import { EnrolmentModule } from '../enrolment/index.js';
import { MunicipalityModule } from '../municipality/index.js';
import { ReportingModule } from '../reporting/index.js';
import { ChangesResolver, KnownAnswerFields, MovedAnswerFields } from './changes.resolver.js';
import { ChangesService } from './changes.service.js';
import { CorrectionAdviceFields, ProvidersOfPersonLoader } from './correction-advice.js';
import {
  CertificateHistoryFields,
  EnrolmentHistoryFields,
  HistoryChangeFields,
  HistoryDetailFields,
  HistoryEntryFields,
  PersonHistoryFields,
} from './history.fields.js';
import { HistoryRepository } from './history.repository.js';
import { HistoryService } from './history.service.js';
import { KeptFromFields, KeptFromLoader } from './kept-from.js';
import { OwnerLoader } from './owner.loader.js';
import { ValueWords } from './value-words.js';
import { WordsLoader } from './words.loader.js';

@Module({
  imports: [EnrolmentModule, MunicipalityModule, ReportingModule],
  providers: [
    HistoryRepository,
    HistoryService,
    OwnerLoader,
    WordsLoader,
    ValueWords,
    EnrolmentHistoryFields,
    CertificateHistoryFields,
    PersonHistoryFields,
    HistoryEntryFields,
    HistoryChangeFields,
    HistoryDetailFields,
    KeptFromLoader,
    KeptFromFields,
    ProvidersOfPersonLoader,
    CorrectionAdviceFields,
    ChangesService,
    ChangesResolver,
    MovedAnswerFields,
    KnownAnswerFields,
  ],
  exports: [ValueWords],
})
export class HistoryModule {}
