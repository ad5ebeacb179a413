import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { EngagementMeeting } from './dto/meeting.model.js';
import {
  EngagementMeetingCancelInput,
  EngagementMeetingCancelPayload,
  EngagementMeetingCancelResult,
  EngagementMeetingHoldInput,
  EngagementMeetingHoldPayload,
  EngagementMeetingHoldResult,
  EngagementMeetingPlanInput,
  EngagementMeetingPlanPayload,
  EngagementMeetingPlanResult,
  EngagementMeetingRescheduleInput,
  EngagementMeetingReschedulePayload,
  EngagementMeetingRescheduleResult,
} from './dto/meeting.inputs.js';
import { MeetingHolding } from './meeting-holding.service.js';
import { MeetingPlanning } from './meeting-planning.service.js';
import { ImplementationNodes, present } from './node.loader.js';

@Resolver()
export class EngagementMeetingResolver {
  constructor(
    private readonly planning: MeetingPlanning,
    private readonly holding: MeetingHolding,
    private readonly nodes: ImplementationNodes,
  ) {}

  @Access('engagementMeeting')
  @Query(() => EngagementMeeting, {
    nullable: true,
    description: 'Null when there is none, or none for you to see.',
  })
  async engagementMeeting(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.nodes.meeting(context, id);
  }

  @Access('engagementMeetingPlan')
  @Mutation(() => EngagementMeetingPlanResult, {
    description:
      'Agency or coordinator: a telephone meeting, kick-off, workshop or status meeting, on a day or about then (A6, R21).',
  })
  async engagementMeetingPlan(
    @Context() context: RequestContext,
    @Args('input') input: EngagementMeetingPlanInput,
  ) {
    const id = await this.planning.plan(actorOf(context), input);
    return Object.assign(new EngagementMeetingPlanPayload(), { meeting: await this.made(context, id) });
  }

  @Access('engagementMeetingReschedule')
  @Mutation(() => EngagementMeetingRescheduleResult, {
    description: 'Agency or coordinator: another date for a meeting that is planned.',
  })
  async engagementMeetingReschedule(
    @Context() context: RequestContext,
    @Args('input') input: EngagementMeetingRescheduleInput,
  ) {
    const id = await this.planning.reschedule(actorOf(context), input);
    return Object.assign(new EngagementMeetingReschedulePayload(), { meeting: await this.made(context, id) });
  }

  @Access('engagementMeetingHold')
  @Mutation(() => EngagementMeetingHoldResult, {
    description:
      'Agency or coordinator: the meeting took place, and who was present, excused or absent. Again, with a reason, it corrects what is named; the earlier record is kept.',
  })
  async engagementMeetingHold(
    @Context() context: RequestContext,
    @Args('input') input: EngagementMeetingHoldInput,
  ) {
    const id = await this.holding.hold(actorOf(context), input);
    return Object.assign(new EngagementMeetingHoldPayload(), { meeting: await this.made(context, id) });
  }

  @Access('engagementMeetingCancel')
  @Mutation(() => EngagementMeetingCancelResult, {
    description: 'Agency or coordinator: a meeting that is planned does not take place.',
  })
  async engagementMeetingCancel(
    @Context() context: RequestContext,
    @Args('input') input: EngagementMeetingCancelInput,
  ) {
    const id = await this.planning.cancel(actorOf(context), input);
    return Object.assign(new EngagementMeetingCancelPayload(), { meeting: await this.made(context, id) });
  }

  private async made(context: RequestContext, id: string): Promise<EngagementMeeting> {
    return present(await this.nodes.meeting(context, id), 'meeting');
  }
}
