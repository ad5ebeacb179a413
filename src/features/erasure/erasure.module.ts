import { Module } from '@nestjs/common';
import { PersonModule } from '../person/index.js';
import { BelongingsRepository } from './belongings.repository.js';
import { ErasedLoader } from './erased.loader.js';
import { ErasureResolver, PersonErasedFields } from './erasure.resolver.js';
import { ErasureService } from './erasure.service.js';
import { RetentionAuditResolver } from './retention-audit.resolver.js';
import { RetentionAuditService } from './retention-audit.service.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';

@Module({
  imports: [PersonModule],
  providers: [
    BelongingsRepository,
    RetentionRepository,
    ErasureService,
    RetentionService,
    RetentionAuditService,
    ErasedLoader,
    ErasureResolver,
    RetentionAuditResolver,
    PersonErasedFields,
  ],
})
export class ErasureModule {}
