import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { PageArgs } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import {
  RetentionAuditApproveInput,
  RetentionAuditApprovePayload,
  RetentionAuditApproveResult,
  RetentionAuditProposal,
  RetentionAuditRunConnection,
} from './dto/retention-audit.dto.js';
import { RetentionAuditService } from './retention-audit.service.js';

@Resolver()
export class RetentionAuditResolver {
  constructor(private readonly log: RetentionAuditService) {}

  @Access('retentionAuditProposal')
  @Query(() => RetentionAuditProposal, {
    description:
      'Agency: what of the log of changes is older than the period that it is kept for. Nothing happens to it until somebody approves it.',
  })
  async retentionAuditProposal(@Context() context: RequestContext) {
    return this.log.proposal(actorOf(context));
  }

  @Access('retentionAuditApprove')
  @Mutation(() => RetentionAuditApproveResult, {
    description:
      'Agency: removes the beginning of the log of changes, up to a day that is older than its period. Not to be taken back; every answer stays as it is, but histories begin later. What is left is proven from the last seal that went. Refused with InvalidState within the period (WITHIN_RETENTION), where a day is not sealed yet (NOT_SEALED), where there is nothing (NOTHING_DUE), and where what would go is not as it was sealed (NOT_AS_SEALED).',
  })
  async retentionAuditApprove(
    @Context() context: RequestContext,
    @Args('input') input: RetentionAuditApproveInput,
  ) {
    const done = await this.log.approve(actorOf(context), input);
    return Object.assign(new RetentionAuditApprovePayload(), { dryRun: input.dryRun, ...done });
  }

  @Access('retentionAuditRuns')
  @Query(() => RetentionAuditRunConnection, {
    description: 'Agency: when the log of changes was shortened, by whom and why. Oldest first.',
  })
  async retentionAuditRuns(@Context() context: RequestContext, @Args() page: PageArgs) {
    return this.log.runs(actorOf(context), page);
  }
}
