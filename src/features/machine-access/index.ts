export { MachineAccessModule } from './machine-access.module.js';
