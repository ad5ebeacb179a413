export { CertificateEvents } from './certificate.events.js';
export { CertificationModule } from './certification.module.js';
export { CorrectionEffects, type Effects } from './correction-effects.service.js';
export { Certificate } from './dto/certificate.model.js';
export { CorrectionEffect, toCorrectionEffect } from './dto/correction-effect.model.js';
export { Settlement } from './settlement.service.js';
