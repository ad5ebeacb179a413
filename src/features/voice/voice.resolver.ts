import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import sql from 'sql-template-tag';
import { Access } from '../../access/access.js';
import { reachOf } from '../../access/policy.js';
import { PageArgs, readPage } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { ApologyService } from './apology.service.js';
import { DisputeRepository } from './dispute.repository.js';
import { DisputeService } from './dispute.service.js';
import {
  ApologyAcknowledgeInput,
  ApologyAcknowledgePayload,
  ApologyAcknowledgeResult,
  ApologySendInput,
  ApologySendPayload,
  ApologySendResult,
  ApologyWithdrawInput,
  ApologyWithdrawPayload,
  ApologyWithdrawResult,
} from './dto/apology.dto.js';
import {
  AttendanceDisputeInput,
  AttendanceDisputePayload,
  AttendanceDisputeResult,
  DisputeAnswerInput,
  DisputeAnswerPayload,
  DisputeAnswerResult,
  DisputeConnection,
  DisputeFilter,
} from './dto/dispute.dto.js';
import { toApology, toDispute } from './voice.mapper.js';

@Resolver()
export class ApologyResolver {
  constructor(private readonly apologies: ApologyService) {}

  @Access('apologySend')
  @Mutation(() => ApologySendResult, {
    description:
      'The participant, or the coordinator on their behalf, will not come to a half-day or meeting ahead. There is no room for a reason (L10).',
  })
  async apologySend(@Context() context: RequestContext, @Args('input') input: ApologySendInput) {
    const apology = await this.apologies.send(actorOf(context), input);
    return Object.assign(new ApologySendPayload(), { apology: toApology(apology) });
  }

  @Access('apologyWithdraw')
  @Mutation(() => ApologyWithdrawResult, { description: 'The person comes after all. Until it begins.' })
  async apologyWithdraw(@Context() context: RequestContext, @Args('input') input: ApologyWithdrawInput) {
    const apology = await this.apologies.withdraw(actorOf(context), input);
    return Object.assign(new ApologyWithdrawPayload(), { apology: toApology(apology) });
  }

  @Access('apologyAcknowledge')
  @Mutation(() => ApologyAcknowledgeResult, {
    description: 'The provider has seen an apology, and answers it if there is something to say. Once.',
  })
  async apologyAcknowledge(
    @Context() context: RequestContext,
    @Args('input') input: ApologyAcknowledgeInput,
  ) {
    const apology = await this.apologies.acknowledge(actorOf(context), input);
    return Object.assign(new ApologyAcknowledgePayload(), { apology: toApology(apology) });
  }
}

@Resolver()
export class DisputeResolver {
  constructor(
    private readonly disputes: DisputeService,
    private readonly repository: DisputeRepository,
  ) {}

  @Access('disputes')
  @Query(() => DisputeConnection, {
    name: 'disputes',
    description: 'Oldest first: a participant’s own, and those that a provider is to answer.',
  })
  async list(
    @Context() context: RequestContext,
    @Args('filter', { type: () => DisputeFilter, nullable: true }) filter: DisputeFilter | null,
    @Args() page: PageArgs,
  ) {
    const condition = this.repository.matching(reachOf(actorOf(context), 'disputes'), filter ?? {});
    return readPage(
      page,
      [
        { expression: sql`v.recorded_at`, rowKey: 'recordedAt' },
        { expression: sql`v.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) => this.repository.page(condition, after, orderBy, limit),
      () => this.repository.count(condition),
      toDispute,
    );
  }

  @Access('attendanceDispute')
  @Mutation(() => AttendanceDisputeResult, {
    description:
      'The participant says that a record of a half-day or a supervision meeting is wrong or missing. It changes nothing by itself.',
  })
  async attendanceDispute(@Context() context: RequestContext, @Args('input') input: AttendanceDisputeInput) {
    const dispute = await this.disputes.raise(actorOf(context), input);
    return Object.assign(new AttendanceDisputePayload(), { dispute: toDispute(dispute) });
  }

  @Access('disputeAnswer')
  @Mutation(() => DisputeAnswerResult, {
    description:
      'Whoever runs the day or the meeting answers. CORRECTED only once the record says something else than it did.',
  })
  async disputeAnswer(@Context() context: RequestContext, @Args('input') input: DisputeAnswerInput) {
    const dispute = await this.disputes.answer(actorOf(context), input);
    return Object.assign(new DisputeAnswerPayload(), { dispute: toDispute(dispute) });
  }
}
