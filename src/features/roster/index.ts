export { RosterModule } from './roster.module.js';
export { RosterService } from './roster.service.js';
