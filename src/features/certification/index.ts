export { CertificateChecks, type CertificateCheck } from './certificate-check.service.js';
export { CertificateEvents } from './certificate.events.js';
export { CertificationModule } from './certification.module.js';
export { CorrectionEffects, type Effects } from './correction-effects.service.js';
export { Certificate, CertificateStatus, CertificateVerification } from './dto/certificate.model.js';
export { CorrectionEffect, toCorrectionEffect } from './dto/correction-effect.model.js';
export { Settlement } from './settlement.service.js';
