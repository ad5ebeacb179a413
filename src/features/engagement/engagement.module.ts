import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { MunicipalityModule } from '../municipality/index.js';
import { ProgrammeModule } from '../programme/index.js';
import { EngagementLoader } from './engagement.loader.js';
import { EngagementMapper } from './engagement.mapper.js';
import { EngagementRepository } from './engagement.repository.js';
import {
  EngagementFields,
  EngagementResolver,
  EngagementWithdrawalFields,
  SeatUsageFields,
} from './engagement.resolver.js';
import { EngagementService } from './engagement.service.js';
import { PoolCountRepository } from './pool-count.repository.js';
import { PoolCounts } from './pool-counts.js';
import { SeatOfferRepository } from './seat-offer.repository.js';
import { SeatOffers } from './seat-offers.js';
import { SeatRepository } from './seat.repository.js';
import { SeatService } from './seat.service.js';
import { SeatUsageView } from './seat-usage.view.js';

@Module({
  imports: [MunicipalityModule, ProgrammeModule],
  providers: [
    EngagementRepository,
    EngagementMapper,
    EngagementService,
    EngagementLoader,
    SeatRepository,
    PoolCountRepository,
    PoolCounts,
    SeatOfferRepository,
    SeatOffers,
    SeatService,
    SeatUsageView,
    EngagementResolver,
    EngagementFields,
    EngagementWithdrawalFields,
    SeatUsageFields,
  ],
  exports: [
    EngagementRepository,
    EngagementService,
    EngagementMapper,
    EngagementLoader,
    PoolCounts,
    SeatRepository,
    SeatOfferRepository,
    SeatOffers,
    SeatService,
  ],
})
export class EngagementModule {
  constructor(nodes: NodeRegistry, loader: EngagementLoader) {
    nodes.register('eng', async (context, id) => loader.load(context, id));
  }
}
