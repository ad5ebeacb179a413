/** Who may give which role of an account, and so invite for it, see it, change it and end it. */
import type { Actor, Role } from './actor.js';

/** A role with the scope that it is to have here. */
export interface GivenRole {
  readonly role: Role;
  /** Of a coordinator. */
  readonly municipalityCode: string | null;
  /** Of a provider's staff. */
  readonly providerId: string | null;
  /** Of a participant: the municipalities on whose seats the person is or was. */
  readonly seatsOf: readonly string[];
}

/**
 * ADMIN gives every role. AGENCY gives all but ADMIN. A coordinator gives COORDINATOR of the own municipality, and
 * PARTICIPANT to people on its seats (V39). A provider gives PROVIDER of its own. Nobody else gives any.
 */
export function mayGive({ grants }: Actor, given: GivenRole): boolean {
  return grants.some((grant) => {
    switch (grant.role) {
      case 'ADMIN':
        return true;
      case 'AGENCY':
        return given.role !== 'ADMIN';
      case 'COORDINATOR':
        return given.role === 'PARTICIPANT'
          ? given.seatsOf.includes(grant.municipalityCode)
          : given.role === 'COORDINATOR' && given.municipalityCode === grant.municipalityCode;
      case 'PROVIDER':
        return (
          given.role === 'PROVIDER' && grant.providerId !== null && given.providerId === grant.providerId
        );
      default:
        return false;
    }
  });
}

/** These see and decide things about other people: a password alone does not do. */
export function needsSecondFactor(roles: readonly Role[], forAll: boolean): boolean {
  return forAll || roles.some((role) => role !== 'PARTICIPANT' && role !== 'EVALUATOR');
}
