export { CertificateBatchModule } from './certificate-batch.module.js';
