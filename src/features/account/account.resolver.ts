import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import type { Instant } from '../../domain/calendar.js';
import { PageArgs } from '../../graphql/connection.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { DateTimeScalar } from '../../graphql/scalars.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Provider, ProviderLoader } from '../provider/index.js';
import { AccountService } from './account.service.js';
import { AccountView, toAccount } from './account.view.js';
import { AccountEventConnection } from './dto/account-event.dto.js';
import * as dto from './dto/account.dto.js';

@Resolver(() => dto.Account)
export class AccountResolver {
  constructor(
    private readonly service: AccountService,
    private readonly view: AccountView,
  ) {}

  @Access('accounts')
  @Query(() => dto.AccountConnection, {
    description:
      'Who may sign in here, by e-mail address: of your own municipality or provider, and participants on your seats.',
  })
  async accounts(
    @Context() context: RequestContext,
    @Args('ended', { type: () => Boolean, defaultValue: false, description: 'Also those that have ended.' })
    ended: boolean,
    @Args() page: PageArgs,
  ) {
    return this.view.accounts(actorOf(context), ended, page);
  }

  @Access('accountEvents')
  @Query(() => AccountEventConnection, {
    description: 'Agency: sign-ins, refusals, lock-outs and changes of accounts, oldest first.',
  })
  async accountEvents(
    @Args('accountId', { type: () => ID, nullable: true }) accountId: string | null,
    @Args('since', { type: () => DateTimeScalar, nullable: true }) since: Instant | null,
    @Args() page: PageArgs,
  ) {
    return this.view.events(accountId ?? null, since ?? null, page);
  }

  @Access('accountInvite')
  @Mutation(() => dto.AccountInviteResult, {
    description:
      'Administrators for every role; the agency for all but those; coordinators for further coordinators and for participants on their seats; providers for their own staff. Answers a link; nothing is sent to anybody.',
  })
  async accountInvite(@Context() context: RequestContext, @Args('input') input: dto.AccountInviteInput) {
    const actor = actorOf(context);
    const { account, link } = await this.service.invite(actor, input);
    return Object.assign(new dto.AccountInvitePayload(), { account: toAccount(account, actor), link });
  }

  @Access('accountInvitationRevoke')
  @Mutation(() => dto.AccountInvitationRevokeResult, {
    description: 'An invitation that was not accepted opens nothing any more; the address is free again.',
  })
  async accountInvitationRevoke(
    @Context() context: RequestContext,
    @Args('input') input: dto.AccountInvitationRevokeInput,
  ) {
    const actor = actorOf(context);
    const account = toAccount(await this.service.revokeInvitation(actor, input), actor);
    return Object.assign(new dto.AccountInvitationRevokePayload(), { account });
  }

  @Access('accountRolesChange')
  @Mutation(() => dto.AccountRolesChangeResult, {
    description: 'Gives and takes roles that are yours to give. Holds from the next request on.',
  })
  async accountRolesChange(
    @Context() context: RequestContext,
    @Args('input') input: dto.AccountRolesChangeInput,
  ) {
    const actor = actorOf(context);
    const account = toAccount(await this.service.changeRoles(actor, input), actor);
    return Object.assign(new dto.AccountRolesChangePayload(), { account });
  }

  @Access('accountEnd')
  @Mutation(() => dto.AccountEndResult, {
    description:
      'The account opens nothing any more, at once, also for whoever is signed in (L26). Whoever has lost the password is invited anew afterwards.',
  })
  async accountEnd(@Context() context: RequestContext, @Args('input') input: dto.AccountEndInput) {
    const actor = actorOf(context);
    const account = toAccount(await this.service.end(actor, input), actor);
    return Object.assign(new dto.AccountEndPayload(), { account });
  }

  @Access('accountUnlock')
  @Mutation(() => dto.AccountUnlockResult, {
    description: 'An account that is locked after wrong passwords can be tried again at once.',
  })
  async accountUnlock(@Context() context: RequestContext, @Args('input') input: dto.AccountUnlockInput) {
    const actor = actorOf(context);
    const account = toAccount(await this.service.unlock(actor, input), actor);
    return Object.assign(new dto.AccountUnlockPayload(), { account });
  }

  @Access('accountSecondFactorReset')
  @Mutation(() => dto.AccountSecondFactorResetResult, {
    description:
      'For whoever has lost the authenticator app and the recovery codes: signs out everywhere, and answers a link where another is set up with the password.',
  })
  async accountSecondFactorReset(
    @Context() context: RequestContext,
    @Args('input') input: dto.AccountSecondFactorResetInput,
  ) {
    const actor = actorOf(context);
    const { account, link } = await this.service.resetSecondFactor(actor, input);
    return Object.assign(new dto.AccountSecondFactorResetPayload(), {
      account: toAccount(account, actor),
      link,
    });
  }
}

@Resolver(() => dto.AccountRole)
export class AccountRoleFields {
  constructor(
    private readonly municipalities: MunicipalityDirectory,
    private readonly providers: ProviderLoader,
  ) {}

  @ResolveField(() => Municipality, { nullable: true, description: 'Of a coordinator; else null.' })
  municipality(@Parent() { municipalityCode }: dto.AccountRole): Municipality | null {
    return municipalityCode === null ? null : this.municipalities.model(municipalityCode);
  }

  @ResolveField(() => Provider, {
    nullable: true,
    description: 'Of the staff of a training provider; else null.',
  })
  async provider(
    @Parent() { providerId }: dto.AccountRole,
    @Context() context: RequestContext,
  ): Promise<Provider | null> {
    return providerId === null ? null : this.providers.load(context, providerId);
  }
}
