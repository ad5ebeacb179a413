/** How many of everything, and who is where: the same for everybody who makes or reads the made-up history. */
import { danishSortKey, searchText } from '../../src/domain/danish.js';
import type { LocalDate } from '../../src/domain/calendar.js';
import type { Capacity } from '../../src/domain/programme.js';
import { ROUNDS } from './data-calendar.js';

export const PROGRAMME = 'AD_BOSTOETTE_2019';
export const TRACKS = ['MEETING_LEADER', 'INTRO'] as const;
export type TrackKey = (typeof TRACKS)[number];
/** Seats of each municipality in an engagement; granted ones come on top. */
const QUOTA: Readonly<Record<TrackKey, number>> = { MEETING_LEADER: 6, INTRO: 24 };
/** People in the cohorts whose sheets are recorded late: one of the workloads records them. */
export const SMALL_COHORT = 24;
const PROVIDERS = 10;

export interface Size {
  readonly people: number;
  readonly cohorts: number;
}

/** So many times Denmark's real size: 4,000 people in two years, each in both tracks of the programme. */
export function sizeOf(timesDenmark: number): Size {
  return { people: Math.round(4_000 * timesDenmark), cohorts: Math.round(80 * timesDenmark) };
}

export interface Town {
  readonly code: string;
  readonly name: string;
}

export interface Basis {
  readonly size: Size;
  readonly today: LocalDate;
  /** The municipalities that the product has put into the database. */
  readonly towns: readonly Town[];
  /** Of the programme's rules there. */
  readonly ruleVersion: number;
}

/** A cohort of one track in one round, with the places of its people among those of the round. */
export interface CohortPlan {
  readonly id: string;
  readonly round: number;
  readonly track: TrackKey;
  /** Among those of the same round and track. */
  readonly index: number;
  /** Of 24, and only its first unit is recorded. */
  readonly small: boolean;
  /** Not begun yet. */
  readonly ahead: boolean;
  readonly provider: number;
  readonly people: readonly number[];
}

export interface PersonPlan {
  readonly id: string;
  readonly affiliationId: string;
  readonly name: string;
  readonly email: string;
  readonly sortKey: string;
  readonly searchText: string;
  readonly town: number;
  readonly capacity: Capacity;
}

const FIRST =
  'Anna Bent Camilla Dorthe Erik Freja Gunnar Hanne Ida Jens Karen Lars Mette Niels Oda Per Rikke Søren Tove Ulla Viggo Yrsa Ærlig Øjvind Åse'.split(
    ' ',
  );
const LAST =
  'Andersen Bach Christensen Dahl Eriksen Frandsen Gram Holm Iversen Jensen Kjær Lund Møller Nielsen Olsen Poulsen Rasmussen Sørensen Thomsen Vestergaard Winther Østergaard Aagaard'.split(
    ' ',
  );

/** Opaque and in the order of their numbers, as those of the product are in the order of time. */
export function idOf(prefix: string, number: number): string {
  return `${prefix}_0190${number.toString(16).padStart(8, '0')}70008000000000000000`;
}

/** The part of a total that falls to one of several, so that the parts add up. */
function share(total: number, part: number, parts: number): readonly [from: number, to: number] {
  return [Math.floor((total * part) / parts), Math.floor((total * (part + 1)) / parts)];
}

export class Plan {
  readonly cohorts: readonly CohortPlan[];

  constructor(readonly basis: Basis) {
    this.cohorts = Array.from({ length: ROUNDS }, (_, round) =>
      TRACKS.flatMap((track) => this.cohortsOf(round, track)),
    ).flat();
  }

  get providers(): { id: string; key: string; name: string }[] {
    return Array.from({ length: PROVIDERS }, (_, index) => ({
      id: providerId(index),
      key: `udbyder-${index + 1}`,
      name: `Udbyder ${index + 1}`,
    }));
  }

  /** The numbers of the people who begin in a round. */
  peopleOf(round: number): readonly [from: number, to: number] {
    return share(this.basis.size.people, round, ROUNDS);
  }

  engagementId(round: number, town: number): string {
    return idOf('eng', round * this.basis.towns.length + town);
  }

  person(number: number): PersonPlan {
    const town = number % this.basis.towns.length;
    const first = FIRST[number % FIRST.length] ?? '';
    const last = LAST[Math.floor(number / FIRST.length) % LAST.length] ?? '';
    const name = `${first} ${last}`;
    const email = `deltager.${number}@kommune-${this.basis.towns[town]?.code}.example`;
    return {
      id: idOf('per', number),
      affiliationId: idOf('aff', number),
      name,
      email,
      sortKey: danishSortKey(name),
      searchText: searchText(name, email),
      town,
      capacity: capacityOf(number),
    };
  }

  /** The number of a person's counted seat in their municipality's pool, from 1; null where it is one on top. */
  seatNumbers(round: number, track: TrackKey): { seatOf: Map<number, SeatPlan>; pools: PoolPlan[] } {
    const pools = this.basis.towns.map((_, town) => ({ town, counted: 0, onTop: 0 }));
    const seatOf = new Map<number, SeatPlan>();
    const [from, to] = this.peopleOf(round);
    for (let number = from; number < to; number += 1) {
      const town = number % this.basis.towns.length;
      const pool = pools[town];
      if (pool === undefined) continue;
      const onTop = track === 'INTRO' && capacityOf(number) === 'LEADER';
      if (onTop) pool.onTop += 1;
      else pool.counted += 1;
      seatOf.set(number, { town, number: onTop ? null : pool.counted });
    }
    return { seatOf, pools: pools.map((pool) => ({ ...pool, quota: QUOTA[track] })) };
  }

  /** Half of the cohorts are of 24; the others share the remaining people. */
  private cohortsOf(round: number, track: TrackKey): CohortPlan[] {
    const slot = round * TRACKS.length + TRACKS.indexOf(track);
    const [fromCohort, toCohort] = share(this.basis.size.cohorts, slot, ROUNDS * TRACKS.length);
    const [fromPerson, toPerson] = this.peopleOf(round);
    const all = toPerson - fromPerson;
    const small = Math.min(Math.floor((toCohort - fromCohort) / 2), Math.floor(all / 2 / SMALL_COHORT));
    const big = toCohort - fromCohort - small;
    // People who are in a small cohort on one track are in a large one on the other.
    const turn = track === 'INTRO' ? Math.floor(all / 2) : 0;
    const placed = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, place) => fromPerson + ((from + place + turn) % all));
    return Array.from({ length: small + big }, (_, index) => {
      const isSmall = index < small;
      const [from, to] = share(all - small * SMALL_COHORT, index - small, big);
      const people = isSmall
        ? placed(index * SMALL_COHORT, (index + 1) * SMALL_COHORT)
        : placed(small * SMALL_COHORT + from, small * SMALL_COHORT + to);
      const number = fromCohort + index;
      return {
        id: idOf('coh', number),
        round,
        track,
        index,
        small: isSmall,
        ahead: !isSmall && round === ROUNDS - 1 && (small + big - 1 - index) % 12 === 0,
        provider: number % PROVIDERS,
        people,
      };
    });
  }
}

interface SeatPlan {
  readonly town: number;
  readonly number: number | null;
}

interface PoolPlan {
  readonly town: number;
  readonly counted: number;
  readonly onTop: number;
  readonly quota: number;
}

export function providerId(index: number): string {
  return idOf('pro', index);
}

function capacityOf(number: number): Capacity {
  if (number % 20 === 7) return 'LEADER';
  return number % 25 === 3 ? 'PARTNER' : 'EMPLOYEE';
}
