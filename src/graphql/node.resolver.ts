import { Args, Context, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../access/access.js';
import type { RequestContext } from './context.js';
import { Duplicate, MeetingsPlanned, Overlap, SeatsHeld } from './errors.js';
import { Node, NodeRegistry } from './node.js';

@Resolver()
export class NodeResolver {
  constructor(private readonly nodes: NodeRegistry) {}

  @Access('node')
  @Query(() => Node, { nullable: true, description: 'Null when it does not exist or is not for you to see.' })
  async node(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.nodes.load(context, id);
  }
}

@Resolver(() => Duplicate)
export class DuplicateFields {
  constructor(private readonly nodes: NodeRegistry) {}

  @ResolveField(() => [Node], { description: 'What is there already, as far as you may see it.' })
  async existing(@Parent() error: Duplicate, @Context() context: RequestContext): Promise<Node[]> {
    return this.nodes.loadVisible(context, error.existingIds);
  }
}

@Resolver(() => Overlap)
export class OverlapFields {
  constructor(private readonly nodes: NodeRegistry) {}

  @ResolveField(() => [Node], {
    name: 'with',
    description: 'What it overlaps with, as far as you may see it.',
  })
  async overlapping(@Parent() error: Overlap, @Context() context: RequestContext): Promise<Node[]> {
    return this.nodes.loadVisible(context, error.withIds);
  }
}

@Resolver(() => SeatsHeld)
export class SeatsHeldFields {
  constructor(private readonly nodes: NodeRegistry) {}

  @ResolveField(() => [Node], { description: 'Enrolments on those seats, as far as you may see them.' })
  async holders(@Parent() error: SeatsHeld, @Context() context: RequestContext): Promise<Node[]> {
    return this.nodes.loadVisible(context, error.holderIds);
  }
}

@Resolver(() => MeetingsPlanned)
export class MeetingsPlannedFields {
  constructor(private readonly nodes: NodeRegistry) {}

  @ResolveField(() => [Node], {
    description: 'In the order of the calendar: cancel or move them first. As far as you may see them.',
  })
  async meetings(@Parent() error: MeetingsPlanned, @Context() context: RequestContext): Promise<Node[]> {
    return this.nodes.loadVisible(context, error.meetingIds);
  }
}
