import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Clock } from '../../config/clock.js';
import type { RequestContext } from '../../graphql/context.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { SupervisionEarlierPlan, SupervisionMeeting } from './dto/supervision.model.js';
import { Supervisor } from './dto/supervisor.dto.js';
import { awaitsRecording } from './meeting-times.js';
import { EarlierPlansLoader } from './supervision.loader.js';
import { LeadersLoader } from './supervisor.loader.js';

@Resolver(() => SupervisionMeeting)
export class MeetingPlanFields {
  constructor(
    private readonly leaders: LeadersLoader,
    private readonly earlier: EarlierPlansLoader,
    private readonly clock: Clock,
  ) {}

  @ResolveField(() => [Supervisor], {
    description: 'Who leads it, or led it, by name; empty until it is said.',
  })
  async supervisors(
    @Parent() meeting: SupervisionMeeting,
    @Context() context: RequestContext,
  ): Promise<Supervisor[]> {
    return this.leaders.load(context, meeting.id);
  }

  @ResolveField(() => Boolean, {
    description:
      'Planned and over, but nobody has said who was there (mangler registrering): it counts as nothing, not as zero (L3).',
  })
  awaitsRecording(@Parent() meeting: SupervisionMeeting): boolean {
    return awaitsRecording(meeting, this.clock.now());
  }

  @ResolveField(() => [SupervisionEarlierPlan], {
    description: 'How it was planned before, oldest first; empty when it was never planned anew.',
  })
  async earlierPlans(
    @Parent() meeting: SupervisionMeeting,
    @Context() context: RequestContext,
  ): Promise<SupervisionEarlierPlan[]> {
    return this.earlier.load(context, meeting.id);
  }
}

@Resolver(() => SupervisionEarlierPlan)
export class EarlierPlanFields {
  constructor(private readonly directory: MunicipalityDirectory) {}

  @ResolveField(() => Municipality, { nullable: true, description: 'Null when it was not known.' })
  host(@Parent() plan: SupervisionEarlierPlan): Municipality | null {
    return plan.hostMunicipalityCode === null ? null : this.directory.model(plan.hostMunicipalityCode);
  }
}
