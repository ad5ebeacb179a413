import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { AsOfInput } from '../../graphql/as-of.js';
import { PageArgs } from '../../graphql/connection.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Programme, programmeModel, Rulebook, trackModel } from '../programme/index.js';
import {
  Engagement,
  EngagementConnection,
  EngagementFilter,
  EngagementWithdrawal,
  SeatUsage,
} from './dto/engagement.model.js';
import {
  EngagementOpenInput,
  EngagementOpenPayload,
  EngagementOpenResult,
  SeatGrantInput,
  SeatGrantPayload,
  SeatGrantResult,
} from './dto/engagement-open.dto.js';
import { EngagementLoader } from './engagement.loader.js';
import { EngagementMapper } from './engagement.mapper.js';
import { EngagementService } from './engagement.service.js';
import { SeatUsageView } from './seat-usage.view.js';

@Resolver()
export class EngagementResolver {
  constructor(
    private readonly engagements: EngagementService,
    private readonly loader: EngagementLoader,
    private readonly mapper: EngagementMapper,
    private readonly seatUsageView: SeatUsageView,
  ) {}

  @Access('engagement')
  @Query(() => Engagement, {
    nullable: true,
    description: 'Null when there is none, or none for you to see.',
  })
  async engagement(@Context() context: RequestContext, @Args('id', { type: () => ID }) id: string) {
    return this.loader.load(context, id);
  }

  @Access('engagements')
  @Query(() => EngagementConnection, { name: 'engagements', description: 'By start, oldest first.' })
  async list(
    @Context() context: RequestContext,
    @Args('filter', { type: () => EngagementFilter, nullable: true }) filter: EngagementFilter | null,
    @Args() page: PageArgs,
  ) {
    return this.engagements.list(actorOf(context), filter ?? {}, page);
  }

  @Access('seatUsage')
  @Query(() => [SeatUsage], {
    description:
      'Seats per municipality and track of a programme: limit, held, free; with `asOf` as it stood. Coordinators see their own.',
  })
  async seatUsage(
    @Context() context: RequestContext,
    @Args('programmeKey') programmeKey: string,
    @Args('municipalityCode', { type: () => String, nullable: true }) municipalityCode: string | null,
    @Args('trackKey', { type: () => String, nullable: true }) trackKey: string | null,
    @Args('asOf', { type: () => AsOfInput, nullable: true }) asOf: AsOfInput | null,
  ) {
    return this.seatUsageView.ofProgramme(
      actorOf(context),
      programmeKey,
      municipalityCode ?? null,
      trackKey ?? null,
      asOf ?? null,
    );
  }

  @Access('engagementOpen')
  @Mutation(() => EngagementOpenResult, {
    description: 'Agency: one or more municipalities take part in a programme; their seats come into being.',
  })
  async engagementOpen(@Context() context: RequestContext, @Args('input') input: EngagementOpenInput) {
    const engagement = await this.engagements.open(actorOf(context), input);
    return Object.assign(new EngagementOpenPayload(), { engagement: this.mapper.toModel(engagement) });
  }

  @Access('seatGrant')
  @Mutation(() => SeatGrantResult, { description: 'Agency: an extra seat above the limit, with the reason.' })
  async seatGrant(@Context() context: RequestContext, @Args('input') input: SeatGrantInput) {
    const seatUsage = await this.engagements.grantSeat(actorOf(context), input);
    return Object.assign(new SeatGrantPayload(), { seatUsage });
  }
}

@Resolver(() => Engagement)
export class EngagementFields {
  constructor(
    private readonly rulebook: Rulebook,
    private readonly municipalityDirectory: MunicipalityDirectory,
    private readonly seatUsageView: SeatUsageView,
  ) {}

  @ResolveField(() => Programme, { description: 'With the rules that this engagement started under.' })
  programme(@Parent() engagement: Engagement): Programme {
    return programmeModel(this.rulebook.version(engagement.programmeKey, engagement.ruleVersion), trackModel);
  }

  @ResolveField(() => [Municipality])
  municipalities(@Parent() engagement: Engagement): Municipality[] {
    return engagement.municipalityCodes.map((code) => this.municipalityDirectory.model(code));
  }

  @ResolveField(() => [EngagementWithdrawal], {
    name: 'withdrawals',
    description: 'Municipalities that have left it since; `municipalities` names them as well.',
  })
  withdrawalsOf(@Parent() engagement: Engagement): EngagementWithdrawal[] {
    return engagement.withdrawals.map(({ code, on }) =>
      Object.assign(new EngagementWithdrawal(), { municipalityCode: code, on }),
    );
  }

  @ResolveField(() => [SeatUsage], {
    description: 'Seats per municipality and track, as far as you may see them.',
  })
  async seats(
    @Parent() engagement: Engagement,
    @Context() context: RequestContext,
    @Args('trackKey', { type: () => String, nullable: true }) trackKey: string | null,
  ): Promise<SeatUsage[]> {
    return this.seatUsageView.ofEngagement(actorOf(context), engagement.id, trackKey ?? null);
  }
}

@Resolver(() => EngagementWithdrawal)
export class EngagementWithdrawalFields {
  constructor(private readonly municipalityDirectory: MunicipalityDirectory) {}

  @ResolveField(() => Municipality)
  municipality(@Parent() withdrawal: EngagementWithdrawal): Municipality {
    return this.municipalityDirectory.model(withdrawal.municipalityCode);
  }
}

@Resolver(() => SeatUsage)
export class SeatUsageFields {
  constructor(
    private readonly municipalityDirectory: MunicipalityDirectory,
    private readonly loader: EngagementLoader,
  ) {}

  @ResolveField(() => Municipality)
  municipality(@Parent() usage: SeatUsage): Municipality {
    return this.municipalityDirectory.model(usage.municipalityCode);
  }

  @ResolveField(() => Engagement, { nullable: true, description: 'Null when it is not for you to see.' })
  async engagement(
    @Parent() usage: SeatUsage,
    @Context() context: RequestContext,
  ): Promise<Engagement | null> {
    return this.loader.load(context, usage.engagementId);
  }
}
