import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Person, PersonLoader } from '../person/index.js';
import {
  PersonDuplicate,
  PersonMerge,
  PersonMergeInput,
  PersonMergePayload,
  PersonMergeResult,
  PersonUnmergeInput,
  PersonUnmergePayload,
  PersonUnmergeResult,
} from './dto/merge.dto.js';
import { DuplicatesView } from './duplicates.view.js';
import { MergesOfPersonLoader, toMerge } from './merge.loader.js';
import { MergeService } from './merge.service.js';

@Resolver()
export class IdentityResolver {
  constructor(
    private readonly merges: MergeService,
    private readonly duplicates: DuplicatesView,
    private readonly people: PersonLoader,
  ) {}

  @Access('personDuplicates')
  @Query(() => [PersonDuplicate], {
    description:
      'Registrations that may be the same person, as far as you may see them; those with most signs first (L25).',
  })
  async personDuplicates(
    @Context() context: RequestContext,
    @Args('personId', { type: () => ID }) personId: string,
  ): Promise<PersonDuplicate[]> {
    return this.duplicates.of(actorOf(context), personId);
  }

  @Access('personMerge')
  @Mutation(() => PersonMergeResult, {
    description:
      'Agency: one person was registered twice. Both histories stay, and it can be taken back (L25). Refused with Duplicate, and what stands in the way, while the two could not be one person.',
  })
  async personMerge(@Context() context: RequestContext, @Args('input') input: PersonMergeInput) {
    const row = await this.merges.merge(actorOf(context), input);
    return Object.assign(new PersonMergePayload(), {
      person: await this.people.load(context, row.keptId),
      merge: toMerge(row),
    });
  }

  @Access('personUnmerge')
  @Mutation(() => PersonUnmergeResult, {
    description:
      'Agency: they were two people after all. Exactly what the merge moved goes back; what came later stays.',
  })
  async personUnmerge(@Context() context: RequestContext, @Args('input') input: PersonUnmergeInput) {
    const row = await this.merges.unmerge(actorOf(context), input);
    return Object.assign(new PersonUnmergePayload(), {
      kept: await this.people.load(context, row.keptId),
      restored: await this.people.load(context, row.mergedId),
      merge: toMerge(row),
    });
  }
}

@Resolver(() => Person)
export class PersonMergesFields {
  constructor(private readonly merges: MergesOfPersonLoader) {}

  @ResolveField(() => [PersonMerge], {
    name: 'merges',
    description:
      'Other registrations that became one with this person, also those that were taken back. For the agency; empty for others.',
  })
  async mergesOf(@Parent() person: Person, @Context() context: RequestContext): Promise<PersonMerge[]> {
    return this.merges.load(context, person.id);
  }
}

@Resolver(() => PersonMerge)
export class PersonMergeFields {
  constructor(private readonly people: PersonLoader) {}

  @ResolveField(() => Person, { description: 'The registration that stayed.' })
  async kept(@Parent() merge: PersonMerge, @Context() context: RequestContext): Promise<Person | null> {
    return this.people.load(context, merge.keptId);
  }
}
