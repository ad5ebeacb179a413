import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Access } from '../../access/access.js';
import { actorOf, type RequestContext } from '../../graphql/context.js';
import {
  Provider,
  ProviderRegisterInput,
  ProviderRegisterPayload,
  ProviderRegisterResult,
} from './dto/provider.dto.js';
import { toProvider } from './provider.loader.js';
import { ProviderService } from './provider.service.js';

@Resolver(() => Provider)
export class ProviderResolver {
  constructor(private readonly providers: ProviderService) {}

  @Access('providers')
  @Query(() => [Provider], { name: 'providers', description: 'All training providers, by key.' })
  async all(): Promise<Provider[]> {
    return (await this.providers.all()).map(toProvider);
  }

  @Access('providerRegister')
  @Mutation(() => ProviderRegisterResult, {
    description: 'Agency: a training provider with its short stable name.',
  })
  async providerRegister(@Context() context: RequestContext, @Args('input') input: ProviderRegisterInput) {
    const provider = await this.providers.register(actorOf(context), input);
    return Object.assign(new ProviderRegisterPayload(), { provider: toProvider(provider) });
  }
}
