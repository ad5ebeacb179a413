import { every, OWN_ACCOUNT, type Policy } from '../operations.js';

/**
 * An external evaluator (H5): totals, and rows about people who are called by a pseudonym; never a person, a name or an id.
 * What fewer than five persons stand behind is left out.
 */
export const evaluatorPolicy: Policy = {
  viewer: 'ALL',
  municipalities: 'ALL',
  municipality: 'ALL',
  programmes: 'ALL',
  programme: 'ALL',
  certificationStatus: 'ALL',
  evaluationTable: 'ALL',
  ...every(OWN_ACCOUNT, 'OWN'),
};
