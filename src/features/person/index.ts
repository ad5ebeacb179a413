export { Affiliation, Person } from './dto/person.model.js';
export { AffiliationLoader, PersonLoader } from './person.loader.js';
export { PersonModule } from './person.module.js';
export { PersonRepository, type PersonRow } from './person.repository.js';
export { PersonService, type Workplace } from './person.service.js';
