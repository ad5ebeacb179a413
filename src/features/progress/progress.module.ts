import { Module } from '@nestjs/common';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { CountedFromFacts } from './counted-from-facts.js';
import { CreditFromFacts } from './credit-from-facts.js';
import { FactsRepository } from './facts.repository.js';
import { EnrolmentForecastFields, ForecastFields } from './forecast.fields.js';
import { ComingHalfDaysLoader } from './make-up-options.js';
import { MeetingsRepository } from './meetings.repository.js';
import { OpenRequirementsLoader } from './open-since.js';
import {
  AttendanceProgressFields,
  EnrolmentProgressFields,
  RequirementFields,
  RequirementsUnmetFields,
} from './progress.fields.js';
import { AnswerLoader, FiguresLoader } from './progress.loader.js';
import { ProgressService } from './progress.service.js';
import { StandingFromFacts } from './standing-from-facts.js';
import { Reconciliation } from './reconciliation.js';
import { StandingKeeping } from './keeping.js';
import { StandingRepository } from './standing.repository.js';
import { TallyRepository } from './tally.repository.js';
import { Tally } from './tally.js';
import { TurningDaysRepository } from './turning-days.repository.js';

@Module({
  imports: [CohortModule, EnrolmentModule, ProgrammeModule],
  providers: [
    FactsRepository,
    MeetingsRepository,
    CreditFromFacts,
    StandingFromFacts,
    CountedFromFacts,
    StandingRepository,
    StandingKeeping,
    TallyRepository,
    Tally,
    Reconciliation,
    ProgressService,
    ComingHalfDaysLoader,
    AnswerLoader,
    FiguresLoader,
    TurningDaysRepository,
    OpenRequirementsLoader,
    EnrolmentForecastFields,
    ForecastFields,
    EnrolmentProgressFields,
    AttendanceProgressFields,
    RequirementFields,
    RequirementsUnmetFields,
  ],
  exports: [ProgressService, Reconciliation, StandingKeeping, Tally],
})
export class ProgressModule {}
