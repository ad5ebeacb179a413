/** The agency's report and the use of seats, by municipality and track (V2, V28, V37, R04). */
import type { AsOf } from './as-of.js';
import { decided } from './belonging.js';
import type { Person } from './known.js';
import { progressOf } from './progress.js';
import { trackOf, tracksOf } from './rules.js';

export interface StatusRow {
  readonly municipality: string;
  readonly track: string;
  readonly persons: number;
  readonly enrolled: number;
  readonly certified: number;
  readonly completed: number;
  readonly withdrawn: number;
  readonly replaced: number;
  readonly minutes: number;
  readonly targetMinutes: number;
  readonly attended: number;
  readonly madeUp: number;
  readonly required: number;
}

export interface SeatRow {
  readonly municipality: string;
  readonly track: string;
  readonly held: number;
  readonly onTop: number;
  /** Null = no limit. */
  readonly free: number | null;
  readonly cumulative: number;
}

/** Rows in which nobody is enrolled and nobody has left are left out. */
export function statusRows(as: AsOf): StatusRow[] {
  return [...places(as)]
    .map(([place, people]) => {
      const [municipality = '', track = ''] = place.split('/');
      const all = people.map((person) => ({ person, ...progressOf(as, person) }));
      const seated = all.filter((each) => each.holdsSeat);
      return {
        municipality,
        track,
        persons: new Set(seated.map((each) => each.person.enrolled.person)).size,
        enrolled: seated.length,
        certified: seated.filter((each) => each.certified).length,
        completed: seated.filter((each) => each.completed).length,
        withdrawn: all.filter((each) => each.status === 'WITHDRAWN').length,
        replaced: all.filter((each) => each.status === 'REPLACED').length,
        minutes: sum(seated.map((each) => each.supervision.credited)),
        targetMinutes: sum(seated.map((each) => each.supervision.target ?? 0)),
        attended: sum(seated.map((each) => each.attendance.attended)),
        madeUp: sum(seated.map((each) => each.attendance.madeUp)),
        required: sum(seated.map((each) => each.requiredHalfDays)),
      };
    })
    .filter((row) => row.enrolled + row.withdrawn + row.replaced > 0);
}

/** Every track of every municipality that takes part, also where nobody sits; before it was recorded it had no seats. */
export function seatRows(as: AsOf): SeatRow[] {
  const all = places(as);
  const opened = [...as.known.engagements.values()].filter((each) => each.at <= as.until);
  return opened.flatMap(({ programme, municipalities }) =>
    municipalities.flatMap((municipality) =>
      tracksOf(programme).map((track) => {
        const { seats, leadersCount } = trackOf(track);
        const takesOne = ({ enrolled }: Person) => leadersCount || enrolled.capacity !== 'LEADER';
        const people = all.get(`${municipality}/${track}`) ?? [];
        const seated = people.filter((person) => progressOf(as, person).holdsSeat);
        const held = seated.filter(takesOne).length;
        const ever = [...as.known.people.values()]
          .filter((person) => person.enrolled.track === track && takesOne(person))
          .filter((person) => seatsOf(as, person).some((seat) => seat.municipality === municipality));
        return {
          municipality,
          track,
          held,
          onTop: seated.length - held,
          free: seats === null ? null : seats - held,
          cumulative: new Set(ever.map((each) => each.enrolled.person)).size,
        };
      }),
    ),
  );
}

/** The seats that somebody has had one after the other: each of one municipality and engagement (L5). */
function seatsOf(as: AsOf, { enrolled, transfers }: Person): Seat[] {
  return [enrolled, ...transfers].filter((each) => decided(each, as));
}

interface Seat {
  readonly engagement: string;
  readonly municipality: string;
}

export function seatOf(as: AsOf, person: Person): Seat {
  return seatsOf(as, person).at(-1) ?? person.enrolled;
}

function places(as: AsOf): Map<string, Person[]> {
  const all = new Map<string, Person[]>();
  for (const person of as.known.people.values()) {
    if (!decided(person.enrolled, as)) continue;
    const place = `${seatOf(as, person).municipality}/${person.enrolled.track}`;
    all.set(place, [...(all.get(place) ?? []), person]);
  }
  return all;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
