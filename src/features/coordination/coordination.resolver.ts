import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Engagement, EngagementLoader } from '../engagement/index.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { CoordinatorService, type CoordinatorChangeRow } from './coordinator.service.js';
import {
  CoordinatorChange,
  CoordinatorEndInput,
  CoordinatorEndPayload,
  CoordinatorEndResult,
  CoordinatorReinstateInput,
  CoordinatorReinstatePayload,
  CoordinatorReinstateResult,
} from './dto/coordinator.dto.js';
import { OpenTask } from './dto/open-task.model.js';
import { OpenTasksView } from './open-tasks.view.js';

@Resolver(() => CoordinatorChange)
export class CoordinationResolver {
  constructor(
    private readonly coordinators: CoordinatorService,
    private readonly tasks: OpenTasksView,
    private readonly municipalities: MunicipalityDirectory,
  ) {}

  @Access('openTasks')
  @Query(() => [OpenTask], {
    description:
      'What waits for a municipality’s coordinator, or for the successor: by engagement, people first (L26). Of municipalities that have become part of it as well. None when it is not yours.',
  })
  async openTasks(
    @Context() context: RequestContext,
    @Args('municipalityCode') municipalityCode: string,
  ): Promise<OpenTask[]> {
    return this.tasks.ofMunicipality(context, municipalityCode);
  }

  @Access('coordinatorChanges')
  @Query(() => [CoordinatorChange], {
    description: 'Agency: whose role as a coordinator ends or ended, newest first.',
  })
  async coordinatorChanges(
    @Args('municipalityCode', { type: () => String, nullable: true }) municipalityCode: string | null,
  ): Promise<CoordinatorChange[]> {
    return (await this.coordinators.list(municipalityCode ?? null)).map(toModel);
  }

  @Access('coordinatorEnd')
  @Mutation(() => CoordinatorEndResult, {
    description:
      'Agency: a coordinator’s role ends; from that day on there is no access, also with a token that has not expired (L26).',
  })
  async coordinatorEnd(@Context() context: RequestContext, @Args('input') input: CoordinatorEndInput) {
    const change = await this.coordinators.end(actorOf(context), input);
    return Object.assign(new CoordinatorEndPayload(), { change: toModel(change) });
  }

  @Access('coordinatorReinstate')
  @Mutation(() => CoordinatorReinstateResult, {
    description: 'Agency: takes `coordinatorEnd` back, at once; the earlier record is kept.',
  })
  async coordinatorReinstate(
    @Context() context: RequestContext,
    @Args('input') input: CoordinatorReinstateInput,
  ) {
    const change = await this.coordinators.reinstate(actorOf(context), input);
    return Object.assign(new CoordinatorReinstatePayload(), { change: toModel(change) });
  }

  @ResolveField(() => Municipality)
  municipality(@Parent() change: CoordinatorChange): Municipality {
    return this.municipalities.model(change.municipalityCode);
  }
}

@Resolver(() => OpenTask)
export class OpenTaskFields {
  constructor(
    private readonly municipalities: MunicipalityDirectory,
    private readonly engagements: EngagementLoader,
    private readonly enrolmentLoader: EnrolmentLoader,
  ) {}

  @ResolveField(() => Municipality)
  municipality(@Parent() task: OpenTask): Municipality {
    return this.municipalities.model(task.municipalityCode);
  }

  @ResolveField(() => Engagement, {
    nullable: true,
    description: 'Null when it is about none, or not for you to see.',
  })
  async engagement(@Parent() task: OpenTask, @Context() context: RequestContext): Promise<Engagement | null> {
    return task.engagementId === null ? null : this.engagements.load(context, task.engagementId);
  }

  @ResolveField(() => [Enrolment], { description: 'The people that it is about; else none.' })
  async enrolments(@Parent() task: OpenTask, @Context() context: RequestContext): Promise<Enrolment[]> {
    return this.enrolmentLoader.loadVisible(context, task.enrolmentIds);
  }
}

function toModel({ holder, validOn, ...row }: CoordinatorChangeRow): CoordinatorChange {
  return Object.assign(new CoordinatorChange(), row, { coordinator: holder, on: validOn });
}
