import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import sql from 'sql-template-tag';
import { Access } from '../../access/access.js';
import { reachOf } from '../../access/policy.js';
import { PageArgs, readPage } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Person, PersonLoader } from '../person/index.js';
import { Provider, ProviderLoader } from '../provider/index.js';
import { CorrectionsOfPersonLoader, toCorrection } from './correction.loader.js';
import { CorrectionRepository } from './correction.repository.js';
import { CorrectionService } from './correction.service.js';
import {
  CorrectionAnswerInput,
  CorrectionAnswerPayload,
  CorrectionAnswerResult,
  CorrectionFilter,
  CorrectionRequest,
  CorrectionRequestConnection,
  CorrectionRequestInput,
  CorrectionRequestPayload,
  CorrectionRequestResult,
} from './dto/correction.dto.js';

@Resolver()
export class CorrectionResolver {
  constructor(
    private readonly corrections: CorrectionService,
    private readonly repository: CorrectionRepository,
  ) {}

  @Access('correctionRequests')
  @Query(() => CorrectionRequestConnection, {
    name: 'correctionRequests',
    description:
      'Oldest first: a participant’s own, and those that a municipality, a provider or the agency is to answer.',
  })
  async list(
    @Context() context: RequestContext,
    @Args('filter', { type: () => CorrectionFilter, nullable: true }) filter: CorrectionFilter | null,
    @Args() page: PageArgs,
  ) {
    const reach = reachOf(actorOf(context), 'correctionRequests');
    const condition = this.repository.matching(reach, filter?.open ?? null);
    return readPage(
      page,
      [
        { expression: sql`r.recorded_at`, rowKey: 'recordedAt' },
        { expression: sql`r.id`, rowKey: 'id' },
      ],
      (after, orderBy, limit) => this.repository.page(condition, after, orderBy, limit),
      () => this.repository.count(condition),
      toCorrection,
    );
  }

  @Access('correctionRequest')
  @Mutation(() => CorrectionRequestResult, {
    description:
      'The participant, or the agency on their behalf, asks for a correction of what is stored about them. It changes nothing by itself. The municipality answers for workplaces and enrolments, the provider for certificates and supervision groups, the agency for the rest.',
  })
  async correctionRequest(@Context() context: RequestContext, @Args('input') input: CorrectionRequestInput) {
    const row = await this.corrections.request(actorOf(context), input);
    return Object.assign(new CorrectionRequestPayload(), { correctionRequest: toCorrection(row) });
  }

  @Access('correctionAnswer')
  @Mutation(() => CorrectionAnswerResult, {
    description: 'Whoever is responsible has corrected it, or says why not. Once.',
  })
  async correctionAnswer(@Context() context: RequestContext, @Args('input') input: CorrectionAnswerInput) {
    const row = await this.corrections.answer(actorOf(context), input);
    return Object.assign(new CorrectionAnswerPayload(), { correctionRequest: toCorrection(row) });
  }
}

@Resolver(() => CorrectionRequest)
export class CorrectionFields {
  constructor(
    private readonly people: PersonLoader,
    private readonly municipalities: MunicipalityDirectory,
    private readonly providers: ProviderLoader,
  ) {}

  @ResolveField(() => Person, { nullable: true, description: 'Null when they are no longer yours to see.' })
  async person(@Parent() { personId }: CorrectionRequest, @Context() context: RequestContext) {
    return this.people.load(context, personId);
  }

  @ResolveField(() => Municipality, {
    nullable: true,
    description: 'The municipality that is to answer. Null where it is a provider, or the agency.',
  })
  municipality(@Parent() { municipalityCode }: CorrectionRequest): Municipality | null {
    return municipalityCode === null ? null : this.municipalities.model(municipalityCode);
  }

  @ResolveField(() => Provider, {
    nullable: true,
    description: 'The provider that is to answer. Null where it is a municipality, or the agency.',
  })
  async provider(@Parent() { providerId }: CorrectionRequest, @Context() context: RequestContext) {
    return providerId === null ? null : this.providers.load(context, providerId);
  }
}

@Resolver(() => Person)
export class PersonCorrectionFields {
  constructor(private readonly loader: CorrectionsOfPersonLoader) {}

  @ResolveField(() => [CorrectionRequest], {
    description:
      'In the order they were made, answered ones included. For the person, and for whoever is to answer; none for others.',
  })
  async correctionRequests(@Parent() { id }: Person, @Context() context: RequestContext) {
    return this.loader.load(context, id);
  }
}
