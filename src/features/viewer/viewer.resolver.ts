import { Context, Field, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Role } from '../../graphql/role.js';
import { Person, PersonLoader } from '../person/index.js';

@ObjectType({ description: 'Whoever is asking.' })
export class Viewer {
  @Field(() => String) name!: string;
  @Field(() => [Role]) roles!: Role[];
}

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(private readonly people: PersonLoader) {}

  @Access('viewer')
  @Query(() => Viewer, { description: 'Who is asking, and in which roles.' })
  viewer(@Context() context: RequestContext): Viewer {
    const { name, grants } = actorOf(context);
    return { name, roles: [...new Set(grants.map((grant) => Role[grant.role]))] };
  }

  @ResolveField(() => Person, {
    nullable: true,
    description:
      'The participant that is signed in; null for the other roles, and until the address is registered.',
  })
  async person(@Parent() _viewer: Viewer, @Context() context: RequestContext): Promise<Person | null> {
    const own = actorOf(context).grants.find((grant) => grant.role === 'PARTICIPANT');
    return own?.role === 'PARTICIPANT' && own.personId !== null
      ? this.people.load(context, own.personId)
      : null;
  }
}
