import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { ProgressModule } from '../progress/index.js';
import { AttemptLog } from './attempt.log.js';
import { AttemptService } from './attempt.service.js';
import {
  CertificationResultFields,
  CohortCertificationFields,
  CourseDayCandidatesFields,
} from './candidate.fields.js';
import { CandidatesLoader, CohortCertificationLoader } from './candidate.loader.js';
import { CandidateRepository } from './candidate.repository.js';
import { CertificateChecks } from './certificate-check.service.js';
import {
  CertificateEventLog,
  CertificateVersionsLoader,
  EventsOfCertificateLoader,
} from './certificate-event.loader.js';
import { CertificateEventRepository } from './certificate-event.repository.js';
import { CertificateLifeResolver } from './certificate-life.resolver.js';
import { CertificateLife } from './certificate-life.service.js';
import { CertificateEvents } from './certificate.events.js';
import { CertificateNumbers, Randomness } from './certificate.numbers.js';
import { CertificateRepository } from './certificate.repository.js';
import { CertificateService } from './certificate.service.js';
import {
  CertificateFields,
  CertificationAttemptFields,
  EnrolmentCertificationFields,
} from './certification.fields.js';
import {
  AttemptsLoader,
  CertificateLoader,
  CertificateOfEnrolmentLoader,
  DispensationsLoader,
} from './certification.loader.js';
import { CertificationResolver } from './certification.resolver.js';
import { CorrectionEffects } from './correction-effects.service.js';
import { CorrectionEffectFields } from './correction-effects.fields.js';
import { DispensationExpiry } from './dispensation.expiry.js';
import { DispensationRecords } from './dispensation.records.js';
import { DispensationRepository } from './dispensation.repository.js';
import { DispensationService } from './dispensation.service.js';
import { IssueService } from './issue.service.js';
import { Settlement } from './settlement.service.js';

@Module({
  imports: [CohortModule, EnrolmentModule, ProgrammeModule, ProgressModule],
  providers: [
    Randomness,
    CertificateRepository,
    CertificateNumbers,
    CertificateEvents,
    CertificateService,
    CertificateChecks,
    CertificateLife,
    CertificateEventRepository,
    CertificateEventLog,
    CertificateVersionsLoader,
    EventsOfCertificateLoader,
    IssueService,
    AttemptLog,
    AttemptService,
    DispensationRepository,
    DispensationRecords,
    DispensationService,
    DispensationExpiry,
    Settlement,
    CorrectionEffects,
    CertificateLoader,
    CertificateOfEnrolmentLoader,
    AttemptsLoader,
    DispensationsLoader,
    CandidateRepository,
    CandidatesLoader,
    CohortCertificationLoader,
    CourseDayCandidatesFields,
    CohortCertificationFields,
    CertificationResultFields,
    CertificationResolver,
    CertificateLifeResolver,
    CorrectionEffectFields,
    EnrolmentCertificationFields,
    CertificateFields,
    CertificationAttemptFields,
  ],
  exports: [
    CandidateRepository,
    CertificateChecks,
    CertificateEvents,
    CertificateRepository,
    CertificateService,
    CorrectionEffects,
    IssueService,
    Randomness,
    Settlement,
  ],
})
export class CertificationModule {
  constructor(nodes: NodeRegistry, loader: CertificateLoader) {
    nodes.register('cer', async (context, id) => loader.load(context, id));
  }
}
