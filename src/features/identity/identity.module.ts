import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { CertificationModule } from '../certification/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { PersonModule } from '../person/index.js';
import { BelongingsService } from './belongings.js';
import { Consequences } from './consequences.js';
import { DuplicatesView } from './duplicates.view.js';
import { IdentityResolver, PersonMergeFields, PersonMergesFields } from './identity.resolver.js';
import { MergeLoader, MergesOfPersonLoader } from './merge.loader.js';
import { MergeRepository } from './merge.repository.js';
import { MergeService } from './merge.service.js';

@Module({
  imports: [CertificationModule, EnrolmentModule, PersonModule],
  providers: [
    MergeRepository,
    BelongingsService,
    Consequences,
    MergeService,
    DuplicatesView,
    MergeLoader,
    MergesOfPersonLoader,
    IdentityResolver,
    PersonMergesFields,
    PersonMergeFields,
  ],
})
export class IdentityModule {
  constructor(nodes: NodeRegistry, loader: MergeLoader) {
    nodes.register('mrg', async (context, id) => loader.load(context, id));
  }
}
