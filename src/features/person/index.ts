export { AffiliationRecords } from './affiliation.records.js';
export { Affiliation, OrganisationType, Person } from './dto/person.model.js';
export { AffiliationLoader, PersonLoader, toAffiliation, toPerson } from './person.loader.js';
export { PersonModule } from './person.module.js';
export { PersonRepository, type AffiliationRow, type PersonRow } from './person.repository.js';
export { PersonService, type Workplace } from './person.service.js';
