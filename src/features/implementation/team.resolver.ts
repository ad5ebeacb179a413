import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Engagement, EngagementLoader } from '../engagement/index.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Person, PersonLoader } from '../person/index.js';
import {
  TeamMember,
  TeamMemberAddInput,
  TeamMemberAddPayload,
  TeamMemberAddResult,
  TeamMemberEndInput,
  TeamMemberEndPayload,
  TeamMemberEndResult,
} from './dto/team.model.js';
import { toTeamMember } from './mappers.js';
import { ImplementationNodes, present } from './node.loader.js';
import { TeamService } from './team.service.js';

@Resolver(() => TeamMember)
export class TeamResolver {
  constructor(
    private readonly service: TeamService,
    private readonly nodes: ImplementationNodes,
    private readonly engagements: EngagementLoader,
    private readonly municipalities: MunicipalityDirectory,
    private readonly people: PersonLoader,
  ) {}

  @Access('teamMember')
  @Query(() => TeamMember, {
    nullable: true,
    description: 'Null when there is none, or none for you to see.',
  })
  async teamMember(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.nodes.member(context, id);
  }

  @Access('teamMemberAdd')
  @Mutation(() => TeamMemberAddResult, {
    description:
      'Coordinator or agency: somebody joins the implementation team in a role, from a day on (A11).',
  })
  async teamMemberAdd(@Context() context: RequestContext, @Args('input') input: TeamMemberAddInput) {
    const id = await this.service.add(actorOf(context), input);
    const member = present(await this.nodes.member(context, id), 'member of the team');
    return Object.assign(new TeamMemberAddPayload(), { member });
  }

  @Access('teamMemberEnd')
  @Mutation(() => TeamMemberEndResult, {
    description: 'Coordinator or agency: the last day of somebody in the team in a role (A11).',
  })
  async teamMemberEnd(@Context() context: RequestContext, @Args('input') input: TeamMemberEndInput) {
    const member = await this.service.end(actorOf(context), input);
    return Object.assign(new TeamMemberEndPayload(), { member: toTeamMember(member) });
  }

  @ResolveField(() => Engagement, { nullable: true, description: 'Null when it is not for you to see.' })
  async engagement(
    @Parent() member: TeamMember,
    @Context() context: RequestContext,
  ): Promise<Engagement | null> {
    return this.engagements.load(context, member.engagementId);
  }

  @ResolveField(() => Municipality, { description: 'For which the person is in the team.' })
  municipality(@Parent() member: TeamMember): Municipality {
    return this.municipalities.model(member.municipalityCode);
  }

  @ResolveField(() => Person, {
    nullable: true,
    description: 'Null when the person is not for you to see: from another municipality (V39).',
  })
  async person(@Parent() member: TeamMember, @Context() context: RequestContext): Promise<Person | null> {
    return this.people.load(context, member.personId);
  }
}
