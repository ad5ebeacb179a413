import { Module } from '@nestjs/common';
import { CertificationModule } from '../certification/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { PaperController } from './paper.controller.js';
import { CertificatePaperFields } from './paper.fields.js';
import { PaperService } from './paper.service.js';

@Module({
  imports: [CertificationModule, ProgrammeModule],
  controllers: [PaperController],
  providers: [PaperService, CertificatePaperFields],
  exports: [PaperService],
})
export class CertificatePaperModule {}
