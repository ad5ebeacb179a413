export { RuleSetModule } from './rule-set.module.js';
