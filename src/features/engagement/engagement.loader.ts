import { Injectable } from '@nestjs/common';
import { reachOf } from '../../access/policy.js';
import { BatchLoader, inOrder } from '../../graphql/batch-loader.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Engagement } from './dto/engagement.model.js';
import { EngagementMapper } from './engagement.mapper.js';
import { EngagementRepository } from './engagement.repository.js';

/** Null for engagements that the actor may not see. */
@Injectable()
export class EngagementLoader extends BatchLoader<Engagement | null> {
  constructor(
    private readonly engagements: EngagementRepository,
    private readonly mapper: EngagementMapper,
  ) {
    super();
  }

  protected async batch(context: RequestContext, ids: readonly string[]) {
    const rows = await this.engagements.findVisible(reachOf(actorOf(context), 'engagement'), ids);
    return inOrder(
      ids,
      rows,
      (row) => row.id,
      (row) => this.mapper.toModel(row),
    );
  }
}
