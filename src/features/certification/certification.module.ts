import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ProgressModule } from '../progress/index.js';
import { AttemptLog } from './attempt.log.js';
import { AttemptService } from './attempt.service.js';
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
import { DispensationRepository } from './dispensation.repository.js';
import { DispensationService } from './dispensation.service.js';
import { IssueService } from './issue.service.js';
import { Settlement } from './settlement.service.js';

@Module({
  imports: [CohortModule, EnrolmentModule, ProgressModule],
  providers: [
    Randomness,
    CertificateRepository,
    CertificateNumbers,
    CertificateEvents,
    CertificateService,
    IssueService,
    AttemptLog,
    AttemptService,
    DispensationRepository,
    DispensationService,
    Settlement,
    CertificateLoader,
    CertificateOfEnrolmentLoader,
    AttemptsLoader,
    DispensationsLoader,
    CertificationResolver,
    EnrolmentCertificationFields,
    CertificateFields,
    CertificationAttemptFields,
  ],
  exports: [CertificateEvents, Settlement],
})
export class CertificationModule {
  constructor(nodes: NodeRegistry, loader: CertificateLoader) {
    nodes.register('cer', async (context, id) => loader.load(context, id));
  }
}
