export { CertificationStatusRow, StatusFilter, StatusGrouping } from './dto/status.model.js';
export { ReportingModule } from './reporting.module.js';
export { StatusView } from './status.view.js';
