import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { ProviderLoader } from './provider.loader.js';
import { ProviderResolver } from './provider.resolver.js';
import { ProviderService } from './provider.service.js';

@Module({
  providers: [ProviderService, ProviderLoader, ProviderResolver],
  exports: [ProviderService, ProviderLoader],
})
export class ProviderModule {
  constructor(nodes: NodeRegistry, loader: ProviderLoader) {
    nodes.register('pro', async (context, id) => loader.load(context, id));
  }
}
