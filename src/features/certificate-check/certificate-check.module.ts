import { Module } from '@nestjs/common';
import { CertificationModule } from '../certification/index.js';
import { CheckController } from './check.controller.js';

@Module({ imports: [CertificationModule], controllers: [CheckController] })
export class CertificateCheckModule {}
