/** Where a report says that people belong: the whole truth, or what does not point at anybody. */
import { groupBy } from '../../domain/group-by.js';
import { tellable } from '../../domain/small-cells.js';
import type { CountedAnswer } from '../progress/index.js';

export interface Place {
  readonly municipalityCode: string | null;
  readonly region: string | null;
  /** In which the person got the seat. */
  readonly year: number | null;
}

/** Null for somebody who is not to be told of at all. */
export type PlaceOf = (answer: CountedAnswer) => Place | null;

/**
 * Places for somebody who must recognise nobody (Q39). In each track of each programme a municipality is told only where
 * its region is, and everything only where at least five people on seats are told the same of. Tracks with fewer are left out.
 * To be given everybody at once: which places are told must not depend on what is asked for.
 */
export function placesWithoutPeople(answers: readonly CountedAnswer[], placeOf: PlaceOf): PlaceOf {
  const seated = (answer: CountedAnswer) => (answer.holdsSeat ? [answer.enrolment.personId] : []);
  const levels = [
    (answer: CountedAnswer) => placeOf(answer)?.region ?? null,
    (answer: CountedAnswer, [region]: readonly (string | null)[]) =>
      region === null ? null : (placeOf(answer)?.municipalityCode ?? null),
    (answer: CountedAnswer) => placeOf(answer)?.year?.toString() ?? null,
  ];
  const tracks = groupBy(answers, ({ enrolment }) => `${enrolment.programmeKey} ${enrolment.trackKey}`);
  const places = new Map<CountedAnswer, Place>();
  for (const track of tracks.values())
    for (const [answer, [region = null, municipalityCode = null, year = null]] of tellable(
      track,
      seated,
      levels,
    ))
      places.set(answer, { region, municipalityCode, year: year === null ? null : Number(year) });
  return (answer) => places.get(answer) ?? null;
}
