import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Instant } from '../../domain/calendar.js';
import type { RequestContext } from '../../graphql/context.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { SupervisionGroup, SupervisionMembership } from './dto/supervision.model.js';
import { KNOWN_AT } from './membership.arguments.js';
import { MembershipsOfEnrolmentLoader, MembershipsOfGroupLoader } from './membership.loader.js';
import { GroupLoader } from './supervision.loader.js';

@Resolver(() => SupervisionGroup)
export class GroupMembershipFields {
  constructor(private readonly loader: MembershipsOfGroupLoader) {}

  @ResolveField(() => [SupervisionMembership], {
    description:
      'Who is, was and will be in it, with dates, by name, as far as you may see the people (V39).',
  })
  async memberships(
    @Parent() group: SupervisionGroup,
    @Context() context: RequestContext,
    @Args('knownAt', KNOWN_AT) knownAt: Instant | null,
  ): Promise<SupervisionMembership[]> {
    return this.loader.of(context, group.id, knownAt ?? null);
  }
}

@Resolver(() => Enrolment)
export class EnrolmentMembershipFields {
  constructor(private readonly loader: MembershipsOfEnrolmentLoader) {}

  @ResolveField(() => [SupervisionMembership], {
    description: 'The supervision groups that the person is, was and will be in, by date.',
  })
  async supervisionMemberships(
    @Parent() enrolment: Enrolment,
    @Context() context: RequestContext,
  ): Promise<SupervisionMembership[]> {
    return this.loader.load(context, enrolment.id);
  }
}

@Resolver(() => SupervisionMembership)
export class SupervisionMembershipFields {
  constructor(
    private readonly groups: GroupLoader,
    private readonly enrolments: EnrolmentLoader,
  ) {}

  @ResolveField(() => SupervisionGroup, {
    nullable: true,
    description: 'Null when it is not for you to see.',
  })
  async group(
    @Parent() membership: SupervisionMembership,
    @Context() context: RequestContext,
  ): Promise<SupervisionGroup | null> {
    return this.groups.load(context, membership.groupId);
  }

  @ResolveField(() => Enrolment)
  async enrolment(
    @Parent() membership: SupervisionMembership,
    @Context() context: RequestContext,
  ): Promise<Enrolment | null> {
    return this.enrolments.load(context, membership.enrolmentId);
  }
}
