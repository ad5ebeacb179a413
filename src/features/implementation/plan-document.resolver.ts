import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { LOCALE, localized } from '../../graphql/locale.js';
import { EngagementLoader } from '../engagement/index.js';
import { Person, PersonLoader } from '../person/index.js';
import { ClosingService } from './closing.service.js';
import { EngagementCloseInput, EngagementClosePayload, EngagementCloseResult } from './dto/phase.model.js';
import {
  PlanDocument,
  PlanDocumentAddInput,
  PlanDocumentAddPayload,
  PlanDocumentAddResult,
  PlanDocumentApproveInput,
  PlanDocumentApprovePayload,
  PlanDocumentApproveResult,
} from './dto/plan-document.model.js';
import { documentLabel } from './labels.js';
import { earlierVersions } from './mappers.js';
import { ImplementationNodes, present } from './node.loader.js';
import { PlanDocumentService } from './plan-document.service.js';

@Resolver(() => PlanDocument)
export class PlanDocumentResolver {
  constructor(
    private readonly service: PlanDocumentService,
    private readonly closing: ClosingService,
    private readonly nodes: ImplementationNodes,
    private readonly engagements: EngagementLoader,
    private readonly people: PersonLoader,
  ) {}

  @Access('planDocument')
  @Query(() => PlanDocument, {
    nullable: true,
    description: 'One version. Null when there is none, or none for you to see.',
  })
  async planDocument(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.nodes.document(context, id);
  }

  @Access('planDocumentAdd')
  @Mutation(() => PlanDocumentAddResult, {
    description:
      'Coordinator or agency: the link to a plan document; one of a type that is there already is its next version (A13).',
  })
  async planDocumentAdd(@Context() context: RequestContext, @Args('input') input: PlanDocumentAddInput) {
    const id = await this.service.add(actorOf(context), input);
    const document = present(await this.nodes.document(context, id), 'plan document');
    return Object.assign(new PlanDocumentAddPayload(), { document });
  }

  @Access('planDocumentApprove')
  @Mutation(() => PlanDocumentApproveResult, {
    description: 'Coordinator or agency: the newest version of a plan document is approved.',
  })
  async planDocumentApprove(
    @Context() context: RequestContext,
    @Args('input') input: PlanDocumentApproveInput,
  ) {
    const id = await this.service.approve(actorOf(context), input);
    const document = present(await this.nodes.document(context, id), 'plan document');
    return Object.assign(new PlanDocumentApprovePayload(), { document });
  }

  @Access('engagementClose')
  @Mutation(() => EngagementCloseResult, {
    description:
      'Agency: the cooperation has ended. Refused without an approved anchoring plan where the programme has an anchoring phase (A8, V35).',
  })
  async engagementClose(@Context() context: RequestContext, @Args('input') input: EngagementCloseInput) {
    const id = await this.closing.close(actorOf(context), input);
    const engagement = present(await this.engagements.load(context, id), 'engagement');
    return Object.assign(new EngagementClosePayload(), { engagement });
  }

  @ResolveField(() => String, { description: 'What kind of document, as in `Risikoanalyse`.' })
  name(@Parent() document: PlanDocument, @Args('locale', LOCALE) locale: string | null): string {
    return localized(documentLabel(document.type), locale);
  }

  @ResolveField(() => Person, {
    nullable: true,
    description: 'The owner; null when the owner is a text, and when the person is not for you to see (V39).',
  })
  async owner(@Parent() document: PlanDocument, @Context() context: RequestContext): Promise<Person | null> {
    return document.ownerPersonId === null ? null : this.people.load(context, document.ownerPersonId);
  }

  @ResolveField(() => [PlanDocument], { description: 'The versions before this one, newest first.' })
  earlierVersions(@Parent() document: PlanDocument): PlanDocument[] {
    return earlierVersions(document);
  }
}
