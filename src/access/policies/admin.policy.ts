import { every, READS, WRITES, type Policy } from '../operations.js';

/** Whoever runs the installation. Reaches as far as the agency, so that nothing can be stuck. */
export const adminPolicy: Policy = { ...every(READS, 'ALL'), ...every(WRITES, 'ALL') };
