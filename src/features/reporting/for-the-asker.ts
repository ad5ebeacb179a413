/** What a report may tell whom: which answers count for them, and where it says that people belong. */
import type { Actor } from '../../access/actor.js';
import { hasRole, reaches, type Reach } from '../../access/policy.js';
import type { CountedAnswer } from '../progress/index.js';
import type { StatusFilter } from './dto/status.model.js';
import type { Basis } from './municipality-bases.js';
import { type PlaceOf, placesWithoutPeople } from './places.js';

/** An enrolment that may be asked about. */
export interface Within {
  readonly id: string;
  readonly visible: number;
  readonly taught: number;
}

/** An evaluator reaches everybody, and nobody by name. */
export function seesOnlyTotals(actor: Actor, reach: Reach): boolean {
  return reach.everything && !hasRole(actor, 'AGENCY', 'ADMIN');
}

/**
 * Whether a report counts an answer for the asker. Whose seat somebody was on at the time is known only from the answer (L5).
 */
export function countedFor(reach: Reach, wanted: StatusFilter, by: Basis, within: readonly Within[]) {
  const taught = new Set(within.filter((row) => Number(row.taught)).map((row) => row.id));
  return ({ enrolment: { id, municipalityCode: code } }: CountedAnswer) =>
    (!wanted.municipalityCode || wanted.municipalityCode === by.reported(code)) &&
    (taught.has(id) || reaches(reach, { municipalityCodes: [code] }));
}

/** The people of a municipality that the actor coordinates may be seen by name, and do not hide those of others. */
export function placesFor(actor: Actor, everybody: readonly CountedAnswer[], placeOf: PlaceOf): PlaceOf {
  const own = ({ enrolment }: CountedAnswer) =>
    actor.grants.some(
      (grant) => grant.role === 'COORDINATOR' && grant.municipalityCode === enrolment.municipalityCode,
    );
  const others = placesWithoutPeople(
    everybody.filter((answer) => !own(answer)),
    placeOf,
  );
  return (answer) => (own(answer) ? placeOf(answer) : others(answer));
}
