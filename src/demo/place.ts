/** Small pieces that the stories share. */
import type { Staff, World } from './world.js';

/** Municipality code and name. */
export type Place = readonly [code: string, name: string];

/** A weekday so many months into a story. */
export type Month = (months: number, plusDays?: number) => ReturnType<World['timeline']['day']>;

export const VENUE = { venue: 'Egelund Kursuscenter', hostMunicipalityCode: '219' };

export function repeat(count: number, staff: Staff): Staff[] {
  return Array.from({ length: count }, () => staff);
}
