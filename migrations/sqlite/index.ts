import { Initial1763769600000 } from './1763769600000-initial.js';
import { EnrolmentLife1763769600005 } from './1763769600005-enrolment-life.js';
import { SeatsThatBecomeFree1763769600070 } from './1763769600070-seats-that-become-free.js';

/** In the order they run. */
export const SQLITE_MIGRATIONS = [
  Initial1763769600000,
  EnrolmentLife1763769600005,
  SeatsThatBecomeFree1763769600070,
];
