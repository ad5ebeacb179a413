import { Module } from '@nestjs/common';
import { CertificatePaperModule } from '../certificate-paper/index.js';
import { CertificationModule } from '../certification/index.js';
import { CohortModule } from '../cohort/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { ProgressModule } from '../progress/index.js';
import { BatchResolver } from './batch.resolver.js';
import { BatchService } from './batch.service.js';
import { ZipController } from './zip.controller.js';
import { ZipService } from './zip.service.js';

@Module({
  imports: [CertificatePaperModule, CertificationModule, CohortModule, EnrolmentModule, ProgressModule],
  controllers: [ZipController],
  providers: [BatchService, BatchResolver, ZipService],
})
export class CertificateBatchModule {}
