import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import type { Instant, LocalDate } from '../../domain/calendar.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { PageArgs } from '../../graphql/connection.js';
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';
import { Affiliation, Person, PersonConnection } from './dto/person.model.js';
import {
  PersonRegisterInput,
  PersonRegisterPayload,
  PersonRegisterResult,
} from './dto/person-register.dto.js';
import { PersonRenameInput, PersonRenamePayload, PersonRenameResult } from './dto/person-rename.dto.js';
import { PersonRenaming } from './person-renaming.service.js';
import { AffiliationsLoader, PersonLoader, toPerson } from './person.loader.js';
import { PersonService } from './person.service.js';

@Resolver(() => Person)
export class PersonResolver {
  constructor(
    private readonly people: PersonService,
    private readonly renaming: PersonRenaming,
    private readonly loader: PersonLoader,
    private readonly affiliationsLoader: AffiliationsLoader,
  ) {}

  @Access('person')
  @Query(() => Person, {
    nullable: true,
    description:
      'Null when there is none, or none for you to see. A registration that was merged answers the person that was kept.',
  })
  async person(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.loader.load(context, id);
  }

  @Access('people')
  @Query(() => PersonConnection, {
    name: 'people',
    description: 'Search by name or e-mail address; Danish letters fold as people expect (aa finds å).',
  })
  async search(
    @Context() context: RequestContext,
    @Args('search', { type: () => String, nullable: true, description: 'Words that must all occur.' })
    search: string | null,
    @Args() page: PageArgs,
  ) {
    return this.people.search(actorOf(context), search, page);
  }

  @Access('personRegister')
  @Mutation(() => PersonRegisterResult, {
    description: 'Coordinator or agency: a person, before they get a seat.',
  })
  async personRegister(@Context() context: RequestContext, @Args('input') input: PersonRegisterInput) {
    const { person, sameName } = await this.people.register(actorOf(context), input);
    return Object.assign(new PersonRegisterPayload(), {
      person: toPerson(person),
      sameName: sameName.map(toPerson),
    });
  }

  @Access('personRename')
  @Mutation(() => PersonRenameResult, {
    description:
      'A person is called something else. Certificates keep the name they were issued with; see `certificateReissue` (L16).',
  })
  async personRename(@Context() context: RequestContext, @Args('input') input: PersonRenameInput) {
    const person = await this.renaming.rename(actorOf(context), input);
    return Object.assign(new PersonRenamePayload(), { person: toPerson(person) });
  }

  @ResolveField(() => [Affiliation], { description: 'Where the person works and worked, oldest first.' })
  async affiliations(
    @Parent() person: Person,
    @Context() context: RequestContext,
    @Args('on', {
      type: () => LocalDateScalar,
      nullable: true,
      description: 'Those of that day alone, also a coming one. Left out: all.',
    })
    on: LocalDate | null,
    @Args('knownAt', {
      type: () => DateTimeScalar,
      nullable: true,
      description: 'By what had been recorded then. Default now.',
    })
    knownAt: Instant | null,
  ): Promise<Affiliation[]> {
    return this.affiliationsLoader.of(context, person.id, { on, knownAt });
  }
}
