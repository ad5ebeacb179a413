import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { EngagementMapper, SeatService } from '../engagement/index.js';
import { toEnrolment } from '../enrolment/index.js';
import {
  EngagementPartnerWithdrawInput,
  EngagementPartnerWithdrawPayload,
  EngagementPartnerWithdrawResult,
} from './dto/partner-withdraw.dto.js';
import { PartnerWithdrawalService } from './partner-withdrawal.service.js';

@Resolver()
export class PartnerWithdrawalResolver {
  constructor(
    private readonly withdrawals: PartnerWithdrawalService,
    private readonly mapper: EngagementMapper,
    private readonly seats: SeatService,
  ) {}

  @Access('engagementPartnerWithdraw')
  @Mutation(() => EngagementPartnerWithdrawResult, {
    description:
      'Agency: a municipality leaves an engagement that several take part in. Its seats close; the others keep theirs (L21).',
  })
  async engagementPartnerWithdraw(
    @Context() context: RequestContext,
    @Args('input') input: EngagementPartnerWithdrawInput,
  ) {
    const done = await this.withdrawals.withdraw(actorOf(context), input);
    return Object.assign(new EngagementPartnerWithdrawPayload(), {
      engagement: this.mapper.toModel(done.engagement),
      seats: await this.seats.usage(done.places),
      withdrawn: done.withdrawn.map(toEnrolment),
      notWaiting: done.notWaiting.map(toEnrolment),
    });
  }
}
