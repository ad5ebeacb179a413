import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { programmeModel, trackModel } from '../programme/index.js';
import { toProgress } from '../progress/index.js';
import {
  EnrolmentRulesMoveInput,
  EnrolmentRulesMovePayload,
  EnrolmentRulesMoveResult,
  MOST,
  RuleEffect,
  RuleSetPublishInput,
  RuleSetPublishPayload,
  RuleSetPublishResult,
  RuleSimulation,
} from './dto/rule-set.dto.js';
import { RuleSetService } from './rule-set.service.js';
import type { Simulation } from './simulation.service.js';

@Resolver(() => RuleEffect)
export class RuleSetResolver {
  constructor(
    private readonly ruleSets: RuleSetService,
    private readonly enrolments: EnrolmentLoader,
  ) {}

  @Access('ruleSetPublish')
  @Mutation(() => RuleSetPublishResult, {
    description:
      'Agency: a new version of a programme’s rules, or a new programme; with `dryRun` only what it would change. New engagements start under it, nobody is moved (V40).',
  })
  async ruleSetPublish(@Context() context: RequestContext, @Args('input') input: RuleSetPublishInput) {
    const { programme, simulation } = await this.ruleSets.publish(actorOf(context), input);
    return Object.assign(new RuleSetPublishPayload(), {
      programme: programmeModel(programme, trackModel),
      simulation: toSimulation(simulation),
    });
  }

  @Access('enrolmentRulesMove')
  @Mutation(() => EnrolmentRulesMoveResult, {
    description:
      'Agency: these enrolments go by another version of the rules from today, by a logged decision (V40); with `dryRun` only what it would change.',
  })
  async enrolmentRulesMove(
    @Context() context: RequestContext,
    @Args('input') input: EnrolmentRulesMoveInput,
  ) {
    const simulation = await this.ruleSets.move(actorOf(context), input);
    return Object.assign(new EnrolmentRulesMovePayload(), { simulation: toSimulation(simulation) });
  }

  @ResolveField(() => Enrolment)
  async enrolment(
    @Parent() effect: RuleEffect,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, effect.enrolmentId);
  }
}

function toSimulation({ examined, effects }: Simulation): RuleSimulation {
  return Object.assign(new RuleSimulation(), {
    examined,
    affected: effects.length,
    reopened: effects.filter(({ before, after }) => before.completed && !after.completed).length,
    completed: effects.filter(({ before, after }) => !before.completed && after.completed).length,
    effects: effects.slice(0, MOST).map(({ enrolmentId, before, after }) =>
      Object.assign(new RuleEffect(), {
        enrolmentId,
        before: toProgress(before),
        after: toProgress(after),
      }),
    ),
  });
}
