import { Injectable } from '@nestjs/common';
import type { AsOf } from '../../graphql/as-of.js';
import { addTo, countedOf, noSums, type Counted } from './counted.js';
import { ProgressService } from './progress.service.js';
import { placeOf, TallyRepository, type TallyRow } from './tally.repository.js';

/** With more than these out of date, everything is worked out from the facts: after a new version of the rules, say. */
const OUTDATED_AT_MOST = 2_000;

type Changing = { -readonly [K in keyof TallyRow]: TallyRow[K] };
type Place = Pick<TallyRow, 'programmeKey' | 'trackKey' | 'municipalityCode'>;

/** What reports count today, by programme, track and municipality. */
@Injectable()
export class Tally {
  constructor(
    private readonly repository: TallyRepository,
    private readonly progress: ProgressService,
  ) {}

  /**
   * One row for each place that has anybody in it. What is kept and no longer up to date is taken out and worked out anew, so
   * that the sums are right whether or not anything has been kept up. Null when that is too much.
   */
  async rows(now: AsOf): Promise<TallyRow[] | null> {
    const { sums, outdated } = await this.repository.sums(now.at, OUTDATED_AT_MOST);
    if (outdated.length >= OUTDATED_AT_MOST) return null;
    if (outdated.length === 0) return sums.filter(hasAnybody);
    const ids = outdated.map((row) => row.enrolmentId);
    const before = outdated.filter((row): row is typeof row & Counted => row.programmeKey !== null);
    const after = [...(await this.progress.answers(ids, now)).values()].map(countedOf);
    const places = new Map(sums.map((row) => [placeOf(row), { ...row } as Changing]));
    const at = (place: Place) => {
      const found = places.get(placeOf(place)) ?? nothingAt(place);
      places.set(placeOf(place), found);
      return found;
    };
    for (const row of before) addTo(at(row), row, -1);
    for (const row of after) addTo(at(row), row);
    await this.countPeople([...before, ...after], after, ids, places);
    return [...places.values()].filter(hasAnybody);
  }

  /** Unique persons, anew, wherever something was taken out or put in (V28). */
  private async countPeople(
    touched: readonly Place[],
    after: readonly Counted[],
    apartFrom: readonly string[],
    places: ReadonlyMap<string, Changing>,
  ): Promise<void> {
    const others = await this.repository.seated(
      [...new Set(touched.map((place) => place.municipalityCode))],
      apartFrom,
    );
    const people = new Map(touched.map((place) => [placeOf(place), new Set<string>()]));
    for (const row of [...others, ...after.filter(({ seated }) => seated === 1)])
      people.get(placeOf(row))?.add(row.personId);
    for (const [key, persons] of people) {
      const sums = places.get(key);
      if (sums !== undefined) sums.persons = persons.size;
    }
  }
}

/** On a seat, or gone after the course had begun. */
const hasAnybody = ({ enrolled, withdrawn, replaced }: TallyRow) => enrolled + withdrawn + replaced > 0;

function nothingAt({ programmeKey, trackKey, municipalityCode }: Place): Changing {
  return { programmeKey, trackKey, municipalityCode, persons: 0, ...noSums() };
}
