import { Args, Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { PageArgs } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { Node, NodeRegistry } from '../../graphql/node.js';
import { noteReading, TellsOf } from '../../graphql/tells-of.js';
import { Certificate } from '../certification/index.js';
import { Enrolment, EnrolmentLoader } from '../enrolment/index.js';
import { Person } from '../person/index.js';
import { ACT_WORDS } from './act-words.js';
import { HistoryChange, HistoryDetail, HistoryEntry, HistoryEntryConnection } from './dto/history.model.js';
import { fieldWords } from './field-words.js';
import { isEnrolment } from './history.mapper.js';
import { HistoryService } from './history.service.js';
import { OwnerLoader } from './owner.loader.js';
import { isId, ValueWords } from './value-words.js';
import type { Words } from './words.loader.js';

const TIMELINE =
  'What was recorded, by whom and why, oldest first, as far as you may see it and it is kept (`keptFrom`)';

@Resolver(() => Enrolment)
export class EnrolmentHistoryFields {
  constructor(private readonly history: HistoryService) {}

  @TellsOf('personId')
  @ResolveField(() => HistoryEntryConnection, {
    name: 'history',
    description: `${TIMELINE}: seat, status, attendance, supervision, attempts, dispensations and certificates.`,
  })
  async ofEnrolment(@Parent() parent: Enrolment, @Context() context: RequestContext, @Args() page: PageArgs) {
    return this.history.ofEnrolment(actorOf(context), parent.id, page);
  }
}

@Resolver(() => Certificate)
export class CertificateHistoryFields {
  constructor(private readonly history: HistoryService) {}

  @TellsOf('personId')
  @ResolveField(() => HistoryEntryConnection, { name: 'history', description: `${TIMELINE}.` })
  async ofCertificate(
    @Parent() parent: Certificate,
    @Context() context: RequestContext,
    @Args() page: PageArgs,
  ) {
    return this.history.ofCertificate(actorOf(context), parent.id, page);
  }
}

@Resolver(() => Person)
export class PersonHistoryFields {
  constructor(private readonly history: HistoryService) {}

  @TellsOf('id')
  @ResolveField(() => HistoryEntryConnection, {
    name: 'history',
    description: `${TIMELINE}: the person, where they work, and everything about their enrolments (Q16).`,
  })
  async ofPerson(@Parent() parent: Person, @Context() context: RequestContext, @Args() page: PageArgs) {
    return this.history.ofPerson(actorOf(context), parent.id, page);
  }
}

@Resolver(() => HistoryEntry)
export class HistoryEntryFields {
  constructor(
    private readonly nodes: NodeRegistry,
    private readonly enrolments: EnrolmentLoader,
    private readonly owners: OwnerLoader,
  ) {}

  @ResolveField(() => String, {
    description: 'The act in words, e.g. `Fremmøde rettet`; the name of the act where it has no words.',
  })
  title(@Parent() entry: HistoryEntry, @Args('locale', LOCALE) locale: string | null): string {
    return localized(ACT_WORDS[entry.act] ?? { da: entry.act, en: entry.act }, locale);
  }

  @ResolveField(() => Node, {
    nullable: true,
    description:
      'What was changed. Of things that `node` does not find, such as an attempt or a dispensation, the enrolment that they belong to; null where there is none.',
  })
  async subject(@Parent() entry: HistoryEntry, @Context() context: RequestContext): Promise<Node | null> {
    return (await this.nodes.load(context, entry.subjectId)) ?? this.enrolment(entry, context);
  }

  @ResolveField(() => Enrolment, {
    name: 'enrolment',
    nullable: true,
    description: 'The enrolment that it is about; null where it is about none, or about several.',
  })
  async enrolment(@Parent() entry: HistoryEntry, @Context() context: RequestContext) {
    const { subjectId, namedEnrolmentIds: named } = entry;
    const own = isEnrolment(subjectId) ? subjectId : named.length === 1 ? named[0] : undefined;
    const id = own ?? (named.length > 1 ? null : await this.owners.load(context, subjectId));
    return id === null ? null : this.enrolments.load(context, id);
  }
}

const VALUE = { nullable: true } as const;
const IDENTIFIED = {
  nullable: true,
  description: 'What the value names; null where it is a plain value, or not for you to see.',
} as const;

@Resolver(() => HistoryChange)
export class HistoryChangeFields {
  constructor(
    private readonly words: ValueWords,
    private readonly nodes: NodeRegistry,
  ) {}

  @ResolveField(() => String, { description: 'What the field is called, e.g. `hold`.' })
  label(@Parent() change: HistoryChange, @Args('locale', LOCALE) locale: string | null): string {
    return localized(fieldWords(change.field), locale);
  }

  @ResolveField(() => String, { ...VALUE, description: 'In words; null where nothing was there.' })
  async before(
    @Parent() { field, from }: HistoryChange,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Args('locale', LOCALE) locale: string | null,
  ): Promise<string | null> {
    const words = await this.words.of(context, field, from);
    return words === null ? null : told(context, info, words, locale);
  }

  @ResolveField(() => String, { ...VALUE, description: 'In words; null where nothing is there any more.' })
  async after(
    @Parent() { field, to }: HistoryChange,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Args('locale', LOCALE) locale: string | null,
  ): Promise<string | null> {
    const words = await this.words.of(context, field, to);
    return words === null ? null : told(context, info, words, locale);
  }

  @ResolveField(() => Node, IDENTIFIED)
  async beforeNode(@Parent() { from }: HistoryChange, @Context() context: RequestContext) {
    return isId(from) ? this.nodes.load(context, thingOf(from)) : null;
  }

  @ResolveField(() => Node, IDENTIFIED)
  async afterNode(@Parent() { to }: HistoryChange, @Context() context: RequestContext) {
    return isId(to) ? this.nodes.load(context, thingOf(to)) : null;
  }
}

@Resolver(() => HistoryDetail)
export class HistoryDetailFields {
  constructor(
    private readonly words: ValueWords,
    private readonly nodes: NodeRegistry,
  ) {}

  @ResolveField(() => String, { description: 'What the field is called, e.g. `halv dag`.' })
  label(@Parent() detail: HistoryDetail, @Args('locale', LOCALE) locale: string | null): string {
    return localized(fieldWords(detail.field), locale);
  }

  @ResolveField(() => String, { description: 'In words, e.g. `seminar 2, dag 1, eftermiddag`.' })
  async value(
    @Parent() { field, held }: HistoryDetail,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Args('locale', LOCALE) locale: string | null,
  ): Promise<string> {
    const words = await this.words.of(context, field, held);
    return words === null ? '' : told(context, info, words, locale);
  }

  @ResolveField(() => Node, IDENTIFIED)
  async node(@Parent() { held }: HistoryDetail, @Context() context: RequestContext) {
    return isId(held) ? this.nodes.load(context, thingOf(held)) : null;
  }
}

/** In one language; whoever is named in it has been told about. */
function told(context: RequestContext, info: GraphQLResolveInfo, words: Words, locale: string | null) {
  for (const personId of words.personIds ?? []) noteReading(context, info, personId);
  return localized(words, locale);
}

/** Half-days are found by their day. */
function thingOf(id: string): string {
  return id.split(':', 1)[0] ?? id;
}
