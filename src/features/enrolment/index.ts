export { Capacity, Enrolment, EnrolmentStatus } from './dto/enrolment.model.js';
export { EnrolmentChanges } from './enrolment.changes.js';
export { EnrolmentLoader, EnrolmentsOfPersonLoader, toEnrolment } from './enrolment.loader.js';
export { EnrolmentHolders } from './enrolment.holders.js';
export { EnrolmentModule } from './enrolment.module.js';
export { EnrolmentRepository, type EnrolmentRow } from './enrolment.repository.js';
export { EnrolmentService } from './enrolment.service.js';
export { LeavingService } from './leaving.service.js';
export { SeatingService } from './seating.service.js';
