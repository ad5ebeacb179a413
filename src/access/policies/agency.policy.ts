import { every, READS, WRITES, type Policy } from '../operations.js';

/** The agency (styrelse, konsulent) reads everything and may do everything, also on behalf of the others. */
export const agencyPolicy: Policy = { ...every(READS, 'ALL'), ...every(WRITES, 'ALL') };
