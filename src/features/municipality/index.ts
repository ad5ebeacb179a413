export { Municipality } from './dto/municipality.model.js';
export { MunicipalityDirectory } from './municipality.directory.js';
export { MunicipalityModule } from './municipality.module.js';
export { SuccessionRepository } from './succession.repository.js';
