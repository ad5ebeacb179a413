export { EmploymentModule } from './employment.module.js';
