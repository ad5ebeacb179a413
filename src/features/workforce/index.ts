export { WorkforceModule } from './workforce.module.js';
