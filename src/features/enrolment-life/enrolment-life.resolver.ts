import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Enrolment, toEnrolment } from '../enrolment/index.js';
import {
  LeaveAdjustInput,
  LeaveAdjustPayload,
  LeaveAdjustResult,
  LeaveBeginInput,
  LeaveBeginPayload,
  LeaveBeginResult,
  LeaveCancelInput,
  LeaveCancelPayload,
  LeaveCancelResult,
  LeavePeriod,
} from './dto/leave.dto.js';
import {
  EnrolmentTransferInput,
  EnrolmentTransferPayload,
  EnrolmentTransferResult,
} from './dto/transfer.dto.js';
import { LeavesLoader, toLeavePeriod } from './leave.loader.js';
import { LeaveService, type RecordedLeave } from './leave.service.js';
import { TransferService } from './transfer.service.js';

@Resolver()
export class EnrolmentLifeResolver {
  constructor(
    private readonly leaves: LeaveService,
    private readonly transfers: TransferService,
  ) {}

  @Access('leaveBegin')
  @Mutation(() => LeaveBeginResult, {
    description: 'Leave from a day, to a day when it is known: the seat is held, what is due moves (L9).',
  })
  async leaveBegin(@Context() context: RequestContext, @Args('input') input: LeaveBeginInput) {
    return Object.assign(new LeaveBeginPayload(), told(await this.leaves.begin(actorOf(context), input)));
  }

  @Access('leaveAdjust')
  @Mutation(() => LeaveAdjustResult, {
    description: 'Other dates for a leave, such as the first day back; the earlier ones stay as history.',
  })
  async leaveAdjust(@Context() context: RequestContext, @Args('input') input: LeaveAdjustInput) {
    return Object.assign(new LeaveAdjustPayload(), told(await this.leaves.adjust(actorOf(context), input)));
  }

  @Access('leaveCancel')
  @Mutation(() => LeaveCancelResult, { description: 'The leave did not come about.' })
  async leaveCancel(@Context() context: RequestContext, @Args('input') input: LeaveCancelInput) {
    const enrolment = await this.leaves.cancel(actorOf(context), input);
    return Object.assign(new LeaveCancelPayload(), { enrolment: toEnrolment(enrolment) });
  }

  @Access('enrolmentTransfer')
  @Mutation(() => EnrolmentTransferResult, {
    description:
      'Somebody moves to another municipality (L5): goes on as a guest, is transferred to a seat there, or withdraws. Days, hours and certificate stay with the person. Whoever transfers must reach both municipalities.',
  })
  async enrolmentTransfer(@Context() context: RequestContext, @Args('input') input: EnrolmentTransferInput) {
    const enrolment = await this.transfers.transfer(actorOf(context), input);
    return Object.assign(new EnrolmentTransferPayload(), { enrolment: toEnrolment(enrolment) });
  }
}

@Resolver(() => Enrolment)
export class EnrolmentLeaveFields {
  constructor(private readonly leaves: LeavesLoader) {}

  @ResolveField(() => [LeavePeriod], {
    name: 'leaves',
    description: 'Past, present and coming, in time order.',
  })
  async leavesOf(@Parent() enrolment: Enrolment, @Context() context: RequestContext): Promise<LeavePeriod[]> {
    return this.leaves.load(context, enrolment.id);
  }
}

function told({ enrolment, leave, warnings }: RecordedLeave) {
  return { enrolment: toEnrolment(enrolment), leave: toLeavePeriod(leave), warnings };
}
