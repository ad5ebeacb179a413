import { Initial1763769600000 } from './1763769600000-initial.js';

/** In the order they run. */
export const POSTGRES_MIGRATIONS = [Initial1763769600000];
