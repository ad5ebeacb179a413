export { EnrolmentLifeModule } from './enrolment-life.module.js';
