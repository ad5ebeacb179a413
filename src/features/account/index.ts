export { AccountModule } from './account.module.js';
export { AccountService } from './account.service.js';
