import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { PageArgs } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { DateTimeScalar, LocalDateScalar } from '../../graphql/scalars.js';
import { Person, PersonLoader } from '../person/index.js';
import {
  ErasureCandidate,
  ErasureTable,
  PersonEraseInput,
  PersonErasePayload,
  PersonEraseResult,
} from './dto/erasure.dto.js';
import {
  RetentionApproveInput,
  RetentionApprovePayload,
  RetentionApproveResult,
  RetentionProposal,
  RetentionProposalConnection,
  RetentionRule,
  RetentionRunConnection,
} from './dto/retention.dto.js';
import { ErasedLoader } from './erased.loader.js';
import { ErasureService } from './erasure.service.js';
import { RetentionService } from './retention.service.js';

@Resolver(() => RetentionProposal)
export class ErasureResolver {
  constructor(
    private readonly erasures: ErasureService,
    private readonly retention: RetentionService,
    private readonly people: PersonLoader,
  ) {}

  @Access('personErase')
  @Mutation(() => PersonEraseResult, {
    description:
      'Agency: everything that is written of a person goes, everything that is counted stays, also in answers about the past. Not to be taken back. Refused with InvalidState while they are enrolled, and while a certificate is kept, unless an objection was upheld.',
  })
  async personErase(@Context() context: RequestContext, @Args('input') input: PersonEraseInput) {
    const { outcome, filesCleaned } = await this.erasures.erase(actorOf(context), input);
    return Object.assign(new PersonErasePayload(), {
      dryRun: input.dryRun,
      person: await this.people.load(context, outcome.personId),
      erasureId: input.dryRun ? null : outcome.erasureId,
      goes: tables(outcome.goes),
      stays: tables(outcome.stays),
      undecided: outcome.undecided.map((each) => Object.assign(new ErasureCandidate(), each)),
      filesCleaned,
    });
  }

  @Access('retentionProposals')
  @Query(() => RetentionProposalConnection, {
    description:
      'Agency: people of whom nothing is within the period that it is kept for, those registered first first. Nothing happens to them until somebody approves it.',
  })
  async retentionProposals(@Context() context: RequestContext, @Args() page: PageArgs) {
    return this.retention.proposals(actorOf(context), page);
  }

  @Access('retentionApprove')
  @Mutation(() => RetentionApproveResult, {
    description:
      'Agency: erases those of the proposals that are named and still due. Who approved it, why, and what came of each stays in `retentionRuns`.',
  })
  async retentionApprove(@Context() context: RequestContext, @Args('input') input: RetentionApproveInput) {
    const run = await this.retention.approve(actorOf(context), input);
    return Object.assign(new RetentionApprovePayload(), { run });
  }

  @Access('retentionRuns')
  @Query(() => RetentionRunConnection, {
    description:
      'Agency: what was approved of `retentionProposals`, by whom, and what came of it. Oldest first.',
  })
  async retentionRuns(@Context() context: RequestContext, @Args() page: PageArgs) {
    return this.retention.runs(actorOf(context), page);
  }

  @ResolveField(() => Person, { description: 'Who it is about.' })
  async person(
    @Parent() { personId }: RetentionProposal,
    @Context() context: RequestContext,
  ): Promise<Person | null> {
    return this.people.load(context, personId);
  }

  @ResolveField(() => RetentionRule, { description: 'The period that kept something of them longest.' })
  async rule(@Parent() { personId }: RetentionProposal): Promise<RetentionRule> {
    return (await this.retention.reasonOf(personId)).rule;
  }

  @ResolveField(() => LocalDateScalar, {
    description: 'The first day on which nothing was kept for a reason.',
  })
  async dueSince(@Parent() { personId }: RetentionProposal): Promise<string> {
    return (await this.retention.reasonOf(personId)).dueSince;
  }

  @ResolveField(() => [ErasureTable], { description: 'What would stay, under ids alone.' })
  async stays(@Parent() { personId }: RetentionProposal): Promise<ErasureTable[]> {
    return tables(await this.retention.whatStays(personId));
  }
}

@Resolver(() => Person)
export class PersonErasedFields {
  constructor(private readonly erased: ErasedLoader) {}

  @ResolveField(() => DateTimeScalar, {
    nullable: true,
    description: 'When the person was erased; null while they are known. The name is "Slettet person" then.',
  })
  async erasedAt(@Parent() person: Person, @Context() context: RequestContext): Promise<string | null> {
    return this.erased.load(context, person.id);
  }
}

function tables(touched: readonly { table: string; rows: number }[]): ErasureTable[] {
  return touched.map((each) => Object.assign(new ErasureTable(), each));
}
