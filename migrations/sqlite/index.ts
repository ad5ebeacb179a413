import { Initial1763769600000 } from './1763769600000-initial.js';
import { AttendanceLife1763769600050 } from './1763769600050-attendance-life.js';

/** In the order they run. */
export const SQLITE_MIGRATIONS = [Initial1763769600000, AttendanceLife1763769600050];
