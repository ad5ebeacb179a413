import { Module } from '@nestjs/common';
import { MunicipalityModule } from '../municipality/index.js';
import { ProviderModule } from '../provider/index.js';
import { MachineAccessResolver } from './machine-access.resolver.js';
import { MachineTokenScope } from './machine-token.scope.js';
import { MachineTokenService } from './machine-token.service.js';

@Module({
  imports: [MunicipalityModule, ProviderModule],
  providers: [MachineTokenScope, MachineTokenService, MachineAccessResolver],
})
export class MachineAccessModule {}
