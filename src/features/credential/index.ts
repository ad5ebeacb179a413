export { CredentialModule } from './credential.module.js';
