import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../../graphql/context.js';
import { Provider, ProviderLoader } from '../provider/index.js';
import { Supervisor } from './dto/supervisor.dto.js';

@Resolver(() => Supervisor)
export class SupervisorFields {
  constructor(private readonly providers: ProviderLoader) {}

  @ResolveField(() => Provider)
  async provider(
    @Parent() supervisor: Supervisor,
    @Context() context: RequestContext,
  ): Promise<Provider | null> {
    return this.providers.load(context, supervisor.providerId);
  }
}
