import type { Policy } from '../operations.js';

/** An external evaluator (H5): totals only, never a person; rows of fewer than five persons are left out. */
export const evaluatorPolicy: Policy = {
  viewer: 'ALL',
  municipalities: 'ALL',
  municipality: 'ALL',
  programmes: 'ALL',
  programme: 'ALL',
  certificationStatus: 'ALL',
};
