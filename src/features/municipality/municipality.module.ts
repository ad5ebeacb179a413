import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { MunicipalityDirectory, toModel } from './municipality.directory.js';
import {
  MunicipalityResolver,
  NeedsAcknowledgementFields,
  QuotaExceededFields,
} from './municipality.resolver.js';

@Module({
  providers: [MunicipalityDirectory, MunicipalityResolver, QuotaExceededFields, NeedsAcknowledgementFields],
  exports: [MunicipalityDirectory],
})
export class MunicipalityModule {
  constructor(nodes: NodeRegistry, directory: MunicipalityDirectory) {
    nodes.register('mun', async (_context, id) => {
      const record = directory.find(id.slice('mun_'.length));
      return record === undefined ? null : toModel(record);
    });
  }
}
