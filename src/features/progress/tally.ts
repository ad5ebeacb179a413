import { setImmediate as othersFirst } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { AsOf } from '../../graphql/as-of.js';
import { addTo, countedOf, noSums, type Counted } from './counted.js';
import { ProgressService } from './progress.service.js';
import { placeOf, TallyRepository, type Seated, type TallyRow } from './tally.repository.js';

/**
 * With more than these to be worked out, all are gone through one after another: on a day long ago, say, or after a new version
 * of the rules.
 */
const WORKED_OUT_AT_MOST = 20_000;
/** People asked about at a time. */
const PEOPLE_AT_ONCE = 1_000;

type Changing = { -readonly [K in keyof TallyRow]: TallyRow[K] };
type Place = Pick<TallyRow, 'programmeKey' | 'trackKey' | 'municipalityCode'>;

/** What reports count, by programme, track and municipality. */
@Injectable()
export class Tally {
  constructor(
    private readonly repository: TallyRepository,
    private readonly progress: ProgressService,
  ) {}

  /**
   * One row for each place that had anybody in it at a point, by what is known now. What is kept of today and did not hold then
   * is taken out of the sums and worked out anew, whether or not anything has been kept up. Null when that is too much.
   */
  async rows(point: AsOf): Promise<TallyRow[] | null> {
    const { sums, outdated } = await this.repository.sums(point.at, WORKED_OUT_AT_MOST);
    if (outdated.length >= WORKED_OUT_AT_MOST) return null;
    if (outdated.length === 0) return sums.filter(hasAnybody);
    const before = outdated.filter((row): row is typeof row & Counted => row.programmeKey !== null);
    const ids = outdated.map((row) => row.enrolmentId);
    const after: Counted[] = [];
    for await (const part of this.progress.counted(ids, point)) after.push(...part.map(countedOf));
    const places = new Map(sums.map((row) => [placeOf(row), { ...row } as Changing]));
    const at = (place: Place) => {
      const found = places.get(placeOf(place)) ?? nothingAt(place);
      places.set(placeOf(place), found);
      return found;
    };
    for (const row of before) addTo(at(row), row, -1);
    for (const row of after) addTo(at(row), row);
    const others = await this.seatsApartFrom(new Set(ids), [...before, ...after]);
    for (const row of everyPersonOnce(before, others)) at(row).persons -= 1;
    for (const row of everyPersonOnce(after, others)) at(row).persons += 1;
    return [...places.values()].filter(hasAnybody);
  }

  /** Where these people hold seats by other enrolments, which are in the sums already. */
  private async seatsApartFrom(
    enrolmentIds: ReadonlySet<string>,
    rows: readonly Counted[],
  ): Promise<ReadonlySet<string>> {
    const people = [...new Set(rows.filter(isSeated).map(({ personId }) => personId))];
    const others = new Set<string>();
    for (let start = 0; start < people.length; start += PEOPLE_AT_ONCE) {
      if (start > 0) await othersFirst();
      for (const seat of await this.repository.seatsOf(people.slice(start, start + PEOPLE_AT_ONCE)))
        if (!enrolmentIds.has(seat.enrolmentId)) others.add(personAt(seat));
    }
    return others;
  }
}

const isSeated = ({ seated }: Counted) => seated === 1;
const personAt = (seat: Seated) => `${placeOf(seat)} ${seat.personId}`;

/** One row for each person on a seat at a place, apart from those whom others count there (V28). */
function everyPersonOnce(rows: readonly Counted[], others: ReadonlySet<string>): Iterable<Counted> {
  const seats = rows.filter(isSeated).map((row) => [personAt(row), row] as const);
  return new Map(seats.filter(([key]) => !others.has(key))).values();
}

/** On a seat, or gone after the course had begun. */
const hasAnybody = ({ enrolled, withdrawn, replaced }: TallyRow) => enrolled + withdrawn + replaced > 0;

function nothingAt({ programmeKey, trackKey, municipalityCode }: Place): Changing {
  return { programmeKey, trackKey, municipalityCode, persons: 0, ...noSums() };
}
