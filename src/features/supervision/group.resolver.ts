import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { PageArgs } from '../../graphql/connection.js';
import {
  SupervisionGroupFormInput,
  SupervisionGroupFormPayload,
  SupervisionGroupFormResult,
} from './dto/supervision.inputs.js';
import {
  SupervisionGroup,
  SupervisionGroupConnection,
  SupervisionGroupFilter,
} from './dto/supervision.model.js';
import { GroupFormation } from './group-formation.service.js';
import { GroupLoader, toGroup } from './supervision.loader.js';
import { SupervisionService } from './supervision.service.js';

@Resolver()
export class SupervisionGroupResolver {
  constructor(
    private readonly finder: SupervisionService,
    private readonly formation: GroupFormation,
    private readonly groups: GroupLoader,
  ) {}

  @Access('supervisionGroup')
  @Query(() => SupervisionGroup, {
    nullable: true,
    description: 'Null when there is none, or none for you to see.',
  })
  async supervisionGroup(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.groups.load(context, id);
  }

  @Access('supervisionGroups')
  @Query(() => SupervisionGroupConnection, { name: 'supervisionGroups', description: 'By name.' })
  async list(
    @Context() context: RequestContext,
    @Args('filter', { type: () => SupervisionGroupFilter, nullable: true })
    filter: SupervisionGroupFilter | null,
    @Args() page: PageArgs,
  ) {
    return this.finder.list(actorOf(context), filter ?? {}, page);
  }

  @Access('supervisionGroupForm')
  @Mutation(() => SupervisionGroupFormResult, {
    description:
      'Formed by the provider itself, or by the agency for one, of people with a seat on the track.',
  })
  async supervisionGroupForm(
    @Context() context: RequestContext,
    @Args('input') input: SupervisionGroupFormInput,
  ) {
    const { group, warnings } = await this.formation.form(actorOf(context), input);
    return Object.assign(new SupervisionGroupFormPayload(), { group: toGroup(group), warnings });
  }
}
