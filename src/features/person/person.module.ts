import { Module } from '@nestjs/common';
import { NodeRegistry } from '../../graphql/node.js';
import { MunicipalityModule } from '../municipality/index.js';
import { AffiliationRecords } from './affiliation.records.js';
import { AffiliationLoader, AffiliationsLoader, PersonLoader } from './person.loader.js';
import { PersonRenaming } from './person-renaming.service.js';
import { PersonRepository } from './person.repository.js';
import { PersonResolver } from './person.resolver.js';
import { PersonService } from './person.service.js';

@Module({
  imports: [MunicipalityModule],
  providers: [
    PersonRepository,
    AffiliationRecords,
    PersonService,
    PersonRenaming,
    PersonLoader,
    AffiliationLoader,
    AffiliationsLoader,
    PersonResolver,
  ],
  exports: [PersonRepository, AffiliationRecords, PersonService, PersonLoader, AffiliationLoader],
})
export class PersonModule {
  constructor(nodes: NodeRegistry, loader: PersonLoader) {
    nodes.register('per', async (context, id) => loader.load(context, id));
  }
}
