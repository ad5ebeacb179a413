export { CertificatePaperModule } from './certificate-paper.module.js';
export type { Language } from './paper.js';
export { PaperService } from './paper.service.js';
