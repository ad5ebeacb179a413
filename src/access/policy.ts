/**
 * What a role may do, in words: for each operation of the API, how far it reaches.
 *
 * ALL = everything. OWN = what belongs to the role's own scope: a provider's cohorts and groups, the seats of a
 * coordinator's municipality, a participant's own records. An operation that is not listed is refused.
 */
import type { Actor, Grant, Role } from './actor.js';
import { adminPolicy } from './policies/admin.policy.js';
import { agencyPolicy } from './policies/agency.policy.js';
import { coordinatorPolicy } from './policies/coordinator.policy.js';
import { evaluatorPolicy } from './policies/evaluator.policy.js';
import { participantPolicy } from './policies/participant.policy.js';
import { providerPolicy } from './policies/provider.policy.js';
import type { Operation, Policy } from './operations.js';

export const POLICIES: Readonly<Record<Role, Policy>> = {
  AGENCY: agencyPolicy,
  PROVIDER: providerPolicy,
  COORDINATOR: coordinatorPolicy,
  PARTICIPANT: participantPolicy,
  EVALUATOR: evaluatorPolicy,
  ADMIN: adminPolicy,
};

/** How far an actor reaches with one operation: the union of the actor's roles. */
export interface Reach {
  readonly everything: boolean;
  readonly municipalityCodes: readonly string[];
  readonly providerIds: readonly string[];
  readonly personIds: readonly string[];
}

export function mayUse(actor: Actor, operation: Operation): boolean {
  if (actor.only?.has(operation) === false) return false;
  return actor.grants.some((grant) => POLICIES[grant.role][operation] !== undefined);
}

export function reachOf(actor: Actor, operation: Operation): Reach {
  const grants = actor.grants.filter((grant) => POLICIES[grant.role][operation] !== undefined);
  const own = grants.filter((grant) => POLICIES[grant.role][operation] === 'OWN');
  return {
    everything: own.length < grants.length,
    municipalityCodes: own.flatMap((grant) => (grant.role === 'COORDINATOR' ? [grant.municipalityCode] : [])),
    providerIds: own.flatMap((grant) => present(grant.role === 'PROVIDER' ? grant.providerId : null)),
    personIds: own.flatMap((grant) => present(grant.role === 'PARTICIPANT' ? grant.personId : null)),
  };
}

/** What an object belongs to; it is within reach when one of its owners is. */
export interface Owners {
  readonly municipalityCodes?: readonly string[];
  readonly providerIds?: readonly (string | null)[];
  readonly personIds?: readonly string[];
}

export function reaches(reach: Reach, owners: Owners): boolean {
  return (
    reach.everything ||
    (owners.municipalityCodes ?? []).some((code) => reach.municipalityCodes.includes(code)) ||
    (owners.providerIds ?? []).some((id) => id !== null && reach.providerIds.includes(id)) ||
    (owners.personIds ?? []).some((id) => reach.personIds.includes(id))
  );
}

export function hasRole(actor: Actor, ...roles: readonly Role[]): boolean {
  return actor.grants.some((grant: Grant) => roles.includes(grant.role));
}

function present(id: string | null): string[] {
  return id === null ? [] : [id];
}
