export { CertificateCheckModule } from './certificate-check.module.js';
