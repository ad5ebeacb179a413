import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { toSupervisionProgress } from '../progress/index.js';
import {
  SupervisionGroupCloseInput,
  SupervisionGroupClosePayload,
  SupervisionGroupCloseResult,
  SupervisionGroupReopenInput,
  SupervisionGroupReopenPayload,
  SupervisionGroupReopenResult,
  SupervisionShortfall,
} from './dto/closing.inputs.js';
import { GroupClosing, type Short } from './group-closing.service.js';
import { toGroup } from './supervision.loader.js';

@Resolver()
export class ClosingResolver {
  constructor(private readonly closing: GroupClosing) {}

  @Access('supervisionGroupClose')
  @Mutation(() => SupervisionGroupCloseResult, {
    description:
      'A group meets for the last time on a day: memberships end with it, and nothing is planned after it. Everybody’s hours stay theirs. `dryRun` first says whom it leaves with hours missing (Q10).',
  })
  async supervisionGroupClose(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionGroupCloseInput,
  ) {
    const { group, short } = await this.closing.close(actorOf(context), input);
    return Object.assign(new SupervisionGroupClosePayload(), {
      group: toGroup(group),
      short: short.map(toShortfall),
    });
  }

  @Access('supervisionGroupReopen')
  @Mutation(() => SupervisionGroupReopenResult, {
    description:
      'A group was closed by mistake, or has to go on. Its members are in it as before, but for those whose membership was changed since.',
  })
  async supervisionGroupReopen(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionGroupReopenInput,
  ) {
    const group = await this.closing.reopen(actorOf(context), input);
    return Object.assign(new SupervisionGroupReopenPayload(), { group: toGroup(group) });
  }
}

@Resolver(() => SupervisionShortfall)
export class SupervisionShortfallFields {
  constructor(private readonly enrolments: EnrolmentLoader) {}

  @ResolveField(() => Enrolment)
  async enrolment(
    @Parent() shortfall: SupervisionShortfall,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, shortfall.enrolmentId);
  }
}

function toShortfall({ answer, missingMinutes }: Short): SupervisionShortfall {
  return Object.assign(new SupervisionShortfall(), {
    enrolmentId: answer.enrolment.id,
    supervision: toSupervisionProgress(answer.supervision),
    missingMinutes,
  });
}
