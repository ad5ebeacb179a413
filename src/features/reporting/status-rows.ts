/** What a report says of a set of answers: which of them it counts, in which groups, and what the groups add up to. */
import { addTo, countedOf, noSums, type CountedAnswer } from '../progress/index.js';
import { CertificationStatusRow, StatusGrouping, type StatusFilter } from './dto/status.model.js';
import type { Place, PlaceOf } from './places.js';

type OnTrack = Pick<CountedAnswer['enrolment'], 'programmeKey' | 'trackKey'>;

interface Group {
  readonly programmeKey: string | null;
  readonly trackKey: string | null;
  readonly municipalityCode: string | null;
  readonly region: string | null;
  readonly year: number | null;
}

/** One row for each group that has anybody in it. Takes answers as they come, and keeps none of them. */
export class StatusRows {
  private readonly groups = new Map<string, Sums>();
  private readonly by: Readonly<Record<StatusGrouping, boolean>>;

  constructor(
    private readonly filter: StatusFilter,
    private readonly groupBy: readonly StatusGrouping[],
    private readonly placeOf: PlaceOf,
  ) {
    const groupings = Object.values(StatusGrouping).map((each) => [each, groupBy.includes(each)]);
    this.by = Object.fromEntries(groupings) as Record<StatusGrouping, boolean>;
  }

  add(answers: readonly CountedAnswer[]): void {
    for (const answer of answers) {
      if (!isCounted(answer)) continue;
      const place = this.placeOf(answer);
      if (place === null || !isAskedFor(answer.enrolment, place, this.filter)) continue;
      const key = this.keyOf(answer.enrolment, place);
      let sums = this.groups.get(key);
      if (sums === undefined) {
        sums = new Sums(groupOf(answer.enrolment, place, this.groupBy));
        this.groups.set(key, sums);
      }
      sums.add(answer);
    }
  }

  /** The same for all of a group. */
  private keyOf({ programmeKey, trackKey }: OnTrack, { municipalityCode, region, year }: Place): string {
    const { PROGRAMME, TRACK, MUNICIPALITY, REGION, YEAR } = this.by;
    const place = `${MUNICIPALITY ? municipalityCode : ''}\u0000${REGION ? region : ''}\u0000${YEAR ? year : ''}`;
    return `${PROGRAMME ? programmeKey : ''}\u0000${TRACK ? trackKey : ''}\u0000${place}`;
  }

  /** In no order. */
  rows(): CertificationStatusRow[] {
    return [...this.groups.values()].map((sums) => sums.row());
  }
}

/** Whether a report tells of somebody: on a seat, or gone after the course had begun. */
export function isCounted({ holdsSeat, left }: CountedAnswer): boolean {
  return holdsSeat || left !== null;
}

export function isAskedFor(enrolment: OnTrack, place: Place, filter: StatusFilter): boolean {
  const { programmeKey, trackKey, municipalityCode, region } = filter;
  return (
    (!programmeKey || programmeKey === enrolment.programmeKey) &&
    (!trackKey || trackKey === enrolment.trackKey) &&
    (!municipalityCode || municipalityCode === place.municipalityCode) &&
    (!region || region === place.region)
  );
}

export function groupOf(enrolment: OnTrack, place: Place, groupBy: readonly StatusGrouping[]): Group {
  const by = (grouping: StatusGrouping) => groupBy.includes(grouping);
  return {
    programmeKey: by(StatusGrouping.PROGRAMME) ? enrolment.programmeKey : null,
    trackKey: by(StatusGrouping.TRACK) ? enrolment.trackKey : null,
    municipalityCode: by(StatusGrouping.MUNICIPALITY) ? place.municipalityCode : null,
    region: by(StatusGrouping.REGION) ? place.region : null,
    year: by(StatusGrouping.YEAR) ? place.year : null,
  };
}

/** What a group adds up to. */
class Sums {
  /** Unique persons on a seat (V28). */
  private readonly persons = new Set<string>();
  private readonly sums = noSums();

  constructor(private readonly group: Group) {}

  add(answer: CountedAnswer): void {
    const counted = countedOf(answer);
    if (answer.holdsSeat) this.persons.add(counted.personId);
    addTo(this.sums, counted);
  }

  row(): CertificationStatusRow {
    return Object.assign(new CertificationStatusRow(), this.group, {
      persons: this.persons.size,
      ...this.sums,
    });
  }
}
