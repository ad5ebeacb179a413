export { CertificateEvents } from './certificate.events.js';
export { CertificationModule } from './certification.module.js';
export { Settlement } from './settlement.service.js';
