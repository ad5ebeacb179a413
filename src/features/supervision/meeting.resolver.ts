import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { toCorrectionEffect, type Effects } from '../certification/index.js';
import {
  SupervisionCorrectInput,
  SupervisionCorrectPayload,
  SupervisionCorrectResult,
  SupervisionMeetingCorrectInput,
  SupervisionMeetingCorrectPayload,
  SupervisionMeetingCorrectResult,
  SupervisionMeetingHoldInput,
  SupervisionMeetingHoldPayload,
  SupervisionMeetingHoldResult,
} from './dto/presence.inputs.js';
import {
  SupervisionMeetingCancelInput,
  SupervisionMeetingCancelPayload,
  SupervisionMeetingCancelResult,
  SupervisionMeetingPlanInput,
  SupervisionMeetingPlanPayload,
  SupervisionMeetingPlanResult,
  SupervisionMeetingRescheduleInput,
  SupervisionMeetingReschedulePayload,
  SupervisionMeetingRescheduleResult,
} from './dto/supervision.inputs.js';
import { SupervisionMeeting } from './dto/supervision.model.js';
import { MeetingCorrection } from './meeting-correction.service.js';
import { MeetingHolding } from './meeting-holding.service.js';
import { MeetingPlanning } from './meeting-planning.service.js';
import { MeetingRescheduling } from './meeting-rescheduling.service.js';
import type { ReviewedMeeting } from './meeting.review.js';
import { PresenceCorrection } from './presence-correction.service.js';
import { MeetingLoader, toMeeting } from './supervision.loader.js';

@Resolver()
export class SupervisionMeetingResolver {
  constructor(
    private readonly planning: MeetingPlanning,
    private readonly rescheduling: MeetingRescheduling,
    private readonly holding: MeetingHolding,
    private readonly correction: PresenceCorrection,
    private readonly meetingCorrection: MeetingCorrection,
    private readonly meetings: MeetingLoader,
  ) {}

  @Access('supervisionMeeting')
  @Query(() => SupervisionMeeting, {
    nullable: true,
    description: 'Null when there is none, or none for you to see.',
  })
  async supervisionMeeting(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.meetings.load(context, id);
  }

  @Access('supervisionMeetingPlan')
  @Mutation(() => SupervisionMeetingPlanResult, {
    description: 'Lay a meeting of a group into the calendar. What looks wrong is a warning, not a refusal.',
  })
  async supervisionMeetingPlan(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionMeetingPlanInput,
  ) {
    const { meeting, warnings } = await this.planning.plan(actorOf(context), input);
    return Object.assign(new SupervisionMeetingPlanPayload(), { meeting: toMeeting(meeting), warnings });
  }

  @Access('supervisionMeetingReschedule')
  @Mutation(() => SupervisionMeetingRescheduleResult, {
    description:
      'New times, another host, venue or supervisor. The earlier plan stays as history; a held meeting keeps its times.',
  })
  async supervisionMeetingReschedule(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionMeetingRescheduleInput,
  ) {
    const { meeting, warnings } = await this.rescheduling.reschedule(actorOf(context), input);
    return Object.assign(new SupervisionMeetingReschedulePayload(), {
      meeting: toMeeting(meeting),
      warnings,
    });
  }

  @Access('supervisionMeetingHold')
  @Mutation(() => SupervisionMeetingHoldResult, {
    description:
      'The meeting took place: actual times, and who was there from when to when. Credits every member’s own minutes.',
  })
  async supervisionMeetingHold(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionMeetingHoldInput,
  ) {
    const { meeting, warnings } = await this.holding.hold(actorOf(context), input);
    return Object.assign(new SupervisionMeetingHoldPayload(), { meeting: toMeeting(meeting), warnings });
  }

  @Access('supervisionMeetingCancel')
  @Mutation(() => SupervisionMeetingCancelResult, {
    description: 'A planned meeting that will not take place. It counts for nobody (V18).',
  })
  async supervisionMeetingCancel(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionMeetingCancelInput,
  ) {
    const meeting = await this.planning.cancel(actorOf(context), input);
    return Object.assign(new SupervisionMeetingCancelPayload(), { meeting: toMeeting(meeting) });
  }

  @Access('supervisionCorrect')
  @Mutation(() => SupervisionCorrectResult, {
    description:
      'What is recorded about one person at a held meeting was wrong or was forgotten. The earlier record stays as history. `dryRun` first says what would change, and for whom.',
  })
  async supervisionCorrect(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionCorrectInput,
  ) {
    const corrected = await this.correction.correct(actorOf(context), input);
    return Object.assign(new SupervisionCorrectPayload(), toPayload(corrected));
  }

  @Access('supervisionMeetingCorrect')
  @Mutation(() => SupervisionMeetingCorrectResult, {
    description:
      'When a held meeting took place, its breaks or who led it was recorded wrongly (L3). Who was there stays, on another day at the same times by the clock, and everybody’s minutes follow. The earlier record stays as history. `dryRun` first says what would change, and for whom.',
  })
  async supervisionMeetingCorrect(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionMeetingCorrectInput,
  ) {
    const corrected = await this.meetingCorrection.correct(actorOf(context), input);
    return Object.assign(new SupervisionMeetingCorrectPayload(), toPayload(corrected));
  }
}

function toPayload({ meeting, warnings, effects, othersAffected }: ReviewedMeeting & Effects) {
  return {
    meeting: toMeeting(meeting),
    warnings,
    effects: effects.map(toCorrectionEffect),
    othersAffected,
  };
}
