import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { Clock } from '../../config/clock.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import { Municipality, MunicipalityDirectory } from '../municipality/index.js';
import { Provider, ProviderLoader } from '../provider/index.js';
import {
  MachineToken,
  MachineTokenIssueInput,
  MachineTokenIssuePayload,
  MachineTokenIssueResult,
  MachineTokenRevokeInput,
  MachineTokenRevokePayload,
  MachineTokenRevokeResult,
  MachineTokenStatus,
} from './dto/machine-token.dto.js';
import { type MachineTokenRow, MachineTokenService } from './machine-token.service.js';

@Resolver(() => MachineToken)
export class MachineAccessResolver {
  constructor(
    private readonly tokens: MachineTokenService,
    private readonly clock: Clock,
    private readonly municipalities: MunicipalityDirectory,
    private readonly providers: ProviderLoader,
  ) {}

  @Access('machineTokens')
  @Query(() => [MachineToken], {
    description: 'Which programs may read, newest first; also those that no longer may.',
  })
  async machineTokens(
    @Context() context: RequestContext,
    @Args('municipalityCode', { type: () => String, nullable: true }) municipalityCode: string | null,
  ): Promise<MachineToken[]> {
    const rows = await this.tokens.list(actorOf(context), municipalityCode ?? null);
    return rows.map((row) => this.toModel(row));
  }

  @Access('machineTokenIssue')
  @Mutation(() => MachineTokenIssueResult, {
    description: 'Agency, and coordinators for their own municipality: a token with which a program reads.',
  })
  async machineTokenIssue(@Context() context: RequestContext, @Args('input') input: MachineTokenIssueInput) {
    const { row, token } = await this.tokens.issue(actorOf(context), input);
    return Object.assign(new MachineTokenIssuePayload(), { machineToken: this.toModel(row), token });
  }

  @Access('machineTokenRevoke')
  @Mutation(() => MachineTokenRevokeResult, {
    description:
      'Agency, and coordinators for their own municipality: the token opens nothing any more, at once.',
  })
  async machineTokenRevoke(
    @Context() context: RequestContext,
    @Args('input') input: MachineTokenRevokeInput,
  ) {
    const row = await this.tokens.revoke(actorOf(context), input);
    return Object.assign(new MachineTokenRevokePayload(), { machineToken: this.toModel(row) });
  }

  @ResolveField(() => Municipality, { nullable: true, description: 'Null when it is a training provider’s.' })
  municipality(@Parent() { municipalityCode }: MachineToken): Municipality | null {
    return municipalityCode === null ? null : this.municipalities.model(municipalityCode);
  }

  @ResolveField(() => Provider, { nullable: true, description: 'Null when it is a municipality’s.' })
  async provider(
    @Parent() { providerId }: MachineToken,
    @Context() context: RequestContext,
  ): Promise<Provider | null> {
    return providerId === null ? null : this.providers.load(context, providerId);
  }

  private toModel({ operations, ...row }: MachineTokenRow): MachineToken {
    const over = row.lastDay < this.clock.today() ? MachineTokenStatus.EXPIRED : MachineTokenStatus.VALID;
    return Object.assign(new MachineToken(), row, {
      operations: operations.split(' '),
      status: row.revokedAt === null ? over : MachineTokenStatus.REVOKED,
    });
  }
}
