export { asOf, AsOfInput } from '../../graphql/as-of.js';
export { toRequirement } from './progress.mapper.js';
export { Requirement, RequirementKind } from './progress.model.js';
export { ProgressModule } from './progress.module.js';
export { cohortSpans } from './calendar.js';
export { ProgressService, type ProgressAnswer } from './progress.service.js';
