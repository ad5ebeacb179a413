/** Who is asking. Made from a verified token; roles are unions, always limited by scope (domain.md section 3). */

export type Role = 'AGENCY' | 'PROVIDER' | 'COORDINATOR' | 'PARTICIPANT' | 'EVALUATOR' | 'ADMIN';

/** One role with its scope, looked up in this database. A scope that names nothing here reaches nothing. */
export type Grant =
  | { readonly role: 'AGENCY' | 'ADMIN' | 'EVALUATOR' }
  | { readonly role: 'PROVIDER'; readonly providerId: string | null }
  | { readonly role: 'COORDINATOR'; readonly municipalityCode: string }
  | { readonly role: 'PARTICIPANT'; readonly personId: string | null };

export interface Actor {
  /** Stable and opaque; recorded with everything the actor does. */
  readonly subject: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  /** For machines: the root fields that may be asked for, and no others. */
  readonly only?: ReadonlySet<string>;
}

/** The server itself: start-up, demo data and what follows from a fact. */
export const SYSTEM: Actor = { subject: 'system', name: 'Forløb', grants: [{ role: 'ADMIN' }] };
