import { Initial1763769600000 } from './1763769600000-initial.js';
import { PeopleOverTime1763769600060 } from './1763769600060-people-over-time.js';

/** In the order they run. */
export const SQLITE_MIGRATIONS = [Initial1763769600000, PeopleOverTime1763769600060];
