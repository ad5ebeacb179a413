import { Args, Context, Mutation, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Accounts, type AccountHolder } from '../../access/accounts.js';
import { PASSWORD_PROBLEMS } from '../../access/passwords.js';
import { Env } from '../../config/env.js';
import { invalidInput, Refused } from '../../domain/refusal.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { RateLimits } from '../../traffic/rate-limits.js';
import { rateLimited } from '../../traffic/refusals.js';
import { Viewer } from '../viewer/index.js';
import { AccountDoor } from './account-door.js';
import { toAccount } from './account.view.js';
import * as dto from './dto/account.dto.js';
import { OwnAccount } from './own-account.service.js';

const WRONG_PASSWORD = 'is not the password of the account, or the account is locked';

@Resolver(() => Viewer)
export class OwnAccountResolver {
  constructor(
    private readonly own: OwnAccount,
    private readonly door: AccountDoor,
    private readonly accounts: Accounts,
    private readonly rates: RateLimits,
    private readonly env: Env,
  ) {}

  @Access('public')
  @Mutation(() => dto.SignInResult, {
    description:
      'For programs without a browser: a bearer token for the holder of an account. People sign in at /sign-in.',
  })
  async signIn(@Context() context: RequestContext, @Args('input') input: dto.SignInInput) {
    await this.spend(context);
    const { email, password, code } = input;
    const holder = await this.door.signIn(email, { password, code: code ?? '' });
    if (holder === null)
      throw new Refused({
        code: 'SIGN_IN_REFUSED',
        message: 'The address, the password or the code is wrong, or it has to wait after several that were.',
      });
    return Object.assign(new dto.SignInPayload(), await this.tokenFor(holder));
  }

  @Access('accountPasswordChange')
  @Mutation(() => dto.AccountPasswordChangeResult, {
    description: 'Your own account: another password. Signs out everything else, and answers a new token.',
  })
  async accountPasswordChange(
    @Context() context: RequestContext,
    @Args('input') input: dto.AccountPasswordChangeInput,
  ) {
    await this.spend(context);
    const changed = await this.own.changePassword(actorOf(context), input.currentPassword, input.newPassword);
    if ('next' in changed)
      throw invalidInput({ path: 'newPassword', message: PASSWORD_PROBLEMS[changed.next] });
    if ('current' in changed) throw invalidInput({ path: 'currentPassword', message: WRONG_PASSWORD });
    return Object.assign(new dto.AccountPasswordChangePayload(), await this.tokenFor(changed));
  }

  @Access('accountSignOutEverywhere')
  @Mutation(() => dto.AccountSignOutEverywhereResult, {
    description: 'Your own account: every session and token of it is over at once, this one too.',
  })
  async accountSignOutEverywhere(
    @Context() context: RequestContext,
    @Args('input') input: dto.AccountSignOutEverywhereInput,
  ) {
    if (!input.sure) throw invalidInput({ path: 'sure', message: 'must be true' });
    const account = toAccount(await this.own.signOutEverywhere(actorOf(context)), null);
    return Object.assign(new dto.AccountSignOutEverywherePayload(), { account });
  }

  @ResolveField(() => dto.Account, {
    nullable: true,
    description: 'What you signed in with; null with an identity provider or another token.',
  })
  async account(@Context() context: RequestContext): Promise<dto.Account | null> {
    const row = await this.own.find(actorOf(context));
    return row === null ? null : toAccount(row, null);
  }

  private async tokenFor(holder: AccountHolder) {
    return this.accounts.newToken(holder, this.env.accountTokenHours);
  }

  /** Refuses whoever tries too many passwords from one address, whichever accounts they are for. */
  private async spend({ http }: RequestContext): Promise<void> {
    const wait = http === undefined ? null : await this.rates.spend('signIn', http.network, 1);
    if (wait !== null) throw rateLimited(this.env.rateLimitSignIn, wait);
  }
}
