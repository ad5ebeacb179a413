import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import {
  SupervisionGroupJoinInput,
  SupervisionGroupJoinPayload,
  SupervisionGroupJoinResult,
  SupervisionGroupLeaveInput,
  SupervisionGroupLeavePayload,
  SupervisionGroupLeaveResult,
  SupervisionGroupMoveInput,
  SupervisionGroupMovePayload,
  SupervisionGroupMoveResult,
} from './dto/membership.inputs.js';
import { GroupMembership } from './group-membership.service.js';
import { toGroup } from './supervision.loader.js';

@Resolver()
export class MembershipResolver {
  constructor(private readonly membership: GroupMembership) {}

  @Access('supervisionGroupJoin')
  @Mutation(() => SupervisionGroupJoinResult, { description: 'Somebody joins a group on a day.' })
  async supervisionGroupJoin(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionGroupJoinInput,
  ) {
    const { group, warnings } = await this.membership.join(actorOf(context), input);
    return Object.assign(new SupervisionGroupJoinPayload(), { group: toGroup(group), warnings });
  }

  @Access('supervisionGroupLeave')
  @Mutation(() => SupervisionGroupLeaveResult, {
    description:
      'Somebody leaves a group on a day. Their hours stay theirs, and what was known before stays as history.',
  })
  async supervisionGroupLeave(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionGroupLeaveInput,
  ) {
    const { group, warnings } = await this.membership.leave(actorOf(context), input);
    return Object.assign(new SupervisionGroupLeavePayload(), { group: toGroup(group), warnings });
  }

  @Access('supervisionGroupMove')
  @Mutation(() => SupervisionGroupMoveResult, {
    description: 'Somebody changes groups on a day: out of one and into the other as one act.',
  })
  async supervisionGroupMove(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionGroupMoveInput,
  ) {
    const { from, to } = await this.membership.move(actorOf(context), input);
    return Object.assign(new SupervisionGroupMovePayload(), {
      fromGroup: toGroup(from.group),
      toGroup: toGroup(to.group),
      fromWarnings: from.warnings,
      toWarnings: to.warnings,
    });
  }
}
