export { Programme, QuotaScope, TrackUnitType, programmeModel } from './dto/programme.model.js';
export { ProgrammeModule } from './programme.module.js';
export { trackModel } from './programme.resolver.js';
export { ProgrammeFolder, Rulebook } from './rulebook.js';
