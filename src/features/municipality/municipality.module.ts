import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { MunicipalityDirectory, toModel } from './municipality.directory.js';
import { MunicipalityStandingLoader } from './municipality.loader.js';
import {
  MunicipalityResolver,
  NeedsAcknowledgementFields,
  QuotaExceededFields,
} from './municipality.resolver.js';
import { SuccessionRepository } from './succession.repository.js';
import { SuccessionResolver } from './succession.resolver.js';
import { SuccessionService } from './succession.service.js';

@Module({
  providers: [
    MunicipalityDirectory,
    MunicipalityStandingLoader,
    MunicipalityResolver,
    QuotaExceededFields,
    NeedsAcknowledgementFields,
    SuccessionRepository,
    SuccessionService,
    SuccessionResolver,
  ],
  exports: [MunicipalityDirectory, SuccessionRepository],
})
export class MunicipalityModule {
  constructor(nodes: NodeRegistry, directory: MunicipalityDirectory) {
    nodes.register('mun', async (_context, id) => {
      const record = await directory.lookUp(id.slice('mun_'.length));
      return record === undefined ? null : toModel(record);
    });
  }
}
