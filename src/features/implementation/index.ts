export { type Dossier } from './dossier.js';
export { DossierLoader } from './dossier.loader.js';
export { Milestone } from './dto/phase.model.js';
export { ImplementationModule } from './implementation.module.js';
export { toMilestone } from './mappers.js';
