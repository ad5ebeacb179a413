export { asOf, type AsOf, AsOfInput } from '../../graphql/as-of.js';
export { toProgress, toRequirement, toSupervisionProgress } from './progress.mapper.js';
export { Progress, Requirement, RequirementKind, SupervisionProgress } from './progress.model.js';
export { ProgressModule } from './progress.module.js';
export { cohortSpans } from './calendar.js';
export { ProgressService, type ProgressAnswer, type Rules } from './progress.service.js';
